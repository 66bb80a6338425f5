//! What reading gives.

use aftersight_contract::Batch;

/// Some rows of a chunk as text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextBatch {
    /// The rows. Every column is text or category and named as in [`Sheet::columns`](crate::Sheet::columns); an empty cell
    /// is null.
    pub batch: Batch,
    /// The number of the first row, counted from 1 within the chunk. The rows of the chunks before it are the caller's sum:
    /// no chunk knows how many rows another one holds before it is read.
    pub first_row: u64,
    /// Rows with too few or too many cells.
    pub ragged: Vec<Ragged>,
    /// Rows without any content, which were passed over and have no number.
    pub blank: u64,
    /// Characters that the file's encoding does not know and that became U+FFFD. Counted per chunk: every batch but the
    /// chunk's first says 0.
    pub replaced: u64,
}

/// A row whose cells do not match the headers. Where the shapes of the columns leave one way to put it right, that was done.
/// Otherwise missing cells are null, and surplus ones stand in the last column, as they stood in the file, delimiters included.
/// Surplus cells that are all empty lose nothing and are not reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ragged {
    /// The row, counted as [`TextBatch::first_row`].
    pub row: u64,
    /// Cells in the row.
    pub found: u32,
    /// Columns of the sheet.
    pub expected: u32,
    /// Its cells were put into their columns.
    pub mended: bool,
}
