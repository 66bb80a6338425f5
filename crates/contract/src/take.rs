//! Rows by their numbers.

use crate::bitmap;
use crate::columns::{Blob, Categories, Column, Money, Text, Values};

/// A row that is not there.
pub const NO_ROW: u32 = u32::MAX;

impl Column {
    /// The rows of the given numbers, in that order; [`NO_ROW`] becomes null.
    ///
    /// # Panics
    /// A number that is neither a row of the column nor [`NO_ROW`].
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        let validity = if self.validity.is_some() || rows.contains(&NO_ROW) {
            Some(bitmap::collect(rows.iter().map(|row| *row != NO_ROW && self.is_valid(*row as usize))))
        } else {
            None
        };
        fn pick<T: Copy + Default>(values: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|row| values.get(*row as usize).copied().unwrap_or_default()).collect()
        }
        let values = match &self.values {
            Values::Boolean(bits) => Values::Boolean(bitmap::collect(
                rows.iter().map(|row| *row != NO_ROW && bitmap::get(bits, *row as usize)),
            )),
            Values::Int64(values) => Values::Int64(pick(values, rows)),
            Values::Float64(values) => Values::Float64(pick(values, rows)),
            Values::Timestamp(values) => Values::Timestamp(pick(values, rows)),
            Values::Money(money) => Values::Money(Money {
                minor: pick(&money.minor, rows),
                currency: Categories { codes: pick(&money.currency.codes, rows), names: money.currency.names.clone() },
            }),
            Values::Category(categories) => {
                Values::Category(Categories { codes: pick(&categories.codes, rows), names: categories.names.clone() })
            }
            Values::Text(text) => {
                let (offsets, bytes) = pick_bytes(&text.offsets, &text.bytes, rows);
                Values::Text(Text { offsets, bytes })
            }
            Values::Binary(blob) => {
                let (offsets, bytes) = pick_bytes(&blob.offsets, &blob.bytes, rows);
                Values::Binary(Blob { offsets, bytes })
            }
        };
        Column { name: self.name.clone(), values, validity }
    }
}

fn pick_bytes(offsets: &[u32], bytes: &[u8], rows: &[u32]) -> (Vec<u32>, Vec<u8>) {
    let mut out = (Vec::with_capacity(rows.len() + 1), Vec::new());
    out.0.push(0);
    for row in rows {
        if *row != NO_ROW {
            let row = *row as usize;
            out.1.extend_from_slice(&bytes[offsets[row] as usize..offsets[row + 1] as usize]);
        }
        out.0.push(out.1.len() as u32);
    }
    out
}
