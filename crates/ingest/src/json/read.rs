//! The rows of a chunk as columns.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Text;
use super::flat;
use super::rows::Rows;
use crate::MAX_CELL_BYTES;
use crate::batch::TextBatch;
use crate::build::{self, ColumnBuilder};
use crate::error::{Problem, Result};
use crate::layout::SheetColumn;
use crate::sheet::Chunk;

/// A table of a JSON file ready to be read.
#[derive(Debug)]
pub(crate) struct JsonTable {
    text: Text,
    rows: Rows,
    chunks: Vec<Range<usize>>,
    /// The column of each path.
    index: BTreeMap<String, usize>,
    headers: Vec<String>,
}

/// A batch in the making.
struct Making {
    builders: Vec<ColumnBuilder>,
    rows: usize,
    replaced: u64,
}

impl JsonTable {
    pub(crate) fn new(
        text: Text,
        rows: Rows,
        chunks: Vec<Range<usize>>,
        index: BTreeMap<String, usize>,
        headers: Vec<String>,
    ) -> Self {
        Self { text, rows, chunks, index, headers }
    }

    pub(crate) fn chunk_count(&self) -> usize {
        self.chunks.len()
    }

    pub(crate) fn place(&self, chunk: usize) -> Option<Chunk> {
        let range = self.chunks.get(chunk)?;
        Some(match &self.rows {
            Rows::Elements(_) => Chunk { bytes: 0..0, rows: Some(range.len() as u64) },
            Rows::Lines if self.text.file.in_place => Chunk { bytes: range.start as u64..range.end as u64, rows: None },
            Rows::Lines => Chunk { bytes: 0..0, rows: None },
        })
    }

    /// The rows of a chunk.
    pub(crate) fn read(&self, chunk: usize, batch_rows: usize, columns: &[SheetColumn]) -> Result<Vec<TextBatch>> {
        let fresh = || Making { builders: build::builders(columns), rows: 0, replaced: 0 };
        let mut batches = Vec::new();
        let mut first_row = 1;
        let mut finish = |making: Making| {
            let batch = build::batch(making.rows, columns, making.builders);
            batches.push(TextBatch { batch, first_row, ragged: Vec::new(), blank: 0, replaced: making.replaced });
            first_row += making.rows as u64;
        };
        let mut making = fresh();
        let loaded = self.rows.load(&self.text, &self.chunks[chunk])?;
        let piece = loaded.piece(&self.text)?;
        making.replaced = loaded.replaced + if chunk == 0 { self.text.replaced } else { 0 };
        let mut cells: Vec<Vec<u8>> = vec![Vec::new(); columns.len()];
        self.rows.each(&piece, self.chunks[chunk].clone(), &mut |at, raw| {
            if making.rows == batch_rows || making.builders.iter().any(ColumnBuilder::is_full) {
                finish(std::mem::replace(&mut making, fresh()));
            }
            cells.iter_mut().for_each(Vec::clear);
            flat::walk(&piece, at, raw, &mut |path, leaf| {
                let Some(column) = self.index.get(path) else { return Ok(()) };
                // Of two members of one name the later counts.
                cells[*column].clear();
                making.replaced += leaf.write(&mut cells[*column]);
                let bytes = cells[*column].len();
                if bytes > MAX_CELL_BYTES {
                    let column = self.headers[*column].clone();
                    return Err(Problem::Cell { line: piece.line(at)?, column, bytes }.into());
                }
                Ok(())
            })?;
            making.builders.iter_mut().zip(&cells).for_each(|(builder, cell)| builder.push(cell));
            making.rows += 1;
            Ok(())
        })?;
        if making.rows > 0 {
            finish(making);
        }
        Ok(batches)
    }
}
