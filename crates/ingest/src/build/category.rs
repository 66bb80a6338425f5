//! Category columns: a small open-addressing table from text to code, and the guess that a row repeats the one above.

use aftersight_contract::{Categories, Text, Values};

use super::text::{Nulls, TextBuilder};
use super::{Cell, Cells, MAX_NAMES};

/// A category column in the making. Codes count up in the order of first sight, so that the result depends on the rows only.
#[derive(Debug, Default)]
pub(crate) struct CategoryBuilder {
    codes: Vec<u32>,
    names: Text,
    keys: Vec<Key>,
    nulls: Nulls,
    last: (Key, u32),
    /// Code + 1 by hash; 0 is free. At most half full.
    slots: Vec<u32>,
}

/// The first 16 bytes of a text, and its length: all of it for most categories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Key {
    head: u128,
    length: usize,
}

impl Key {
    #[inline]
    fn new(source: &[u8], start: usize, end: usize) -> Self {
        let length = end - start;
        let head = match source[start..].first_chunk::<16>() {
            Some(bytes) => u128::from_le_bytes(*bytes),
            None => source[start..].iter().rev().fold(0, |head, byte| head << 8 | u128::from(*byte)),
        };
        let mask = if length < 16 { (1 << (8 * length)) - 1 } else { u128::MAX };
        Self { head: head & mask, length }
    }

    /// Multiply and fold. It never reaches a result: only the order of first sight does.
    #[inline]
    fn hash(self, cell: &[u8]) -> usize {
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        let tail =
            if self.length > 16 { cell.last_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes)) } else { 0 };
        let (low, high) = (self.head as u64, (self.head >> 64) as u64);
        let mixed = (low ^ (self.length as u64) << 56).wrapping_mul(FACTOR)
            ^ (high ^ tail.rotate_left(17)).wrapping_mul(!FACTOR);
        let mixed = (mixed ^ mixed >> 32).wrapping_mul(FACTOR);
        (mixed ^ mixed >> 29) as usize
    }
}

impl CategoryBuilder {
    /// Distinct texts so far.
    pub(crate) fn names(&self) -> usize {
        self.names.len()
    }

    /// The same rows as text.
    pub(crate) fn into_text(self) -> TextBuilder {
        let mut text = Text::with_capacity(self.codes.len(), self.names.bytes.len());
        let validity = self.nulls.validity(self.codes.len());
        for (row, code) in self.codes.iter().enumerate() {
            if validity.as_ref().is_none_or(|bits| aftersight_contract::bitmap::get(bits, row)) {
                text.bytes.extend_from_slice(self.names.bytes_at(*code as usize));
            }
            text.offsets.push(text.bytes.len() as u32);
        }
        TextBuilder::with_nulls(text, self.nulls)
    }

    pub(crate) fn finish(self) -> (Values, Option<Vec<u8>>) {
        let validity = self.nulls.validity(self.codes.len());
        (Values::Category(Categories { codes: self.codes, names: self.names }), validity)
    }

    /// The next row's cell, which lies in the source from `start` to `end`.
    #[inline]
    fn put(&mut self, source: &[u8], start: usize, end: usize) {
        if start == end {
            self.nulls.push(self.codes.len());
            self.codes.push(0);
            return;
        }
        let key = Key::new(source, start, end);
        let repeats = key == self.last.0 && (key.length <= 16 || self.is(self.last.1, key, &source[start..end]));
        if !repeats {
            self.last = (key, self.code(key, &source[start..end]));
        }
        self.codes.push(self.last.1);
    }

    #[inline]
    fn is(&self, code: u32, key: Key, cell: &[u8]) -> bool {
        self.keys[code as usize] == key && (key.length <= 16 || self.names.bytes_at(code as usize)[16..] == cell[16..])
    }

    #[inline]
    fn code(&mut self, key: Key, cell: &[u8]) -> u32 {
        if self.slots.len() < 2 * (self.keys.len() + 1) {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut slot = key.hash(cell) & mask;
        loop {
            match self.slots[slot] {
                0 => {
                    let code = self.keys.len() as u32;
                    self.slots[slot] = code + 1;
                    self.names.bytes.extend_from_slice(cell);
                    self.names.offsets.push(self.names.bytes.len() as u32);
                    self.keys.push(key);
                    return code;
                }
                taken if self.is(taken - 1, key, cell) => return taken - 1,
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    #[cold]
    fn grow(&mut self) {
        let size = (self.slots.len() * 4).max(256);
        self.slots = vec![0; size];
        for (code, key) in self.keys.iter().enumerate() {
            let mut slot = key.hash(self.names.bytes_at(code)) & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = code as u32 + 1;
        }
    }
}

impl Cells for CategoryBuilder {
    fn push(&mut self, cell: &[u8]) {
        self.put(cell, 0, cell.len());
    }

    fn extend<C: Cell>(&mut self, source: &[u8], cells: impl Iterator<Item = C> + Clone, expected: f64) {
        if self.codes.is_empty() {
            self.codes.reserve((cells.clone().count() as f64 * expected) as usize);
        }
        let mut scratch = Vec::new();
        for cell in cells {
            if cell.is_doubled() {
                scratch.resize(cell.end() - cell.start(), 0);
                let length = cell.undouble(source, &mut scratch);
                self.put(&scratch, 0, length);
            } else {
                self.put(source, cell.start(), cell.end());
            }
        }
    }
}

/// A batch's table never holds more names than these plus one filling.
const _: () = assert!(MAX_NAMES < u32::MAX as usize / 2);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::ColumnBuilder;

    #[test]
    fn codes_follow_first_sight() {
        let mut builder = CategoryBuilder::default();
        ["b", "b", "", "a", "b"].iter().for_each(|cell| builder.push(cell.as_bytes()));
        let (values, validity) = builder.finish();
        let Values::Category(categories) = values else { panic!("not a category") };
        assert_eq!(categories.codes, [0, 0, 0, 1, 0]);
        assert_eq!(categories.names, Text::from_iter(["b", "a"]));
        assert_eq!(validity, Some(vec![0b11011]));
    }

    #[test]
    fn many_names_become_text() {
        let mut builder = ColumnBuilder::new(true);
        let cells: Vec<String> = (0..5000).map(|n| if n % 7 == 0 { String::new() } else { format!("n{n}") }).collect();
        cells.iter().for_each(|cell| builder.push(cell.as_bytes()));
        let column = builder.finish("c");
        assert!(matches!(column.values, Values::Text(_)));
        for (row, cell) in cells.iter().enumerate() {
            assert_eq!(column.text_at(row).unwrap_or_default(), cell);
            assert_eq!(column.is_valid(row), !cell.is_empty());
        }
    }
}
