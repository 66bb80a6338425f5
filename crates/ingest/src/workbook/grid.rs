//! A sheet's cells as text, row by row, empty ones left out: a lone cell at the far end of a sheet costs nothing.

use std::ops::Range;

use aftersight_contract::Text;

use crate::batch::TextBatch;
use crate::build;
use crate::error::{Problem, Result};
use crate::layout::SheetColumn;
use crate::sheet::Chunk;
use crate::{MAX_CELL_BYTES, MAX_COLUMNS};

/// The sheets of a workbook may hold this much text: shared texts can make it far more than the file.
pub(crate) const MAX_TEXT: usize = 1 << 30;

/// The cells of a sheet.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    /// The column in the sheet of each cell that has content.
    places: Vec<u16>,
    cells: Text,
    /// Per row with content: its number in the sheet from 0, and where its cells end.
    rows: Vec<(u32, u32)>,
    /// The rows of data.
    data: Range<usize>,
    /// The columns in the sheet that the table has.
    columns: Vec<u16>,
    chunk_rows: usize,
}

impl Grid {
    /// Appends a cell; an empty one is passed over. Rows mostly rise; [`Self::in_order`] sees to the others.
    pub(crate) fn push(&mut self, row: u32, column: u32, text: &str) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        if column as usize >= MAX_COLUMNS {
            return Err(Problem::Columns { found: column as usize + 1 }.into());
        }
        if text.len() > MAX_CELL_BYTES {
            let column = format!("{}", column + 1);
            return Err(Problem::Cell { line: u64::from(row) + 1, column, bytes: text.len() }.into());
        }
        if self.cells.bytes.len() > MAX_TEXT {
            return Err(Problem::Size { bytes: self.cells.bytes.len() as u64, limit: MAX_TEXT as u64 }.into());
        }
        match self.rows.last() {
            Some((last, _)) if *last == row => {}
            _ => self.rows.push((row, 0)),
        }
        self.places.push(column as u16);
        self.cells.push(text);
        if let Some((_, end)) = self.rows.last_mut() {
            *end = self.places.len() as u32;
        }
        Ok(())
    }

    /// Its text.
    pub(crate) fn bytes(&self) -> usize {
        self.cells.bytes.len()
    }

    /// With its rows in the order of the sheet.
    pub(crate) fn in_order(self) -> Self {
        if self.rows.is_sorted_by(|a, b| a.0 < b.0) {
            return self;
        }
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|row| self.rows[*row].0);
        let mut grid = Self::default();
        for row in order {
            for entry in self.entries(row) {
                grid.places.push(self.places[entry]);
                grid.cells.push(self.cells.get(entry));
            }
            let (number, end) = (self.rows[row].0, grid.places.len() as u32);
            match grid.rows.last_mut() {
                Some(last) if last.0 == number => last.1 = end,
                _ => grid.rows.push((number, end)),
            }
        }
        grid
    }

    /// Rows with content.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The number of a row in the sheet, from 1.
    pub(crate) fn number(&self, row: usize) -> u64 {
        u64::from(self.rows[row].0) + 1
    }

    fn entries(&self, row: usize) -> Range<usize> {
        let start = row.checked_sub(1).map_or(0, |before| self.rows[before].1 as usize);
        start..self.rows[row].1 as usize
    }

    /// A row from its first column to its last cell with content.
    pub(crate) fn row(&self, row: usize) -> Vec<String> {
        let mut cells = Vec::new();
        for entry in self.entries(row) {
            let place = self.places[entry] as usize;
            cells.resize(cells.len().max(place + 1), String::new());
            cells[place] = self.cells.get(entry).to_owned();
        }
        cells
    }

    /// Declares which rows are data, below a header row; gives the table's columns: those with a header or data.
    pub(crate) fn set_table(&mut self, header: usize, data: Range<usize>, chunk_rows: usize) -> Vec<u16> {
        let mut used = vec![false; MAX_COLUMNS];
        let entries = |row: usize| self.entries(row);
        let all = entries(header).start..if data.is_empty() { entries(header).end } else { entries(data.end - 1).end };
        self.places[all].iter().for_each(|place| used[*place as usize] = true);
        self.columns = (0u16..).zip(&used).filter(|(_, used)| **used).map(|(place, _)| place).collect();
        self.data = data;
        self.chunk_rows = chunk_rows.max(1);
        self.columns.clone()
    }

    /// The first cells of a column of the table.
    pub(crate) fn sample(&self, column: usize) -> impl Iterator<Item = &[u8]> {
        let place = self.columns[column];
        self.data.clone().take(build::SAMPLE_ROWS).filter_map(move |row| {
            let entry = self.entries(row).find(|entry| self.places[*entry] == place)?;
            Some(self.cells.bytes_at(entry))
        })
    }

    pub(crate) fn chunk_count(&self) -> usize {
        self.data.len().div_ceil(self.chunk_rows.max(1))
    }

    fn chunk_range(&self, chunk: usize) -> Range<usize> {
        let start = self.data.start + chunk * self.chunk_rows;
        start..(start + self.chunk_rows).min(self.data.end)
    }

    pub(crate) fn place(&self, chunk: usize) -> Option<Chunk> {
        (chunk < self.chunk_count()).then(|| Chunk { bytes: 0..0, rows: Some(self.chunk_range(chunk).len() as u64) })
    }

    pub(crate) fn read(&self, chunk: usize, batch_rows: usize, columns: &[SheetColumn]) -> Result<Vec<TextBatch>> {
        let mut index = vec![None; MAX_COLUMNS];
        for (column, place) in self.columns.iter().enumerate() {
            index[*place as usize] = Some(column);
        }
        let mut batches = Vec::new();
        let mut line: Vec<Option<usize>> = vec![None; columns.len()];
        let mut rows = self.chunk_range(chunk).peekable();
        let mut first_row = 1;
        while rows.peek().is_some() {
            let mut builders = build::builders(columns);
            let mut count = 0;
            while count < batch_rows && !builders.iter().any(build::ColumnBuilder::is_full) {
                let Some(row) = rows.next() else { break };
                line.fill(None);
                for entry in self.entries(row) {
                    if let Some(column) = index[self.places[entry] as usize] {
                        line[column] = Some(entry);
                    }
                }
                for (builder, entry) in builders.iter_mut().zip(&line) {
                    builder.push(entry.map_or(b"", |entry| self.cells.bytes_at(entry)));
                }
                count += 1;
            }
            let batch = build::batch(count, columns, builders);
            batches.push(TextBatch { batch, first_row, ragged: Vec::new(), blank: 0, replaced: 0 });
            first_row += count as u64;
        }
        Ok(batches)
    }
}
