//! JSON: an array of objects, an object with such arrays in it, or NDJSON with one object a line.
//!
//! Nested objects become columns `a.b`. Numbers keep the digits that stand in the file; lists stay JSON text. NDJSON is read in
//! chunks of lines: what is kept for it are the names of its columns and where the chunks begin. Anything else is held as a
//! whole, up to [`crate::MAX_WHOLE`].

mod flat;
mod read;
mod rows;

use std::collections::BTreeMap;
use std::ops::Range;

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::MAX_COLUMNS;
use crate::build;
use crate::cause::Explain;
use crate::csv::encoding::TextFile;
use crate::error::{Failure, Held, Problem, Result};
use crate::layout;
use crate::options::Options;
use crate::sheet::{self, NotRow, NotRowKind, Sheet, Source};
pub(crate) use read::JsonTable;
use rows::{Document, Rows};

/// A JSON file, its rows found.
pub(crate) struct Json {
    text: Text,
    tables: Vec<Table>,
    /// What stands around the rows of a document: path and value.
    around: Vec<(String, String)>,
    encoding: &'static str,
}

/// The text of a file.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    file: TextFile,
    /// All of it as UTF-8, unless it is read line by line.
    document: Bytes,
    /// Characters that could not be decoded when that was done for the whole file.
    replaced: u64,
}

/// Some of the text as UTF-8, and where in the file it begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'a> {
    file: &'a TextFile,
    from: usize,
    text: &'a str,
}

/// Some rows of a file with the same meaning.
struct Table {
    /// The path to the array; empty for the file itself.
    path: String,
    rows: Rows,
}

impl Text {
    /// Text that is held as a whole.
    fn whole(&self) -> Result<Piece<'_>> {
        Piece::new(&self.file, self.file.start, &self.document)
    }
}

impl<'a> Piece<'a> {
    /// Text that the encoding made UTF-8, or that was so when the file was opened.
    fn new(file: &'a TextFile, from: usize, text: &'a [u8]) -> Result<Self> {
        let text = std::str::from_utf8(text).map_err(|_| Problem::Changed)?;
        Ok(Self { file, from, text })
    }

    /// The line of a place, from 1.
    pub(crate) fn line(&self, at: usize) -> Result<u64> {
        let before = self.file.count(b'\n', self.from)?;
        Ok(1 + before + memchr::memchr_iter(b'\n', &self.text.as_bytes()[..at.min(self.text.len())]).count() as u64)
    }

    /// A parser's complaint about a part that starts at a place.
    pub(crate) fn complaint(&self, at: usize, error: &serde_json::Error) -> Failure {
        let line = |line| line + error.line().saturating_sub(1) as u64;
        match self.line(at).map(line) {
            Ok(line) => Problem::Json { line, column: error.column() as u64, cause: error.cause() }.into(),
            Err(failure) => failure,
        }
    }
}

impl Json {
    /// Finds the rows.
    pub(crate) fn open(file: TextFile) -> Result<Self> {
        let encoding = file.name;
        let (mut tables, mut around) = (Vec::new(), Vec::new());
        let mut text = Text { replaced: file.replaced, document: Bytes::new(), file };
        if rows::is_lines(&text.file)? {
            tables.push(Table { path: String::new(), rows: Rows::Lines });
        } else {
            let (document, replaced) = text.file.document(Held::Document)?;
            text = Text { document, replaced: text.replaced + replaced, ..text };
            let whole = text.whole()?;
            let values = rows::values(&whole)?;
            if let [one] = values.as_slice() {
                let document = Document::of(&whole, one.clone())?;
                around = document.around;
                tables
                    .extend(document.tables.into_iter().map(|(path, rows)| Table { path, rows: Rows::Elements(rows) }));
            } else {
                tables.push(Table { path: String::new(), rows: Rows::Elements(values) });
            }
        }
        Ok(Self { text, tables, around, encoding })
    }

    /// Its tables: those that the options ask for by [`Options::sheet`] or [`Options::table`], or all.
    pub(crate) fn sheets(&self, options: &Options) -> Result<Vec<Sheet>> {
        if let Some(wanted) = &options.sheet {
            let Some(table) = self.tables.iter().find(|table| table.path == *wanted) else {
                let present = self.tables.iter().map(|table| table.path.clone()).collect();
                return Err(Problem::NoSheet { wanted: wanted.clone(), present }.into());
            };
            return Ok(vec![self.sheet(table, options)?]);
        }
        let mut found = Vec::new();
        for table in &self.tables {
            match self.sheet(table, options) {
                Ok(sheet) => found.push(sheet),
                Err(Failure { problem: Problem::Empty, .. }) => {}
                Err(failure) => return Err(failure),
            }
        }
        if found.is_empty() { Err(Problem::Empty.into()) } else { Ok(sheet::fitting(found, options)) }
    }

    fn sheet(&self, table: &Table, options: &Options) -> Result<Sheet> {
        let chunks = table.rows.chunks(&self.text, options)?;
        let mut columns = Columns::default();
        let mut sample: Vec<Vec<(usize, Vec<u8>)>> = Vec::new();
        for chunk in &chunks {
            let loaded = table.rows.load(&self.text, chunk)?;
            let piece = loaded.piece(&self.text)?;
            table.rows.each(&piece, chunk.clone(), &mut |at, raw| columns.see(&piece, at, raw, &mut sample))?;
        }
        let headers = columns.names;
        if headers.is_empty() {
            return Err(Problem::Empty.into());
        }
        let mut layout = layout::layout(&headers, options)?;
        for (index, column) in layout.columns.iter_mut().enumerate().take(headers.len()) {
            let cells = sample.iter().filter_map(|row| row.iter().find(|(place, _)| *place == index));
            column.category = build::is_category(cells.map(|(_, cell)| cell.as_slice()));
        }
        let around = self.around.iter().map(|(path, value)| NotRow {
            kind: NotRowKind::Preamble,
            row: None,
            cells: vec![path.clone(), value.clone()],
        });
        Ok(Sheet {
            file: String::new(),
            // The only table of a file needs no name.
            name: if self.tables.len() > 1 { table.path.clone() } else { String::new() },
            recognition: layout.recognition,
            columns: layout.columns,
            duplicates: layout.duplicates,
            not_rows: around.collect(),
            benchmarks: Vec::new(),
            encoding: Some(self.encoding),
            delimiter: None,
            unread: Vec::new(),
            source: Source::Json(JsonTable::new(
                self.text.clone(),
                table.rows.clone(),
                chunks,
                columns.index,
                headers.clone(),
            )),
            headers,
        })
    }
}

/// The columns of a table, in the order of first sight.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    index: BTreeMap<String, usize>,
}

impl Columns {
    fn see(
        &mut self,
        text: &Piece<'_>,
        at: usize,
        raw: &RawValue,
        sample: &mut Vec<Vec<(usize, Vec<u8>)>>,
    ) -> Result<()> {
        let sampled = sample.len() < build::SAMPLE_ROWS;
        let mut row = Vec::new();
        flat::walk(text, at, raw, &mut |path, leaf| {
            let place = match self.index.get(path) {
                Some(place) => *place,
                None if self.names.len() == MAX_COLUMNS => {
                    return Err(Problem::Columns { found: MAX_COLUMNS + 1 }.into());
                }
                None => {
                    self.index.insert(path.to_owned(), self.names.len());
                    self.names.push(path.to_owned());
                    self.names.len() - 1
                }
            };
            if sampled {
                let mut cell = Vec::new();
                leaf.write(&mut cell);
                row.push((place, cell));
            }
            Ok(())
        })?;
        if sampled {
            sample.push(row);
        }
        Ok(())
    }
}

/// A part of the text.
type Part = Range<usize>;
