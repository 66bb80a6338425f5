//! Result columns of the common shapes.

use aftersight_measure::{Estimate, wilson};

use super::{Amount, Counts};
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

/// Shares of counts: value with its Wilson interval (95 %), numerator, denominator, n. Nothing below the line gives no value
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

/// Quotients that are no shares: value, numerator, denominator, n, without an interval.
pub fn quotients(pairs: impl Iterator<Item = (i64, i64)>) -> Vec<Column> {
    scaled(pairs, 1)
}

/// Quotients per so many: complaints per 10 000 orders, defects per million.
pub fn scaled(pairs: impl Iterator<Item = (i64, i64)>, per: u32) -> Vec<Column> {
    let (above, below): (Vec<_>, Vec<_>) = pairs.unzip();
    let quotient = |(above, below): (&i64, &i64)| (*below != 0).then(|| quotient(*above, *below, per));
    let mut columns = valued(above.iter().zip(&below).map(quotient).collect(), "no-denominator");
    columns.push(Column::new("numerator", Values::Int64(above)));
    columns.push(Column::new("denominator", Values::Int64(below.clone())));
    columns.push(Column::new("n", Values::Int64(below)));
    columns
}

/// The quotient per so many, rounded where the product or the division must be.
fn quotient(above: i64, below: i64, per: u32) -> f64 {
    let product = i128::from(above) * i128::from(per);
    product as f64 / below as f64
}

/// Quotients of amounts. Below the line stand amounts, or as `means` rows: then the value is an amount too, and `currency`
/// says which. Currencies that mix give no value.
pub fn amounts(cells: impl Iterator<Item = (Amount, Below)>) -> Vec<Column> {
    let (mut value, mut reason, mut currency) = (Vec::new(), Vec::new(), Vec::new());
    let (mut numerator, mut denominator, mut n) = (Vec::new(), Vec::new(), Vec::new());
    let mut means = false;
    for (above, below) in cells {
        let (line, count, mixes) = match &below {
            Below::Amount(amount) => {
                let both = above.and(amount);
                (amount.minor(), amount.count(), both.mixes())
            }
            Below::Rows(rows) => {
                means = true;
                (Some(i128::from(*rows)), *rows, above.mixes())
            }
        };
        let found = above.minor().zip(line).filter(|(_, line)| !mixes && *line != 0);
        value.push(found.map(|(above, line)| above as f64 / line as f64));
        reason.push(found.is_none().then_some(if mixes { "currencies-mix" } else { "no-denominator" }));
        currency.push(above.currency().filter(|_| !mixes).map(str::to_owned));
        numerator.push(above.minor().and_then(|sum| i64::try_from(sum).ok()));
        denominator.push(line.and_then(|sum| i64::try_from(sum).ok()));
        n.push(count);
    }
    let mut columns = vec![Column::numbers("value", Values::Float64, value)];
    if reason.iter().any(Option::is_some) {
        columns.push(Column::text("reason", reason));
    }
    columns.push(Column::numbers("numerator", Values::Int64, numerator));
    columns.push(Column::numbers("denominator", Values::Int64, denominator));
    columns.push(Column::new("n", Values::Int64(n)));
    if means {
        columns.push(Column::text("currency", currency.iter().map(Option::as_deref)));
    }
    columns
}

/// What stands below the line of a quotient of amounts.
#[derive(Clone, Copy, Debug)]
pub enum Below {
    /// A sum of money.
    Amount(Amount),
    /// Rows.
    Rows(i64),
}

/// Quotients of counts of which either may be an estimate: value with its standard error, which is 0 where both are exact,
/// numerator, denominator and n.
pub fn estimated(cells: impl Iterator<Item = (Option<Estimate>, Option<Estimate>)>) -> Vec<Column> {
    let (above, below): (Vec<_>, Vec<_>) = cells.unzip();
    let count = |estimate: &Option<Estimate>| estimate.map_or(0.0, |found| found.value);
    let error = |estimate: &Option<Estimate>| estimate.map_or(0.0, |found| found.relative_error);
    let value = |(above, below)| (count(below) > 0.0).then(|| count(above) / count(below));
    let value: Vec<Option<f64>> = above.iter().zip(&below).map(value).collect();
    // Relative errors of a quotient add in squares.
    let errors = value.iter().zip(above.iter().zip(&below)).map(|(value, (above, below))| {
        let (above, below) = (error(above), error(below));
        value.map(|value| value * (above * above + below * below).sqrt())
    });
    let errors: Vec<_> = errors.collect();
    let mut columns = valued(value, "no-denominator");
    columns.push(Column::new("numerator", Values::Float64(above.iter().map(count).collect())));
    columns.push(Column::new("denominator", Values::Float64(below.iter().map(count).collect())));
    columns.push(Column::new("n", Values::Int64(below.iter().map(|found| count(found).round() as i64).collect())));
    columns.push(Column::numbers("error", Values::Float64, errors));
    columns
}

/// The count of one role over the count of another: a share, or with `quotients` a quotient that may exceed 1.
#[must_use]
pub fn share(part: Role<'_, Counts>, whole: Role<'_, Counts>) -> Vec<(i64, i64)> {
    let parts = part.each(Counts::get).map(Option::unwrap_or_default);
    parts.zip(whole.each(Counts::get).map(Option::unwrap_or_default)).collect()
}

/// Plain counts: value, numerator and n.
#[must_use]
pub fn counted(role: Role<'_, Counts>) -> Vec<Column> {
    let counts: Vec<_> = role.each(Counts::get).map(Option::unwrap_or_default).collect();
    let value = counts.iter().map(|count| *count as f64).collect();
    vec![
        Column::new("value", Values::Float64(value)),
        Column::new("numerator", Values::Int64(counts.clone())),
        Column::new("n", Values::Int64(counts)),
    ]
}
