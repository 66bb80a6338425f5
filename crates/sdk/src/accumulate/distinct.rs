//! Distinct counts.

use aftersight_measure::Distinct;

use super::{State, each, words};
use crate::{Batch, Column, Result, Role, Values};

/// Distinct values per group: exact up to 1 024, HyperLogLog (standard error 1.6 %) beyond.
#[derive(Clone, Debug, Default)]
pub struct Distincts(Vec<Distinct>);

impl Distincts {
    /// Adds a value per row, as bytes; a null adds nothing.
    #[inline]
    pub fn add<'a>(&mut self, groups: &[u32], value: impl Fn(usize) -> Option<&'a [u8]>) {
        each(&mut self.0, groups, value, Distinct::add_bytes);
    }

    /// A group's distinct values.
    #[must_use]
    pub fn get(&self, group: usize) -> &Distinct {
        &self.0[group]
    }

    /// The result columns: value and its standard error, 0 where the count is exact.
    #[must_use]
    pub fn outcome(role: Role<'_, Self>) -> Vec<Column> {
        let estimates: Vec<_> = role.each(|state, group| state.0[group].estimate()).collect();
        let of = |pick: fn(f64, f64) -> f64| {
            estimates
                .iter()
                .map(|found| found.as_ref().map_or(0.0, |found| pick(found.value, found.relative_error)))
                .collect()
        };
        vec![
            Column::new("value", Values::Float64(of(|value, _| value))),
            Column::new("error", Values::Float64(of(|value, error| value * error))),
        ]
    }
}

impl State for Distincts {
    fn resize(&mut self, groups: usize) {
        self.0.resize(groups, Distinct::default());
    }

    fn store(&self, first: usize, count: usize) -> Vec<Column> {
        vec![words::store_bytes(&self.0, first, count, Distinct::encode)]
    }

    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
        words::merge_bytes(&mut self.0, stored, groups, |set, bytes| {
            set.merge(&Distinct::decode(bytes).ok()?);
            Some(())
        })
    }
}
