//! The rows of a chunk, column by column.
//!
//! A few hundred rows are cut into cells, then each column takes its cells: the kind of a column is decided once for all of
//! them, and the bytes are still in the cache.

use super::quotes::Dialect;
use super::tokens::{Span, Tokens};
use super::{CsvTable, sniff};
use crate::MAX_CELL_BYTES;
use crate::batch::{Ragged, TextBatch};
use crate::build::{self, Cell};
use crate::error::{Problem, Result};
use crate::layout::SheetColumn;

/// So many rows are cut before they are distributed.
const STRIDE: usize = 256;

/// Rows cut into cells, `width` per row.
#[derive(Debug, Default)]
struct Cut {
    spans: Vec<Span>,
    rows: usize,
    ragged: Vec<Ragged>,
    blank: u64,
}

impl CsvTable {
    /// The rows of a chunk.
    pub(crate) fn read(&self, chunk: usize, batch_rows: usize, columns: &[SheetColumn]) -> Result<Vec<TextBatch>> {
        let range = self.chunks[chunk].clone();
        let (text, mut replaced) = self.file.text(range.clone())?;
        replaced += if chunk == 0 { self.file.replaced } else { 0 };
        let mut tokens = Tokens::new(&text, self.dialect);
        let mut batches: Vec<TextBatch> = Vec::new();
        let mut first_row = 1;
        let mut cut = Cut::default();
        loop {
            let mut builders = build::builders(columns);
            let mut rows = 0;
            let mut done = false;
            while rows < batch_rows && !done {
                let want = STRIDE.min(batch_rows - rows);
                done = self.cut(&mut tokens, &text, range.start, want, first_row + rows as u64, &mut cut)?;
                // Rows are about as long as those before: how many times as many the batch will get.
                let all = text.len() as f64 / tokens.position().max(1) as f64
                    * (first_row as usize - 1 + rows + cut.rows) as f64;
                let expected = all.min(batch_rows as f64) / cut.rows.max(1) as f64;
                for (column, builder) in builders.iter_mut().enumerate() {
                    builder.extend(&text, cut.spans.chunks_exact(columns.len()).map(|row| row[column]), expected);
                }
                rows += cut.rows;
            }
            let (ragged, blank) = (std::mem::take(&mut cut.ragged), std::mem::take(&mut cut.blank));
            if rows == 0 {
                // Blank lines at the end belong to the rows before them.
                if let Some(last) = batches.last_mut() {
                    last.blank += blank;
                } else if blank + replaced > 0 {
                    let batch = build::batch(0, columns, builders);
                    batches.push(TextBatch { batch, first_row, ragged, blank, replaced });
                }
                return Ok(batches);
            }
            let batch = build::batch(rows, columns, builders);
            batches.push(TextBatch { batch, first_row, ragged, blank, replaced: std::mem::take(&mut replaced) });
            first_row += rows as u64;
        }
    }

    /// Cuts up to `want` rows and says whether the chunk is at its end.
    fn cut(
        &self,
        tokens: &mut Tokens<'_>,
        text: &[u8],
        chunk_start: usize,
        want: usize,
        first_row: u64,
        cut: &mut Cut,
    ) -> Result<bool> {
        cut.spans.clear();
        cut.rows = 0;
        while cut.rows < want {
            let base = cut.spans.len();
            let Some((start, end)) = tokens.record(&mut cut.spans) else { return Ok(true) };
            let found = cut.spans.len() - base;
            if cut.spans[base].is_empty() && cut.spans[base..].iter().all(|span| span.is_empty()) {
                cut.spans.truncate(base);
                cut.blank += 1;
                continue;
            }
            if found != self.width {
                let place = (start, end);
                let mended = self.mend(&mut cut.spans, base, text, place);
                if mended || self.fit(&mut cut.spans, base, text, end) {
                    let row = first_row + cut.rows as u64;
                    cut.ragged.push(Ragged { row, found: found as u32, expected: self.width as u32, mended });
                }
            }
            if end - start > MAX_CELL_BYTES {
                self.check_sizes(&cut.spans[base..], text, chunk_start, start)?;
            }
            cut.rows += 1;
        }
        Ok(false)
    }

    /// Puts the row that starts at `base` right, if there is one way to do so.
    #[cold]
    fn mend(&self, spans: &mut Vec<Span>, base: usize, text: &[u8], (start, end): (usize, usize)) -> bool {
        let Some(shapes) = &self.shapes else { return false };
        let aligned = if spans.len() - base > self.width {
            shapes.align(&spans[base..], text)
        } else {
            // Too few cells: another delimiter may make them the right ones.
            let others = sniff::CANDIDATES.into_iter().filter(|delimiter| *delimiter != self.dialect.delimiter);
            others.into_iter().find_map(|delimiter| {
                let dialect = Dialect { delimiter, padded: false, ..self.dialect };
                let mut cells = Vec::new();
                let (_, last) = Tokens::new(&text[start..end], dialect).record(&mut cells)?;
                let cells: Vec<Span> = cells.into_iter().map(|cell| cell.shifted(start)).collect();
                if start + last < end { None } else { shapes.align(&cells, text) }
            })
        };
        let Some(aligned) = aligned else { return false };
        // Empty cells too many at the end lose nothing.
        let mut pairs = aligned.iter().zip(&spans[base..]);
        let same =
            spans.len() - base > self.width && pairs.all(|(new, old)| new == old || new.is_empty() && old.is_empty());
        spans.truncate(base);
        spans.extend(aligned);
        !same
    }

    /// Makes the row that starts at `base` as wide as the sheet. Does that change anything?
    fn fit(&self, spans: &mut Vec<Span>, base: usize, text: &[u8], end: usize) -> bool {
        let found = spans.len() - base;
        if found < self.width {
            spans.resize(base + self.width, Span::EMPTY);
            return true;
        }
        let surplus = spans[base + self.width..].iter().any(|span| !span.is_empty());
        spans.truncate(base + self.width);
        if surplus && let Some(last) = spans.last_mut() {
            *last = Span::raw(last.outer_start(text), end);
        }
        surplus
    }

    #[cold]
    fn check_sizes(&self, spans: &[Span], text: &[u8], chunk_start: usize, start: usize) -> Result<()> {
        let Some(column) = spans.iter().position(|span| span.end() - span.start() > MAX_CELL_BYTES) else {
            return Ok(());
        };
        let lines = |bytes: &[u8]| memchr::memchr_iter(self.dialect.newline, bytes).count() as u64;
        let line = 1 + self.file.count(self.dialect.newline, chunk_start)? + lines(&text[..start]);
        let bytes = spans[column].end() - spans[column].start();
        Err(Problem::Cell { line, column: self.headers[column].clone(), bytes }.into())
    }
}
