//! Where headers stand again below the data: exports put together into one file, headers on every page, or another table.

use std::ops::Range;

use super::encoding::TextFile;
use super::quotes::Dialect;
use super::split;
use super::tokens::Tokens;
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
pub(crate) fn parts(file: &TextFile, dialect: Dialect, headers: Vec<String>, data: usize) -> Vec<Part> {
    let end = file.bytes.len();
    let seams = seams(file, dialect, &headers, data);
    let mut parts = vec![Part { headers, data: Vec::new() }];
    let (mut current, mut from) = (0, data);
    for (start, after, cells) in seams {
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
    parts[current].data.push(from..end);
    parts
}

/// The records that begin with the first header: where they start and end, and their cells.
fn seams(file: &TextFile, dialect: Dialect, headers: &[String], data: usize) -> Vec<(usize, usize, Vec<String>)> {
    let Some(first) = headers.first().filter(|header| headers.len() > 1 && !header.trim().is_empty()) else {
        return Vec::new();
    };
    let bytes = &file.bytes;
    let needle = file.raw(first);
    let ends = [dialect.delimiter, dialect.quote, dialect.newline, b'\r'];
    let line = |at: usize| {
        let at = at - usize::from(at > data && bytes[at - 1] == dialect.quote);
        (at == data || bytes[at - 1] == dialect.newline).then_some(at)
    };
    let begins = |at: &usize| bytes.get(at + needle.len()).is_none_or(|byte| ends.contains(byte));
    let found = memchr::memmem::find_iter(&bytes[data..], needle.as_ref()).map(|at| data + at);
    let targets: Vec<usize> = found.filter(begins).filter_map(line).collect();
    let starts = split::starts(bytes, data, &targets, dialect);
    let mut seams = Vec::new();
    for at in targets.iter().zip(&starts).filter(|(target, start)| target == start).map(|(target, _)| *target) {
        let end = (at + super::HEAD_BYTES).min(bytes.len());
        let mut tokens = Tokens::new(&bytes[at..end], dialect);
        let mut spans = Vec::new();
        if tokens.record(&mut spans).is_some() {
            let cells = spans.iter().map(|span| file.cell(&span.to_vec(&bytes[at..end]))).collect();
            seams.push((at, at + tokens.position(), cells));
        }
    }
    seams
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
