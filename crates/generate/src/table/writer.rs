//! One table's files: the exports of its platforms, and its truth.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use crate::config::{Config, Table};
use crate::rng::Rng;
use crate::table::column::Column;
use crate::table::dirt::{Dirt, Fate};
use crate::table::encode::Encode;
use crate::table::row::Row;
use crate::table::spoil::spoil;

/// Opens a file by its name.
pub(crate) type Open<'a> = &'a mut dyn FnMut(&str) -> io::Result<Box<dyn Write>>;

/// Bytes gathered before a file is written to.
const BUFFER: usize = 64 * 1024;

/// What one export file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSummary {
    /// Its name.
    pub name: String,
    /// Data rows, duplicates included, the tail not.
    pub rows: u64,
    /// Rows below the data that sum it up.
    pub tail_rows: u64,
    /// Rows with each kind of dirt.
    pub dirt: BTreeMap<Dirt, u64>,
    /// Rows of each fate.
    pub fates: BTreeMap<Fate, u64>,
}

/// A row that stands again further down.
struct Again {
    /// Number of the row behind which it is written.
    after: u64,
    export: Vec<String>,
    truth: Vec<String>,
    dirt: Vec<Dirt>,
}

struct Export {
    summary: FileSummary,
    writer: Writer<Box<dyn Write>>,
    encode: Encode,
    again: VecDeque<Again>,
}

/// Writes the rows of one table.
pub(crate) struct TableWriter {
    columns: &'static [Column],
    exports: Vec<Export>,
    truth: Option<Writer<Box<dyn Write>>>,
    share: f64,
    export_fields: Vec<String>,
    truth_fields: Vec<String>,
}

impl TableWriter {
    /// Opens the files of a table and writes their headers.
    pub(crate) fn open(config: &Config, table: Table, columns: &'static [Column], open: Open) -> io::Result<Self> {
        let mut exports = Vec::new();
        for name in table.files() {
            let mut writer =
                WriterBuilder::new().buffer_capacity(BUFFER).terminator(Terminator::CRLF).from_writer(open(name)?);
            let mut encode = Encode::new(config.encoding);
            for column in columns.iter().filter(|column| !column.header.is_empty()) {
                encode.write(&mut writer, column.header)?;
            }
            writer.write_record(None::<&[u8]>)?;
            let summary = FileSummary { name: (*name).to_owned(), ..FileSummary::default() };
            exports.push(Export { summary, writer, encode, again: VecDeque::new() });
        }
        let mut truth = None;
        if config.truth {
            let mut writer =
                WriterBuilder::new().buffer_capacity(BUFFER).from_writer(open(&format!("truth/{}.csv", table.name()))?);
            let names = columns.iter().map(|column| column.name).filter(|name| !name.is_empty());
            writer.write_record(names.chain(["file", "row", "dirt", "fate"]))?;
            truth = Some(writer);
        }
        let blank = vec![String::new(); columns.len()];
        Ok(Self { columns, exports, truth, share: config.dirt, export_fields: blank.clone(), truth_fields: blank })
    }

    /// Writes one row to the file with the index `file`; `rng` decides about dirt and nothing else.
    pub(crate) fn write(&mut self, file: usize, row: &mut Row, test: bool, mut rng: Rng) -> io::Result<()> {
        assert_eq!(row.cells.len(), self.columns.len(), "{}", self.exports[file].summary.name);
        row.export(self.columns, &mut self.export_fields);
        let mut dirt = Vec::new();
        if test {
            dirt.push(Dirt::TestOrder);
        } else if rng.chance(self.share) {
            self.spoil(row, &mut dirt, &mut rng);
        }
        if self.truth.is_some() {
            row.truth(self.columns, &mut self.truth_fields);
        }
        let fate = dirt.iter().map(|kind| kind.fate()).find(|fate| *fate != Fate::Keep).unwrap_or(Fate::Keep);
        if fate == Fate::Duplicate {
            let after = self.exports[file].summary.rows + rng.between(2, 60) as u64;
            let kept = dirt.iter().copied().filter(|kind| *kind != Dirt::Duplicate).collect();
            let again =
                Again { after, export: self.export_fields.clone(), truth: self.truth_fields.clone(), dirt: kept };
            self.exports[file].again.push_back(again);
        }
        self.emit(file, &dirt, fate)?;
        while let Some(again) = self.exports[file].due() {
            self.repeat(file, again)?;
        }
        Ok(())
    }

    /// Draws one kind of dirt, or sometimes two of which the second can be fixed.
    fn spoil(&mut self, row: &mut Row, dirt: &mut Vec<Dirt>, rng: &mut Rng) {
        let wanted = if rng.chance(0.06) { 2 } else { 1 };
        let weights: Vec<f64> = Dirt::ALL.iter().map(|kind| kind.weight()).collect();
        for _ in 0..12 {
            let kind = Dirt::ALL[rng.weighted(&weights)];
            let fits = dirt.first().is_none_or(|first| first.allows(kind));
            if fits && spoil(kind, self.columns, row, &mut self.export_fields, rng) {
                dirt.push(kind);
            }
            if dirt.len() == wanted {
                return;
            }
        }
    }

    fn emit(&mut self, file: usize, dirt: &[Dirt], fate: Fate) -> io::Result<()> {
        let Export { summary, writer, encode, .. } = &mut self.exports[file];
        summary.rows += 1;
        for kind in dirt {
            *summary.dirt.entry(*kind).or_default() += 1;
        }
        *summary.fates.entry(fate).or_default() += 1;
        for (column, field) in self.columns.iter().zip(&self.export_fields) {
            if !column.header.is_empty() {
                encode.write(writer, field)?;
            }
        }
        writer.write_record(None::<&[u8]>)?;
        let Some(truth) = &mut self.truth else { return Ok(()) };
        for (column, field) in self.columns.iter().zip(&self.truth_fields) {
            if !column.name.is_empty() {
                truth.write_field(field)?;
            }
        }
        truth.write_field(&summary.name)?;
        truth.write_field(summary.rows.to_string())?;
        truth.write_field(dirt.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(";"))?;
        truth.write_field(fate.name())?;
        Ok(truth.write_record(None::<&[u8]>)?)
    }

    fn repeat(&mut self, file: usize, again: Again) -> io::Result<()> {
        (self.export_fields, self.truth_fields) = (again.export, again.truth);
        self.emit(file, &again.dirt, Fate::Keep)
    }

    /// Writes a row below the data.
    pub(crate) fn tail(&mut self, file: usize, cells: &[(&str, String)]) -> io::Result<()> {
        self.drain(file)?;
        let Export { summary, writer, encode, .. } = &mut self.exports[file];
        summary.tail_rows += 1;
        for column in self.columns.iter().filter(|column| !column.header.is_empty()) {
            let cell = cells.iter().find(|(header, _)| *header == column.header);
            encode.write(writer, cell.map_or("", |(_, text)| text))?;
        }
        Ok(writer.write_record(None::<&[u8]>)?)
    }

    fn drain(&mut self, file: usize) -> io::Result<()> {
        while let Some(again) = self.exports[file].again.pop_front() {
            self.repeat(file, again)?;
        }
        Ok(())
    }

    /// Writes what is left and closes the files.
    pub(crate) fn finish(mut self) -> io::Result<Vec<FileSummary>> {
        for file in 0..self.exports.len() {
            self.drain(file)?;
            self.exports[file].writer.flush()?;
        }
        if let Some(truth) = &mut self.truth {
            truth.flush()?;
        }
        Ok(self.exports.into_iter().map(|export| export.summary).collect())
    }
}

impl Export {
    fn due(&mut self) -> Option<Again> {
        let at = self.again.iter().position(|again| again.after <= self.summary.rows)?;
        self.again.remove(at)
    }
}
