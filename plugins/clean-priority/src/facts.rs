//! What is known of the cases of a batch, column by column.

use aftersight_sdk::{Batch, Column, Remembered, Values};

use crate::safety::Safety;
use crate::weights::Weights;

/// The amount of a case: the first that is there.
pub(crate) const AMOUNTS: [&str; 3] = ["refund_minor", "requested_minor", "order.paid_minor"];
/// The customer's tier: the first that is there.
pub(crate) const TIERS: [&str; 2] = ["customer_tier", "order.customer_tier"];
/// Where words about safety may stand.
pub(crate) const TEXTS: [&str; 3] = ["description", "reason_raw", "reason_code"];
/// The platform's deadline.
pub(crate) const DUE: &str = "due_at";
/// What says that a case has ended.
pub(crate) const ENDS: [&str; 2] = ["closed_at", "status"];

/// States after which nothing is due.
const ENDED: [&str; 5] = ["rejected", "refunded", "resolved", "closed", "cancelled"];

/// A column, and what its texts say.
type Asked<'a, T> = Remembered<'a, T, Box<dyn Fn(&'a str) -> T + 'a>>;

fn ask<'a, T: Copy>(column: &'a Column, make: impl Fn(&'a str) -> T + 'a) -> Asked<'a, T> {
    Remembered::new(Some(column), Box::new(make))
}

/// The columns of a batch, with what every name in a category column says.
pub(crate) struct Facts<'a> {
    amounts: Vec<&'a Column>,
    tiers: Vec<Asked<'a, Option<(&'a str, f64)>>>,
    texts: Vec<Asked<'a, Option<&'a str>>>,
    due: Option<&'a Column>,
    closed: Option<&'a Column>,
    ended: Option<Asked<'a, bool>>,
    as_of: i64,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(batch: &'a Batch, weights: &'a Weights, safety: &'a Safety, as_of: i64) -> Self {
        let texts = |names: &[&str]| -> Vec<&'a Column> {
            let there = names.iter().filter_map(|name| batch.column(name));
            there.filter(|column| column.kind().is_text()).collect()
        };
        let times = |name: &str| batch.column(name).filter(|column| matches!(column.values, Values::Timestamp(_)));
        Self {
            amounts: AMOUNTS.iter().filter_map(|name| batch.column(name)).collect(),
            tiers: texts(&TIERS)
                .into_iter()
                .map(|column| ask(column, |name| Some((name, weights.tier(name)?))))
                .collect(),
            texts: texts(&TEXTS).into_iter().map(|column| ask(column, |text| safety.find(text))).collect(),
            due: times(DUE),
            closed: times(ENDS[0]),
            ended: texts(&ENDS[1..]).pop().map(|column| ask(column, |state| ENDED.contains(&state))),
            as_of,
        }
    }

    /// Minor units and their currency.
    pub(crate) fn amount(&self, row: usize) -> Option<(i64, &'a str)> {
        self.amounts.iter().find_map(|column| match &column.values {
            Values::Money(money) if column.is_valid(row) => Some((money.minor[row], money.currency.get(row))),
            _ => None,
        })
    }

    /// The tier's name and weight.
    pub(crate) fn tier(&self, row: usize) -> Option<(&'a str, f64)> {
        self.tiers.iter().find_map(|tiers| tiers.get(row)?)
    }

    /// The first word about safety.
    pub(crate) fn safety(&self, row: usize) -> Option<&'a str> {
        self.texts.iter().find_map(|texts| texts.get(row)?)
    }

    /// Microseconds until the deadline, negative after it; none for a case without one, or that has ended.
    pub(crate) fn left(&self, row: usize) -> Option<i64> {
        let due = time(self.due?, row)?;
        let closed = self.closed.and_then(|closed| time(closed, row)).is_some_and(|closed| closed <= self.as_of);
        let ended = || self.ended.as_ref().and_then(|ended| ended.get(row)).unwrap_or(false);
        if closed || ended() { None } else { Some(due.saturating_sub(self.as_of)) }
    }
}

fn time(column: &Column, row: usize) -> Option<i64> {
    match &column.values {
        Values::Timestamp(times) if column.is_valid(row) => Some(times[row]),
        _ => None,
    }
}
