//! Result columns of the common shapes.

use aftersight_measure::wilson;

use super::Counts;
use crate::{Column, Role, Values};

/// The level of the intervals shown beside shares.
const LEVEL: f64 = 0.95;

/// `value`, and `reason` where there is none.
pub(super) fn valued(value: Vec<Option<f64>>, reason: &str) -> Vec<Column> {
    let reasons: Vec<_> = value.iter().map(|value| value.is_none().then_some(reason)).collect();
    let mut columns = vec![Column::numbers("value", Values::Float64, value)];
    if reasons.iter().any(Option::is_some) {
        columns.push(Column::text("reason", reasons));
    }
    columns
}

/// Shares of counts: value with its Wilson interval (95 %), numerator, denominator. Nothing below the line gives no value
/// and the reason `no-denominator`.
pub fn fractions(pairs: impl Iterator<Item = (i64, i64)>) -> Vec<Column> {
    let pairs: Vec<_> = pairs.collect();
    let bounds: Vec<_> =
        pairs.iter().map(|(hits, n)| wilson(u64::try_from(*hits).ok()?, u64::try_from(*n).ok()?, LEVEL)).collect();
    let mut columns = quotients(pairs.into_iter());
    columns.push(Column::numbers("low", Values::Float64, bounds.iter().map(|bound| bound.map(|bound| bound.low))));
    columns.push(Column::numbers("high", Values::Float64, bounds.iter().map(|bound| bound.map(|bound| bound.high))));
    columns
}

/// Quotients that are no shares: value, numerator, denominator, without an interval.
pub fn quotients(pairs: impl Iterator<Item = (i64, i64)>) -> Vec<Column> {
    let (above, below): (Vec<_>, Vec<_>) = pairs.unzip();
    let value = above.iter().zip(&below).map(|(above, below)| (*below != 0).then(|| *above as f64 / *below as f64));
    let mut columns = valued(value.collect(), "no-denominator");
    columns.push(Column::new("numerator", Values::Int64(above)));
    columns.push(Column::new("denominator", Values::Int64(below)));
    columns
}

/// The count of one role over the count of another: a share, or with `quotients` a quotient that may exceed 1.
#[must_use]
pub fn share(part: Role<'_, Counts>, whole: Role<'_, Counts>) -> Vec<(i64, i64)> {
    let parts = part.each(Counts::get).map(Option::unwrap_or_default);
    parts.zip(whole.each(Counts::get).map(Option::unwrap_or_default)).collect()
}

/// Plain counts: value and n.
#[must_use]
pub fn counted(role: Role<'_, Counts>) -> Vec<Column> {
    let counts: Vec<_> = role.each(Counts::get).map(Option::unwrap_or_default).collect();
    let value = counts.iter().map(|count| *count as f64).collect();
    vec![Column::new("value", Values::Float64(value)), Column::new("n", Values::Int64(counts))]
}
