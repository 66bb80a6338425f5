//! Where the rows of a JSON file stand.

use std::ops::Range;

use bytes::Bytes;
use serde_json::value::RawValue;

use super::flat::{self, Leaf};
use super::{Part, Piece, Text};
use crate::blob::MAX_WHOLE;
use crate::csv::encoding::TextFile;
use crate::csv::input::{Input, Windows};
use crate::error::{Problem, Result};
use crate::options::Options;

/// Arrays of rows are searched so many objects deep.
const MAX_DEPTH: usize = 4;

/// So many values around the rows are reported.
const MAX_AROUND: usize = 100;

/// A chunk, even of a single row, may hold this many bytes.
const MAX_CHUNK: usize = 1 << 29;

/// Rows, and how they are found again.
#[derive(Clone, Debug)]
pub(crate) enum Rows {
    /// One object a line.
    Lines,
    /// Objects at these places.
    Elements(Vec<Part>),
}

impl Rows {
    /// Cuts them: ranges of bytes for lines, of rows for elements.
    pub(crate) fn chunks(&self, text: &Text, options: &Options) -> Result<Vec<Range<usize>>> {
        let mut chunks = Vec::new();
        match self {
            Self::Elements(rows) => {
                let size = options.chunk_rows.max(1);
                chunks.extend((0..rows.len()).step_by(size).map(|start| start..(start + size).min(rows.len())));
            }
            Self::Lines => {
                let mut start = text.file.start;
                let end_of_text = text.file.len;
                let mut bytes = text.file.glances(end_of_text);
                while start < end_of_text {
                    let target = start.saturating_add(options.chunk_bytes.max(1)).min(end_of_text);
                    let end = bytes.find(b'\n', target - 1..end_of_text).map_or(end_of_text, |line| line + 1);
                    if end - start > MAX_CHUNK {
                        return Err(Problem::Size { bytes: (end - start) as u64, limit: MAX_CHUNK as u64 }.into());
                    }
                    chunks.push(start..end);
                    start = end;
                }
                bytes.finish()?;
            }
        }
        Ok(chunks)
    }

    /// The text that a chunk stands in.
    pub(crate) fn load(&self, text: &Text, chunk: &Range<usize>) -> Result<Loaded> {
        Ok(match self {
            Self::Elements(_) => Loaded { from: text.file.start, text: text.document.clone(), replaced: 0 },
            Self::Lines => {
                let (bytes, replaced) = text.file.text(chunk.clone())?;
                Loaded { from: chunk.start, text: bytes, replaced }
            }
        })
    }

    /// Hands every row of a chunk to the sink, with its place in the text that was loaded for it.
    pub(crate) fn each(
        &self,
        piece: &Piece<'_>,
        chunk: Range<usize>,
        sink: &mut dyn FnMut(usize, &RawValue) -> Result<()>,
    ) -> Result<()> {
        let whole = piece.text;
        let mut one = |part: Part| {
            let raw =
                serde_json::from_str(&whole[part.clone()]).map_err(|error| piece.complaint(part.start, &error))?;
            sink(part.start, raw)
        };
        match self {
            Self::Elements(rows) => rows[chunk].iter().cloned().try_for_each(one),
            Self::Lines => {
                let mut start = 0;
                while start < whole.len() {
                    let end = memchr::memchr(b'\n', &whole.as_bytes()[start..]).map_or(whole.len(), |at| start + at);
                    if !whole[start..end].trim().is_empty() {
                        one(start..end)?;
                    }
                    start = end + 1;
                }
                Ok(())
            }
        }
    }
}

/// The text that rows are read from.
#[derive(Debug)]
pub(crate) struct Loaded {
    from: usize,
    text: Bytes,
    /// Characters that could not be decoded.
    pub(crate) replaced: u64,
}

impl Loaded {
    pub(crate) fn piece<'a>(&'a self, text: &'a Text) -> Result<Piece<'a>> {
        Piece::new(&text.file, self.from, &self.text)
    }
}

/// Is this NDJSON: is the first line a value by itself, and not the last?
pub(crate) fn is_lines(file: &TextFile) -> Result<bool> {
    let mut lines = Lines { file, bytes: file.glances(file.len), at: file.start };
    let is_value = |line: &Bytes| {
        let line = std::str::from_utf8(line).unwrap_or_default().trim_start();
        line.starts_with('{') && serde_json::from_str::<&RawValue>(line).is_ok()
    };
    let found = lines.next_filled()?.as_ref().is_some_and(is_value) && lines.next_filled()?.is_some();
    lines.bytes.finish()?;
    Ok(found)
}

/// Walks through a file line by line.
struct Lines<'a> {
    file: &'a TextFile,
    bytes: Windows,
    at: usize,
}

impl Lines<'_> {
    /// The next line that is not blank.
    fn next_filled(&mut self) -> Result<Option<Bytes>> {
        while self.at < self.file.len {
            let end = self.bytes.find(b'\n', self.at..self.file.len).unwrap_or(self.file.len);
            let line = self.at..end;
            self.at = end + 1;
            if line.len() as u64 > MAX_WHOLE {
                return Ok(None);
            }
            let (text, _) = self.file.text(line)?;
            if !std::str::from_utf8(&text).map_err(|_| Problem::Changed)?.trim().is_empty() {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }
}

/// The values that stand one after the other in a text: one in a document, several in a stream.
pub(crate) fn values(text: &Piece<'_>) -> Result<Vec<Part>> {
    let whole = text.text;
    let mut parts = Vec::new();
    for value in serde_json::Deserializer::from_str(whole).into_iter::<&RawValue>() {
        let value = value.map_err(|error| text.complaint(0, &error))?;
        parts.push(part(whole, value.get()));
    }
    Ok(parts)
}

/// The tables of a document.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// The path of each array of objects, and its elements.
    pub(crate) tables: Vec<(String, Vec<Part>)>,
    /// What else there is: path and value.
    pub(crate) around: Vec<(String, String)>,
}

impl Document {
    /// Finds the arrays of objects in a value. An object without any is itself a row.
    pub(crate) fn of(text: &Piece<'_>, at: Part) -> Result<Self> {
        let mut document = Self::default();
        let value = &text.text[at.clone()];
        if value.starts_with('{') {
            document.search(text, value, "", 0)?;
            if document.tables.is_empty() {
                document = Self { tables: vec![(String::new(), vec![at])], around: Vec::new() };
            }
        } else {
            document.tables.push((String::new(), elements(text, value)?));
        }
        Ok(document)
    }

    fn search(&mut self, text: &Piece<'_>, object: &str, path: &str, depth: usize) -> Result<()> {
        let whole = text.text;
        let members = flat::members(object).map_err(|error| text.complaint(part(whole, object).start, &error))?;
        for (name, value) in &members.0 {
            let value = value.get();
            let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            if value.starts_with('[') && value[1..].trim_start().starts_with('{') {
                self.tables.push((path, elements(text, value)?));
            } else if value.starts_with('{') && depth < MAX_DEPTH {
                self.search(text, value, &path, depth + 1)?;
            } else if self.around.len() < MAX_AROUND {
                self.around.push((path, Leaf::shown(value)));
            }
        }
        Ok(())
    }
}

/// The elements of an array.
fn elements(text: &Piece<'_>, array: &str) -> Result<Vec<Part>> {
    let whole = text.text;
    if !array.starts_with('[') {
        return Err(Problem::NoObject { line: text.line(part(whole, array).start)? }.into());
    }
    let elements: Vec<&RawValue> =
        serde_json::from_str(array).map_err(|error| text.complaint(part(whole, array).start, &error))?;
    Ok(elements.into_iter().map(|element| part(whole, element.get())).collect())
}

/// Where a part that was cut out of the whole lies in it.
fn part(whole: &str, part: &str) -> Part {
    let start = part.as_ptr().addr() - whole.as_ptr().addr();
    start..start + part.len()
}
