//! The rows of a source with corrections on them.

use std::collections::BTreeMap;
use std::ops::Range;

use aftersight_contract::{Batch, Column};

use super::Correction;
use crate::error::RunError;
use crate::results::Reading;
use crate::run::BATCH_ROWS;
use crate::stage::{Rows, Source};

struct Corrected<'a> {
    rows: Box<dyn Rows + 'a>,
    /// The number of each chunk's first row, and behind them that of the row after the last.
    firsts: Vec<u64>,
    corrections: BTreeMap<u64, Correction>,
}

/// Puts corrections on a source.
pub(super) fn correct(source: Source<'_>, corrections: BTreeMap<u64, Correction>) -> Result<Source<'_>, RunError> {
    let firsts = scan(source.rows.as_ref(), |_, _| ())?;
    let rows = Box::new(Corrected { rows: source.rows, firsts, corrections });
    Ok(Source { rows, ..source })
}

/// Looks at all rows in order: `each` gets a batch and the number of its first row. Gives the number of each chunk's first
/// row, and behind them that of the row after the last.
pub(super) fn scan(rows: &dyn Rows, mut each: impl FnMut(u64, &Batch)) -> Result<Vec<u64>, RunError> {
    let mut firsts = Vec::with_capacity(rows.chunks() + 1);
    let mut next = 1;
    for chunk in 0..rows.chunks() {
        firsts.push(next);
        for batch in rows.read(chunk, BATCH_ROWS)? {
            each(next, &batch);
            next += u64::from(batch.rows);
        }
    }
    firsts.push(next);
    Ok(firsts)
}

impl Corrected<'_> {
    fn of(&self, rows: Range<u64>) -> impl Iterator<Item = (u64, &Correction)> {
        self.corrections.range(rows).map(|(row, correction)| (*row, correction))
    }

    fn correct(&self, first: u64, batch: &mut Batch) {
        let mut cells: BTreeMap<&str, BTreeMap<u64, Option<&str>>> = BTreeMap::new();
        for (row, correction) in self.of(first..first + u64::from(batch.rows)) {
            for (column, text) in &correction.cells {
                cells.entry(column).or_default().insert(row - first, text.as_deref());
            }
        }
        for column in &mut batch.columns {
            let Some(new) = cells.get(column.name.as_str()) else { continue };
            let texts = (0..batch.rows as usize)
                .map(|row| new.get(&(row as u64)).copied().unwrap_or_else(|| column.text_at(row)));
            *column = Column::text(column.name.clone(), texts);
        }
    }
}

impl Rows for Corrected<'_> {
    fn chunks(&self) -> usize {
        self.rows.chunks()
    }

    fn read(&self, chunk: usize, batch_rows: usize) -> Result<Vec<Batch>, RunError> {
        let mut batches = self.rows.read(chunk, batch_rows)?;
        let mut first = self.firsts[chunk];
        for batch in &mut batches {
            self.correct(first, batch);
            first += u64::from(batch.rows);
        }
        Ok(batches)
    }

    fn left_out(&self, chunk: usize) -> Vec<u64> {
        let first = self.firsts[chunk];
        let rows = self.of(first..self.firsts[chunk + 1]).filter(|(_, correction)| correction.exclude);
        rows.map(|(row, _)| row - first).collect()
    }

    fn reading(&self) -> Reading {
        self.rows.reading()
    }

    fn corrected(&self) -> u64 {
        let rows = self.corrections.values().filter(|correction| !correction.exclude && !correction.cells.is_empty());
        rows.count() as u64
    }
}
