//! The rows of a chunk, column by column.
//!
//! A few hundred rows are cut into cells, then each column takes its cells: the kind of a column is decided once for all of
//! them, and the bytes are still in the cache.

use super::CsvTable;
use super::tokens::{Span, Tokens};
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
        let (text, mut replaced) = self.file.text(range.clone());
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
            if found != self.width && self.fit(&mut cut.spans, base, text, end) {
                let ragged =
                    Ragged { row: first_row + cut.rows as u64, found: found as u32, expected: self.width as u32 };
                cut.ragged.push(ragged);
            }
            if end - start > MAX_CELL_BYTES {
                self.check_sizes(&cut.spans[base..], text, chunk_start, start)?;
            }
            cut.rows += 1;
        }
        Ok(false)
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
        let line = 1 + lines(&self.file.bytes[..chunk_start]) + lines(&text[..start]);
        let bytes = spans[column].end() - spans[column].start();
        Err(Problem::Cell { line, column: self.headers[column].clone(), bytes }.into())
    }
}
