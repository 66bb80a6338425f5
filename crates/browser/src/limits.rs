//! How long a call may take. A worker that takes longer is ended from outside: here the limit is only told.

use aftersight_contract::{Column, Text, Values};
use aftersight_pipeline::engine::View;

/// A browser on an old machine is slower than the server that the limits were made for. A limit decides only whether there
/// is a result, never which.
const SLACK: f64 = 5.0;

/// What is handed in with a call.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Load {
    rows: usize,
    bytes: usize,
}

impl Load {
    pub(crate) fn batch(batch: &View<'_>, groups: &[u32]) -> Self {
        let bytes: usize = batch.columns.iter().map(|(_, column)| size(column)).sum();
        Self { rows: batch.rows as usize, bytes: bytes + size_of_val(groups) }
    }

    pub(crate) fn state(state: &[Column], groups: &[u32]) -> Self {
        Self { rows: groups.len(), bytes: state.iter().map(size).sum::<usize>() + size_of_val(groups) }
    }

    pub(crate) fn rows(rows: usize, bytes: usize) -> Self {
        Self { rows, bytes }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self { rows: self.rows + other.rows, bytes: self.bytes + other.bytes }
    }

    /// 2 s, 2 µs per row and 20 ns per byte, with slack.
    pub(crate) fn millis(self) -> f64 {
        SLACK * (2_000.0 + 0.002 * self.rows as f64 + 0.000_02 * self.bytes as f64)
    }
}

/// The bytes of a column's data.
fn size(column: &Column) -> usize {
    let text = |text: &Text| size_of_val(text.offsets.as_slice()) + text.bytes.len();
    let values = match &column.values {
        Values::Boolean(bits) => bits.len(),
        Values::Int64(values) | Values::Timestamp(values) => size_of_val(values.as_slice()),
        Values::Float64(values) => size_of_val(values.as_slice()),
        Values::Money(money) => {
            size_of_val(money.minor.as_slice())
                + size_of_val(money.currency.codes.as_slice())
                + text(&money.currency.names)
        }
        Values::Text(values) => text(values),
        Values::Category(values) => size_of_val(values.codes.as_slice()) + text(&values.names),
        Values::Binary(blob) => size_of_val(blob.offsets.as_slice()) + blob.bytes.len(),
    };
    values + column.validity.as_ref().map_or(0, Vec::len)
}
