//! Exact sums of integers.

use std::num::NonZeroU64;

use crate::state::{join, split};
use crate::wide::quotient;

/// Exact sum of `i64` values: money in minor units, durations in µs, counts.
///
/// Fewer than 2^64 values cannot leave the range of `i128`, so no honest sum overflows in any order. One that does
/// (merged from invented states) is remembered as out of range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntSum(i128);

impl IntSum {
    const OUT_OF_RANGE: i128 = i128::MIN;

    /// Adds one value.
    #[inline]
    pub fn add(&mut self, value: i64) {
        self.merge(&Self(i128::from(value)));
    }

    /// Adds everything `other` has seen.
    #[inline]
    pub fn merge(&mut self, other: &Self) {
        self.0 = match self.0.checked_add(other.0) {
            Some(total) if self.0 != Self::OUT_OF_RANGE && other.0 != Self::OUT_OF_RANGE => total,
            _ => Self::OUT_OF_RANGE,
        };
    }

    /// The sum, or `None` if it left the range of `i128`.
    #[must_use]
    pub fn value(&self) -> Option<i128> {
        (self.0 != Self::OUT_OF_RANGE).then_some(self.0)
    }

    /// The sum divided by `count`, rounded once to the nearest `f64`; `None` for no values or a sum out of range.
    #[must_use]
    pub fn mean(&self, count: u64) -> Option<f64> {
        Some(quotient(self.value()?, NonZeroU64::new(count)?))
    }

    /// The state as two words, high then low.
    #[must_use]
    pub fn to_parts(&self) -> (i64, i64) {
        split(self.0)
    }

    /// The state of which [`to_parts`](Self::to_parts) gave the words. Any two words are a state.
    #[must_use]
    pub fn from_parts(high: i64, low: i64) -> Self {
        Self(join(high, low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_sum_exactly_beyond_64_bits() {
        let mut sum = IntSum::default();
        [i64::MAX, i64::MAX, -5, i64::MAX].into_iter().for_each(|value| sum.add(value));
        assert_eq!(sum.value(), Some(3 * i128::from(i64::MAX) - 5));
        let (high, low) = sum.to_parts();
        assert_eq!(IntSum::from_parts(high, low), sum);
        assert_eq!(IntSum(7).mean(2), Some(3.5));
        assert_eq!(IntSum(7).mean(0), None);
    }

    #[test]
    fn an_overflow_stays_an_overflow() {
        let mut sum = IntSum(i128::MAX);
        sum.add(1);
        sum.add(-5);
        assert_eq!(sum.value(), None);
        let mut sound = IntSum(3);
        sound.merge(&sum);
        assert_eq!((sound.value(), sound.mean(1)), (None, None));
    }
}
