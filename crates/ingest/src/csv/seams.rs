//! Where headers stand again below the data: exports put together into one file, headers on every page, or another table.

use std::ops::Range;

use memchr::memmem::Finder;

use super::HEAD_BYTES;
use super::encoding::TextFile;
use super::input::{Input, Windows};
use super::quotes::Dialect;
use super::split::Records;
use super::tokens::Tokens;
use crate::error::Result;
use crate::head;
use crate::names;

/// A file may hold so many tables; what looks like more of them is data.
const MAX_PARTS: usize = 64;

/// A table of a file: its headers, and where its rows lie.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) headers: Vec<String>,
    pub(crate) data: Vec<Range<usize>>,
}

/// The tables of a file whose first one has these headers and begins at `data`.
pub(crate) fn parts(file: &TextFile, dialect: Dialect, headers: Vec<String>, data: usize) -> Result<Vec<Part>> {
    let end = file.len;
    let first = headers.first().filter(|header| headers.len() > 1 && !header.trim().is_empty());
    let mut seams = first.map(|first| Seams::new(file, dialect, first, data));
    let mut parts = vec![Part { headers, data: Vec::new() }];
    let (mut current, mut from) = (0, data);
    while let Some((start, after, cells)) = seams.as_mut().and_then(Seams::next) {
        let known = parts.iter().position(|part| same(&part.headers, &cells));
        if known.is_none() && (parts.len() == MAX_PARTS || !is_other(&parts[0].headers, &cells)) {
            continue;
        }
        parts[current].data.push(from..start);
        from = after;
        current = known.unwrap_or_else(|| {
            parts.push(Part { headers: cells, data: Vec::new() });
            parts.len() - 1
        });
    }
    seams.map_or(Ok(()), Seams::finish)?;
    parts[current].data.push(from..end);
    Ok(parts)
}

/// Finds the records that begin with the first header.
struct Seams<'a> {
    file: &'a TextFile,
    dialect: Dialect,
    header: Finder<'static>,
    data: usize,
    /// Where the search for the header goes on.
    at: usize,
    text: Windows,
    records: Records<Windows>,
}

impl<'a> Seams<'a> {
    fn new(file: &'a TextFile, dialect: Dialect, first: &str, data: usize) -> Self {
        let (text, records) = (file.windows(file.len), Records::new(file.windows(file.len), data, dialect));
        Self {
            file,
            dialect,
            header: Finder::new(file.raw(first).as_ref()).into_owned(),
            data,
            at: data,
            text,
            records,
        }
    }

    /// The next one: where it starts and ends, and its cells.
    fn next(&mut self) -> Option<(usize, usize, Vec<String>)> {
        loop {
            let found = self.search()?;
            let Some(start) = self.line(found) else { continue };
            if self.records.start(start) != start {
                continue;
            }
            let bytes = self.text.stretch(start, HEAD_BYTES);
            let mut tokens = Tokens::new(bytes, self.dialect);
            let mut spans = Vec::new();
            if tokens.record(&mut spans).is_some() {
                let cells = spans.iter().map(|span| self.file.cell(&span.to_vec(bytes))).collect();
                return Some((start, start + tokens.position(), cells));
            }
        }
    }

    /// The next place at which the header stands.
    fn search(&mut self) -> Option<usize> {
        let length = self.header.needle().len();
        loop {
            let rest = self.text.tail(self.at);
            if let Some(place) = self.header.find(rest) {
                let found = self.at + place;
                self.at = found + length;
                return Some(found);
            }
            // It may begin in this window and end in the next.
            self.at += rest.len().saturating_sub(length - 1);
            let border = self.text.stretch(self.at, length);
            if border.len() < length {
                return None;
            }
            if border == self.header.needle() {
                self.at += length;
                return Some(self.at - length);
            }
            self.at += 1;
        }
    }

    /// The start of the line that begins with the header at this place, as a cell of its own.
    fn line(&mut self, at: usize) -> Option<usize> {
        let Dialect { delimiter, quote, newline, .. } = self.dialect;
        let ends = [delimiter, quote, newline, b'\r'];
        if self.text.byte(at + self.header.needle().len()).is_some_and(|byte| !ends.contains(&byte)) {
            return None;
        }
        let quoted = at > self.data && self.text.byte(at - 1) == Some(quote);
        let at = at - usize::from(quoted);
        (at == self.data || self.text.byte(at - 1) == Some(newline)).then_some(at)
    }

    fn finish(self) -> Result<()> {
        self.text.finish()?;
        self.records.into_input().finish()
    }
}

/// The same headers, whatever empty ones stand at the end?
fn same(headers: &[String], cells: &[String]) -> bool {
    let filled = |cells: &[String]| {
        let mut cells: Vec<String> = cells.iter().map(|cell| names::normalise(cell)).collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        cells
    };
    filled(headers) == filled(cells)
}

/// Headers of another table: at least half of them stand in the same place, and none looks like a value.
fn is_other(headers: &[String], cells: &[String]) -> bool {
    let pairs = headers.iter().zip(cells).filter(|(header, cell)| {
        let cell = names::normalise(cell);
        !cell.is_empty() && names::normalise(header) == cell
    });
    let alike = pairs.count();
    let values = cells.iter().any(|cell| head::looks_like_a_value(&names::normalise(cell)));
    alike >= 2 && alike * 2 >= headers.len().max(cells.len()) && !values
}
