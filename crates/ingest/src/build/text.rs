//! Text columns.

use aftersight_contract::{Text, Values, bitmap};

use super::{Cell, Cells};

/// Short cells are copied as so many bytes at once, whatever their length: a copy of fixed size is one load and one store.
const STEP: usize = 16;

/// A text column in the making.
#[derive(Debug)]
pub(crate) struct TextBuilder {
    /// `written` bytes of text, then room.
    bytes: Vec<u8>,
    written: usize,
    offsets: Vec<u32>,
    nulls: Nulls,
}

impl Default for TextBuilder {
    fn default() -> Self {
        Self { bytes: Vec::new(), written: 0, offsets: vec![0], nulls: Nulls::default() }
    }
}

impl TextBuilder {
    pub(crate) fn with_nulls(text: Text, nulls: Nulls) -> Self {
        Self { written: text.bytes.len(), bytes: text.bytes, offsets: text.offsets, nulls }
    }

    /// Bytes so far.
    pub(crate) fn bytes(&self) -> usize {
        self.written
    }

    pub(crate) fn finish(mut self) -> (Values, Option<Vec<u8>>) {
        let validity = self.nulls.validity(self.offsets.len() - 1);
        self.bytes.truncate(self.written);
        (Values::Text(Text { offsets: self.offsets, bytes: self.bytes }), validity)
    }
}

impl Cells for TextBuilder {
    fn push(&mut self, cell: &[u8]) {
        if cell.is_empty() {
            self.nulls.push(self.offsets.len() - 1);
        }
        self.bytes.truncate(self.written);
        self.bytes.extend_from_slice(cell);
        self.written = self.bytes.len();
        self.offsets.push(self.written as u32);
    }

    fn extend<C: Cell>(&mut self, source: &[u8], cells: impl Iterator<Item = C> + Clone, expected: f64) {
        let (rows, bytes) =
            cells.clone().fold((0, 0), |(rows, bytes), cell| (rows + 1, bytes + cell.end() - cell.start()));
        if self.offsets.len() == 1 {
            self.offsets.reserve((f64::from(rows) * expected) as usize);
            self.bytes.reserve((bytes as f64 * expected * 1.1) as usize);
        }
        self.bytes.resize(self.written + bytes + STEP, 0);
        for cell in cells {
            let (start, end) = (cell.start(), cell.end());
            if start == end {
                self.nulls.push(self.offsets.len() - 1);
            } else if cell.is_doubled() {
                // At most as long as it stands in the source, quotes included, so that the room suffices.
                self.written += cell.undouble(source, &mut self.bytes[self.written..]);
            } else {
                let to = &mut self.bytes[self.written..];
                match (to.first_chunk_mut::<STEP>(), source[start..].first_chunk::<STEP>()) {
                    (Some(to), Some(from)) if end - start <= STEP => *to = *from,
                    _ => to[..end - start].copy_from_slice(&source[start..end]),
                }
                self.written += end - start;
            }
            self.offsets.push(self.written as u32);
        }
    }
}

/// The rows that are null. Most columns have few of them, so that a list is cheaper than a bit per row.
#[derive(Debug, Default)]
pub(crate) struct Nulls(Vec<u32>);

impl Nulls {
    #[inline]
    pub(crate) fn push(&mut self, row: usize) {
        self.0.push(row as u32);
    }

    /// The bitmap of a column of `rows` rows.
    pub(crate) fn validity(&self, rows: usize) -> Option<Vec<u8>> {
        if self.0.is_empty() {
            return None;
        }
        let mut bits = bitmap::filled(rows, true);
        self.0.iter().for_each(|row| bitmap::set(&mut bits, *row as usize, false));
        Some(bits)
    }
}
