//! Columns from cells.

mod category;
mod text;

use std::collections::BTreeMap;

use aftersight_contract::{Batch, Column};

use crate::layout::SheetColumn;
pub(crate) use category::CategoryBuilder;
pub(crate) use text::TextBuilder;

/// A batch of categories may have this many distinct texts in a column; above it the column becomes text.
const MAX_NAMES: usize = 4096;

/// So many rows at the start of a sheet decide which columns are categories.
pub(crate) const SAMPLE_ROWS: usize = 1000;

/// Text columns address their bytes by `u32`: a batch ends early before that.
const FULL: usize = 1 << 30;

/// A cell in a source of bytes.
pub(crate) trait Cell: Copy {
    fn start(self) -> usize;
    fn end(self) -> usize;
    /// Does it hold doubled quotes that must be undone?
    fn is_doubled(self) -> bool;
    /// Writes it with its quotes undone, and says how long it is then.
    fn undouble(self, source: &[u8], to: &mut [u8]) -> usize;
}

/// Takes cells of UTF-8. An empty one is null.
pub(crate) trait Cells {
    /// The next row's cell.
    fn push(&mut self, cell: &[u8]);

    /// The cells of many rows. `expected`: how many times as many the batch will have, for the first allocation.
    fn extend<C: Cell>(&mut self, source: &[u8], cells: impl Iterator<Item = C> + Clone, expected: f64);
}

/// A column in the making.
#[derive(Debug)]
pub(crate) enum ColumnBuilder {
    Text(TextBuilder),
    Category(CategoryBuilder),
}

impl ColumnBuilder {
    pub(crate) fn new(category: bool) -> Self {
        if category { Self::Category(CategoryBuilder::default()) } else { Self::Text(TextBuilder::default()) }
    }

    /// Appends one cell.
    pub(crate) fn push(&mut self, cell: &[u8]) {
        match self {
            Self::Text(builder) => builder.push(cell),
            Self::Category(builder) => builder.push(cell),
        }
        self.settle();
    }

    /// Appends many cells.
    pub(crate) fn extend<C: Cell>(&mut self, source: &[u8], cells: impl Iterator<Item = C> + Clone, expected: f64) {
        match self {
            Self::Text(builder) => builder.extend(source, cells, expected),
            Self::Category(builder) => builder.extend(source, cells, expected),
        }
        self.settle();
    }

    /// Turns a category with too many names into text.
    fn settle(&mut self) {
        if let Self::Category(builder) = self
            && builder.names() > MAX_NAMES
        {
            *self = Self::Text(std::mem::take(builder).into_text());
        }
    }

    /// Is there room for no more than a few cells?
    pub(crate) fn is_full(&self) -> bool {
        matches!(self, Self::Text(builder) if builder.bytes() > FULL)
    }

    fn finish(self, name: &str) -> Column {
        let (values, validity) = match self {
            Self::Text(builder) => builder.finish(),
            Self::Category(builder) => builder.finish(),
        };
        Column { name: name.to_owned(), values, validity }
    }
}

/// Empty builders for the columns of a sheet.
pub(crate) fn builders(columns: &[SheetColumn]) -> Vec<ColumnBuilder> {
    columns.iter().map(|column| ColumnBuilder::new(column.category)).collect()
}

/// The batch of finished builders.
pub(crate) fn batch(rows: usize, columns: &[SheetColumn], builders: Vec<ColumnBuilder>) -> Batch {
    let columns = columns.iter().zip(builders).map(|(column, builder)| builder.finish(&column.name)).collect();
    Batch { rows: u32::try_from(rows).unwrap_or(u32::MAX), columns }
}

/// Does a column repeat few texts? Told from its first cells: at most 64 distinct ones, seen four times on average.
pub(crate) fn is_category<'a>(cells: impl Iterator<Item = &'a [u8]>) -> bool {
    let mut seen: BTreeMap<&[u8], ()> = BTreeMap::new();
    let mut filled = 0;
    for cell in cells.filter(|cell| !cell.is_empty()) {
        filled += 1;
        seen.insert(cell, ());
        if seen.len() > 64 {
            return false;
        }
    }
    filled >= 4 * seen.len()
}
