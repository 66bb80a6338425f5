//! One table of one file, opened and not yet read.

use std::ops::Range;

use crate::batch::TextBatch;
use crate::benchmark::{self, Benchmark};
use crate::columnar::ParquetTable;
use crate::csv::CsvTable;
use crate::error::{ReadError, Result};
use crate::json::JsonTable;
use crate::layout::SheetColumn;
use crate::options::Options;
use crate::recognise::Recognition;
use crate::workbook::Grid;

/// One table of one file.
#[derive(Debug)]
pub struct Sheet {
    /// The file's name as handed in.
    pub file: String,
    /// The sheet's name; empty where a file holds one table only. In JSON it is the path to the array of rows.
    pub name: String,
    /// Which table of the data model it is, and how sure that is.
    pub recognition: Recognition,
    /// The headers as they stand in the file.
    pub headers: Vec<String>,
    /// The columns that reading gives: one per header, then those that options and profile add. One that is read into another
    /// table only is not given.
    pub columns: Vec<SheetColumn>,
    /// Headers that stand more than once.
    pub duplicates: Vec<String>,
    /// Rows around the data that are no data: before the headers, the headers, and summaries at the end.
    pub not_rows: Vec<NotRow>,
    /// What it says of peers.
    pub benchmarks: Vec<Benchmark>,
    /// The encoding of a text file: `UTF-8`, `GB18030`, `Big5`, `UTF-16LE` …
    pub encoding: Option<&'static str>,
    /// The delimiter of a text file.
    pub delimiter: Option<char>,
    /// Columns that were not read because their values are lists or maps (Parquet).
    pub unread: Vec<String>,
    pub(crate) source: Source,
}

/// Where the rows come from.
#[derive(Debug)]
pub(crate) enum Source {
    Csv(CsvTable),
    Grid(Grid),
    Json(JsonTable),
    Parquet(ParquetTable),
}

/// Where a chunk lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its bytes in the file, for text files that are read as they are; empty otherwise.
    pub bytes: Range<u64>,
    /// Its rows, where they are known before reading.
    pub rows: Option<u64>,
}

/// A row that is no data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRow {
    /// Why.
    pub kind: NotRowKind,
    /// The row's place among the non-blank rows of the file, from 1; `None` for those at the end of a text file and below a later
    /// header.
    pub row: Option<u64>,
    /// Its cells.
    pub cells: Vec<String>,
}

/// Why a row is no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRowKind {
    /// It stands above the headers.
    Preamble,
    /// It is the header row.
    Header,
    /// It sums up the rows above it, or says when they were exported.
    Tail,
    /// It holds figures of peers.
    Benchmark,
}

impl NotRowKind {
    /// What a row at the end of a sheet, or just below its headers, is.
    pub(crate) fn of_end(cells: &[String]) -> Self {
        if benchmark::of_row(cells).is_some() { Self::Benchmark } else { Self::Tail }
    }
}

/// The rows of peers' figures.
pub(crate) fn peers(rows: &[NotRow]) -> impl Iterator<Item = Vec<String>> {
    rows.iter().filter(|row| row.kind == NotRowKind::Benchmark).map(|row| row.cells.clone())
}

/// Of several sheets those that the options mean: where a table is named, those that have what it needs.
pub(crate) fn fitting(mut found: Vec<Sheet>, options: &Options) -> Vec<Sheet> {
    if options.table.is_none() {
        return found;
    }
    let fits = |sheet: &Sheet| sheet.recognition.fits(sheet.headers.len());
    if found.iter().any(fits) {
        found.retain(fits);
        return found;
    }
    // None has what the table needs: the one that comes nearest, since the caller insists.
    let best = found.iter().map(|sheet| sheet.recognition.score).fold(0.0, f64::max);
    let nearest = found.iter().position(|sheet| sheet.recognition.score >= best).unwrap_or(0);
    found.into_iter().skip(nearest).take(1).collect()
}

impl Sheet {
    /// The recognised table.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        self.recognition.table.as_deref()
    }

    /// Chunks, in the order of the file; 0 for a sheet without rows.
    #[must_use]
    pub fn chunk_count(&self) -> usize {
        match &self.source {
            Source::Csv(table) => table.chunks.len(),
            Source::Grid(grid) => grid.chunk_count(),
            Source::Json(table) => table.chunk_count(),
            Source::Parquet(table) => table.chunk_count(),
        }
    }

    /// Where a chunk lies.
    #[must_use]
    pub fn chunk(&self, chunk: usize) -> Option<Chunk> {
        match &self.source {
            Source::Csv(table) => table.place(chunk),
            Source::Grid(grid) => grid.place(chunk),
            Source::Json(table) => table.place(chunk),
            Source::Parquet(table) => table.place(chunk),
        }
    }

    /// The rows of a chunk in batches of at most `batch_rows`; none for a chunk without rows or beyond the last.
    ///
    /// Chunks may be read in any order and at the same time. The rows of all chunks in order do not depend on where the
    /// chunks end; whether a batch holds a column as text or as category may.
    ///
    /// # Errors
    /// A cell above the limit, or a file that proves damaged only now.
    pub fn read(&self, chunk: usize, batch_rows: usize) -> std::result::Result<Vec<TextBatch>, ReadError> {
        self.read_all_columns(chunk, batch_rows.max(1)).map_err(|mut failure| {
            failure.sheet = (!self.name.is_empty()).then(|| self.name.clone());
            failure.in_file(&self.file)
        })
    }

    fn read_all_columns(&self, chunk: usize, batch_rows: usize) -> Result<Vec<TextBatch>> {
        let mut batches = self.read_cells(chunk, batch_rows)?;
        self.shape(chunk, &mut batches)?;
        Ok(batches)
    }

    /// The cells of a chunk as they stand in the file.
    pub(crate) fn read_cells(&self, chunk: usize, batch_rows: usize) -> Result<Vec<TextBatch>> {
        if chunk >= self.chunk_count() {
            return Ok(Vec::new());
        }
        let own = &self.columns[..self.headers.len()];
        match &self.source {
            Source::Csv(table) => table.read(chunk, batch_rows, own),
            Source::Grid(grid) => grid.read(chunk, batch_rows, own),
            Source::Json(table) => table.read(chunk, batch_rows, own),
            Source::Parquet(table) => table.read(chunk, batch_rows, own),
        }
    }
}
