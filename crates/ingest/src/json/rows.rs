//! Where the rows of a JSON file stand.

use std::ops::Range;

use serde_json::value::RawValue;

use super::flat::{self, Leaf};
use super::{Part, Text};
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
                let bytes = text.as_str().as_bytes();
                let mut start = 0;
                while start < bytes.len() {
                    let target = start.saturating_add(options.chunk_bytes.max(1)).min(bytes.len());
                    let end = memchr::memchr(b'\n', &bytes[target - 1..]).map_or(bytes.len(), |line| target + line);
                    if end - start > MAX_CHUNK {
                        return Err(Problem::Size { bytes: (end - start) as u64, limit: MAX_CHUNK as u64 }.into());
                    }
                    chunks.push(start..end);
                    start = end;
                }
            }
        }
        Ok(chunks)
    }

    /// Hands every row of a chunk to the sink, with its place in the text.
    pub(crate) fn each(
        &self,
        text: &Text,
        chunk: Range<usize>,
        sink: &mut dyn FnMut(usize, &RawValue) -> Result<()>,
    ) -> Result<()> {
        let whole = text.as_str();
        let mut one = |part: Part| {
            let raw = serde_json::from_str(&whole[part.clone()]).map_err(|error| text.complaint(part.start, &error))?;
            sink(part.start, raw)
        };
        match self {
            Self::Elements(rows) => rows[chunk].iter().cloned().try_for_each(one),
            Self::Lines => {
                let mut start = chunk.start;
                while start < chunk.end {
                    let end =
                        memchr::memchr(b'\n', &whole.as_bytes()[start..chunk.end]).map_or(chunk.end, |at| start + at);
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

/// Is this NDJSON: is the first line a value by itself, and not the last?
pub(crate) fn is_lines(text: &str) -> bool {
    let text = text.trim_start();
    text.split_once('\n').is_some_and(|(first, rest)| {
        first.starts_with('{') && !rest.trim_start().is_empty() && serde_json::from_str::<&RawValue>(first).is_ok()
    })
}

/// The values that stand one after the other in a text: one in a document, several in a stream.
pub(crate) fn values(text: &Text) -> Result<Vec<Part>> {
    let whole = text.as_str();
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
    pub(crate) fn of(text: &Text, at: Part) -> Result<Self> {
        let mut document = Self::default();
        let value = &text.as_str()[at.clone()];
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

    fn search(&mut self, text: &Text, object: &str, path: &str, depth: usize) -> Result<()> {
        let whole = text.as_str();
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
fn elements(text: &Text, array: &str) -> Result<Vec<Part>> {
    let whole = text.as_str();
    if !array.starts_with('[') {
        return Err(Problem::NoObject { line: text.line(part(whole, array).start) }.into());
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
