//! What is read of a slot.

use aftersight_expr::AggregateKind;
use aftersight_measure::{DDSketch, Distinct};

use super::super::amounts::Currency;
use super::pieces::{Extremes, Sketch, Total};

/// The figure of an aggregate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The value, money in minor units. None for a mean, quantile or extreme of nothing, where currencies mix, and for a
    /// sum out of range.
    pub value: Option<f64>,
    /// How many values stand behind it, 0 where that is not kept; of different values their number.
    pub n: i64,
    /// By what share of itself the value may be off: standard error of an estimated count of different values, bound of a
    /// quantile.
    pub relative_error: f64,
    currency: Currency,
}

impl Figure {
    /// Of no rows.
    #[must_use]
    pub fn none(kind: AggregateKind) -> Self {
        match kind {
            AggregateKind::Quantile(_) => Self::of_sketch(kind, &Sketch::default()),
            AggregateKind::Min | AggregateKind::Max => Self::of_extremes(kind, &Extremes::default()),
            AggregateKind::Count | AggregateKind::Sum | AggregateKind::Mean => Self::of_total(kind, &Total::default()),
            AggregateKind::Distinct => Self::of_set(&Distinct::default()),
        }
    }

    /// The one currency of amounts.
    #[must_use]
    pub fn currency(&self) -> Option<&str> {
        self.currency.code()
    }

    /// Do several currencies stand in it?
    #[must_use]
    pub fn mixes(&self) -> bool {
        self.currency == Currency::Mixed
    }

    fn new(value: Option<f64>, n: i64, relative_error: f64, currency: Currency) -> Self {
        Self { value: value.filter(|_| currency != Currency::Mixed), n, relative_error, currency }
    }

    pub(super) fn of_total(kind: AggregateKind, total: &Total) -> Self {
        let value = match kind {
            AggregateKind::Sum => total.sum(),
            AggregateKind::Mean => total.mean(),
            _ => Some(total.n as f64),
        };
        Self::new(value, total.n, 0.0, total.currency)
    }

    pub(super) fn of_extremes(kind: AggregateKind, extremes: &Extremes) -> Self {
        let value = extremes.ends.map(|(low, high)| if kind == AggregateKind::Min { low } else { high });
        Self::new(value, 0, 0.0, extremes.currency)
    }

    pub(super) fn of_sketch(kind: AggregateKind, sketch: &Sketch) -> Self {
        let quantile = if let AggregateKind::Quantile(quantile) = kind { quantile } else { 0.5 };
        let n = i64::try_from(sketch.values.count()).unwrap_or(i64::MAX);
        Self::new(sketch.values.quantile(quantile), n, DDSketch::RELATIVE_ERROR, sketch.currency)
    }

    pub(super) fn of_set(set: &Distinct) -> Self {
        let found = set.estimate();
        Self::new(Some(found.value), found.value.round() as i64, found.relative_error, Currency::None)
    }
}
