//! State of a fixed number of 64-bit words per group, and of opaque bytes.

use aftersight_contract::Blob;

use crate::{Batch, Column, Error, Read, Result, Values};

/// Stores items as int64 columns `w0`, `w1` …
pub(super) fn store<T, const N: usize>(
    items: &[T],
    first: usize,
    count: usize,
    words: impl Fn(&T) -> [i64; N],
) -> Vec<Column> {
    let mut columns = vec![Vec::with_capacity(count); N];
    for item in &items[first..first + count] {
        for (column, word) in columns.iter_mut().zip(words(item)) {
            column.push(word);
        }
    }
    let named = |(index, values): (usize, Vec<i64>)| Column::new(name(index), Values::Int64(values));
    columns.into_iter().enumerate().map(named).collect()
}

/// Merges what [`store`] wrote: `add` gets the group's item and the words.
pub(super) fn merge<T, const N: usize>(
    items: &mut [T],
    stored: &Batch,
    groups: &[u32],
    add: impl Fn(&mut T, [i64; N]) -> Option<()>,
) -> Result<()> {
    let mut columns = Vec::with_capacity(N);
    for index in 0..N {
        columns.push(stored.integers(&name(index))?);
    }
    for (row, group) in groups.iter().enumerate() {
        let mut words = [0; N];
        for (word, column) in words.iter_mut().zip(&columns) {
            *word = column.get(row).ok_or_else(malformed)?;
        }
        let item = items.get_mut(*group as usize).ok_or_else(malformed)?;
        add(item, words).ok_or_else(malformed)?;
    }
    Ok(())
}

/// Stores items as one column of bytes, `state`.
pub(super) fn store_bytes<T>(items: &[T], first: usize, count: usize, encode: impl Fn(&T, &mut Vec<u8>)) -> Column {
    let mut blob = Blob::default();
    for item in &items[first..first + count] {
        encode(item, &mut blob.bytes);
        blob.end_row();
    }
    Column::new("state", Values::Binary(blob))
}

/// Merges what [`store_bytes`] wrote.
pub(super) fn merge_bytes<T>(
    items: &mut [T],
    stored: &Batch,
    groups: &[u32],
    add: impl Fn(&mut T, &[u8]) -> Option<()>,
) -> Result<()> {
    let blob = stored.blobs("state")?;
    for (row, group) in groups.iter().enumerate() {
        let item = items.get_mut(*group as usize).ok_or_else(malformed)?;
        add(item, blob.get(row)).ok_or_else(malformed)?;
    }
    Ok(())
}

fn name(index: usize) -> String {
    let mut name = String::from("w");
    name.push((b'0' + index as u8) as char);
    name
}

pub(super) fn malformed() -> Error {
    Error::new("state-malformed")
}
