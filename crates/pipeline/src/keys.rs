//! Keys of several columns as one number.

use std::borrow::Cow;

use aftersight_contract::{Column, Values, bitmap};
use xxhash_rust::xxh3::xxh3_128;

/// A key: 128 bits of XXH3 over its cells. Two different keys among 10⁹ collide with a chance below 10⁻²⁰.
pub(crate) type Key = u128;

/// A key is a hash already: its low half serves.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeyHasher(u64);

impl std::hash::Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, key: u128) {
        self.0 = key as u64;
    }
}

/// A map by key.
pub(crate) type KeyMap<T> = std::collections::HashMap<Key, T, std::hash::BuildHasherDefault<KeyHasher>>;

/// The keys of a part's rows, of columns that stand part by part.
pub(crate) fn keys_of(columns: &[Vec<Cow<'_, Column>>], part: usize, rows: usize) -> Vec<Option<Key>> {
    let columns: Vec<&Column> = columns.iter().map(|column| column[part].as_ref()).collect();
    keys(&columns, rows)
}

/// The keys of rows; `None` where a cell is null.
pub(crate) fn keys(columns: &[&Column], rows: usize) -> Vec<Option<Key>> {
    if let [column] = columns
        && let Values::Category(categories) = &column.values
    {
        let known: Vec<_> = categories.names.iter().map(|name| xxh3_128(name.as_bytes())).collect();
        let key =
            |row: usize| column.is_valid(row).then(|| known.get(categories.codes[row] as usize).copied()).flatten();
        return (0..rows).map(key).collect();
    }
    let mut buffer = Vec::new();
    (0..rows)
        .map(|row| {
            buffer.clear();
            for (index, column) in columns.iter().enumerate() {
                if !column.is_valid(row) {
                    return None;
                }
                if index > 0 {
                    buffer.push(0xff);
                }
                match &column.values {
                    Values::Text(text) => buffer.extend_from_slice(text.bytes_at(row)),
                    Values::Category(categories) => buffer.extend_from_slice(categories.get(row).as_bytes()),
                    Values::Int64(values) | Values::Timestamp(values) => {
                        buffer.extend_from_slice(&values[row].to_le_bytes())
                    }
                    Values::Float64(values) => buffer.extend_from_slice(&values[row].to_bits().to_le_bytes()),
                    Values::Boolean(bits) => buffer.push(u8::from(bitmap::get(bits, row))),
                    Values::Money(money) => {
                        buffer.extend_from_slice(&money.minor[row].to_le_bytes());
                        buffer.extend_from_slice(money.currency.get(row).as_bytes());
                    }
                    Values::Binary(_) => return None,
                }
            }
            Some(xxh3_128(&buffer))
        })
        .collect()
}
