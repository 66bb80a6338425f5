//! Counts, and counts over counts.

use super::{State, each, fractions, words};
use crate::{Batch, Column, Result, Role};

/// Rows per group.
#[derive(Clone, Debug, Default)]
pub struct Counts(Vec<i64>);

impl Counts {
    /// Counts every row.
    pub fn add_all(&mut self, groups: &[u32]) {
        each(&mut self.0, groups, |_| Some(()), |count, ()| *count += 1);
    }

    /// Counts the rows for which `hit` holds.
    #[inline]
    pub fn add(&mut self, groups: &[u32], hit: impl Fn(usize) -> bool) {
        each(&mut self.0, groups, |row| hit(row).then_some(()), |count, ()| *count += 1);
    }

    /// Adds a number per row; a null adds nothing.
    #[inline]
    pub fn add_numbers(&mut self, groups: &[u32], number: impl Fn(usize) -> Option<i64>) {
        each(&mut self.0, groups, number, |count, number| *count = count.saturating_add(number));
    }

    /// A group's count.
    #[must_use]
    pub fn get(&self, group: usize) -> i64 {
        self.0[group]
    }
}

impl State for Counts {
    fn resize(&mut self, groups: usize) {
        self.0.resize(groups, 0);
    }

    fn store(&self, first: usize, count: usize) -> Vec<Column> {
        words::store(&self.0, first, count, |count| [*count])
    }

    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
        words::merge(&mut self.0, stored, groups, |count, [other]| {
            *count = count.checked_add(other)?;
            Some(())
        })
    }
}

/// Hits among rows: the state of a rate.
#[derive(Clone, Debug, Default)]
pub struct Ratio(Vec<[i64; 2]>);

impl Ratio {
    /// Counts each row with a verdict below the line, and those with `true` above it too.
    #[inline]
    pub fn add(&mut self, groups: &[u32], hit: impl Fn(usize) -> Option<bool>) {
        each(&mut self.0, groups, hit, |[hits, rows], hit| {
            *hits += i64::from(hit);
            *rows += 1;
        });
    }

    /// Adds (above, below) per row: units, weights.
    #[inline]
    pub fn add_weighted(&mut self, groups: &[u32], weights: impl Fn(usize) -> Option<(i64, i64)>) {
        each(&mut self.0, groups, weights, |[hits, rows], (above, below)| {
            *hits = hits.saturating_add(above);
            *rows = rows.saturating_add(below);
        });
    }

    /// A group's (numerator, denominator).
    #[must_use]
    pub fn get(&self, group: usize) -> (i64, i64) {
        (self.0[group][0], self.0[group][1])
    }

    /// The result columns of a rate: value with a Wilson interval, numerator, denominator.
    #[must_use]
    pub fn outcome(role: Role<'_, Self>) -> Vec<Column> {
        fractions(role.each(Self::get).map(Option::unwrap_or_default))
    }
}

impl State for Ratio {
    fn resize(&mut self, groups: usize) {
        self.0.resize(groups, [0; 2]);
    }

    fn store(&self, first: usize, count: usize) -> Vec<Column> {
        words::store(&self.0, first, count, |pair| *pair)
    }

    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
        words::merge(&mut self.0, stored, groups, |[hits, rows], [more_hits, more_rows]| {
            (*hits, *rows) = (hits.checked_add(more_hits)?, rows.checked_add(more_rows)?);
            Some(())
        })
    }
}
