//! What a KPI keeps per group. Each kind merges to the same bits whatever the split and the order.

mod amounts;
mod counts;
mod distinct;
mod durations;
mod means;
mod outcome;
mod pair;
mod totals;
mod words;

pub use amounts::{Amount, Amounts};
pub use counts::{Counts, Ratio};
pub use distinct::Distincts;
pub use durations::Durations;
pub use means::{FloatMeans, Means};
pub use outcome::{Below, amounts, counted, estimated, fractions, quotients, scaled, share};
pub use totals::{Figure, Totals};

use crate::{Batch, Column, Result};

/// State for a growing number of groups.
pub trait State: Default {
    /// Makes room for so many groups; never called with fewer than before.
    fn resize(&mut self, groups: usize);

    /// The state of groups first … first + count − 1, one row each.
    fn store(&self, first: usize, count: usize) -> Vec<Column>;

    /// Adds stored row i to group `groups[i]`.
    ///
    /// # Errors
    /// `state-malformed`, `column-missing`: the columns are not those that [`State::store`] writes.
    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()>;
}

/// Calls `add` for each row's group and the row's value, where it has one.
#[inline]
fn each<S, T>(state: &mut [S], groups: &[u32], value: impl Fn(usize) -> Option<T>, add: impl Fn(&mut S, T)) {
    for (row, group) in groups.iter().enumerate() {
        if let (Some(value), Some(slot)) = (value(row), state.get_mut(*group as usize)) {
            add(slot, value);
        }
    }
}
