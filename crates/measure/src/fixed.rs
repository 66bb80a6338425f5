//! Sums of floats that do not depend on the order of their terms.

use std::num::NonZeroU64;

use crate::state::{join, split};
use crate::wide::{power_of_two, quotient};

/// Sum of `f64` values that does not depend on their order: each is rounded to the nearest multiple of 2^-60 (half to
/// even), which is exact for values of at least 2^-8 and off by at most 2^-61 (4.3 × 10^-19) below; the rest is integer.
///
/// The total is kept modulo 2^128 together with the number of times it wrapped, so partial sums may leave the range
/// (±2^67, 1.4 × 10^20) and come back. A value that is NaN, infinite or beyond the range spoils the sum for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FixedSum {
    total: i128,
    wraps: i64,
}

impl FixedSum {
    const UNIT: f64 = power_of_two(-60);
    const PER_ONE: f64 = power_of_two(60);
    const LIMIT: f64 = power_of_two(67);
    const REFUSED: Self = Self { total: 0, wraps: i64::MIN };

    /// Adds one value.
    #[inline]
    pub fn add(&mut self, value: f64) {
        let magnitude = value.abs();
        if magnitude < Self::LIMIT {
            let units = units(magnitude);
            self.merge(&Self { total: if value < 0.0 { -units } else { units }, wraps: 0 });
        } else {
            *self = Self::REFUSED;
        }
    }

    /// Adds everything `other` has seen.
    #[inline]
    pub fn merge(&mut self, other: &Self) {
        let (total, wrapped) = self.total.overflowing_add(other.total);
        let carry = if !wrapped {
            0
        } else if other.total < 0 {
            -1
        } else {
            1
        };
        let wraps = self.wraps.checked_add(other.wraps).and_then(|wraps| wraps.checked_add(carry));
        *self = match wraps {
            Some(wraps) if self.wraps != i64::MIN && other.wraps != i64::MIN => Self { total, wraps },
            _ => Self::REFUSED,
        };
    }

    /// The `f64` nearest to the sum of the rounded values, or `None` if the sum is out of range or a value was refused.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        (self.wraps == 0).then_some(self.total as f64 * Self::UNIT)
    }

    /// The sum divided by `count`, rounded once to the nearest `f64`; `None` as for [`value`](Self::value) and for no
    /// values.
    #[must_use]
    pub fn mean(&self, count: u64) -> Option<f64> {
        let count = NonZeroU64::new(count)?;
        (self.wraps == 0).then(|| quotient(self.total, count) * Self::UNIT)
    }

    /// The state as three words: the total high and low, and how often it wrapped.
    #[must_use]
    pub fn to_parts(&self) -> [i64; 3] {
        let (high, low) = split(self.total);
        [high, low, self.wraps]
    }

    /// The state of which [`to_parts`](Self::to_parts) gave the words. Any three words are a state.
    #[must_use]
    pub fn from_parts([high, low, wraps]: [i64; 3]) -> Self {
        if wraps == i64::MIN { Self::REFUSED } else { Self { total: join(high, low), wraps } }
    }
}

/// A magnitude below 2^67 in units of 2^-60, half to even.
#[inline]
fn units(magnitude: f64) -> i128 {
    let bits = magnitude.to_bits();
    let shift = (bits >> 52) as i32 - (1023 - 60 + 52);
    if shift < 0 {
        return i128::from((magnitude * FixedSum::PER_ONE).round_ties_even() as i64);
    }
    // From 2^-8 on there is nothing to round: shift the significand into place, without a library call for 128 bits.
    let significand = bits & ((1 << 52) - 1) | 1 << 52;
    let place = shift as u32 % 64;
    let (low, high) = (significand << place, (significand >> 1) >> (63 - place));
    if shift < 64 { join(high as i64, low as i64) } else { join(low as i64, 0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(values: &[f64]) -> FixedSum {
        let mut sum = FixedSum::default();
        values.iter().for_each(|&value| sum.add(value));
        sum
    }

    #[test]
    fn units_are_what_a_conversion_gives() {
        for exponent in -70..67 {
            for value in
                [1.0, 1.0 + f64::EPSILON, 2.0 - f64::EPSILON, 1.5, 1.6].map(|value| value * power_of_two(exponent))
            {
                assert_eq!(units(value), (value * FixedSum::PER_ONE).round_ties_even() as i128, "{value:e}");
            }
        }
        assert_eq!((units(0.0), units(f64::MIN_POSITIVE / 2.0)), (0, 0));
    }

    #[test]
    fn tenths_sum_as_on_paper_and_large_terms_cancel() {
        assert_eq!(fixed(&[0.1; 10]).value(), Some(1.0));
        assert_eq!(fixed(&[1e18, 0.125, -1e18]).value(), Some(0.125));
        assert_eq!(fixed(&[1.0, 2.0, 4.0]).mean(7), Some(1.0));
        assert_eq!(fixed(&[]).value(), Some(0.0));
    }

    #[test]
    fn values_round_half_to_even_at_the_60th_bit() {
        let (unit, half) = (power_of_two(-60), power_of_two(-61));
        assert_eq!(fixed(&[half]).value(), Some(0.0));
        assert_eq!(fixed(&[3.0 * half]).value(), Some(2.0 * unit));
        assert_eq!(fixed(&[-3.0 * half]).value(), Some(-2.0 * unit));
        assert_eq!(fixed(&[f64::MIN_POSITIVE / 4.0]).value(), Some(0.0));
    }

    #[test]
    fn range_is_judged_on_the_whole_sum_not_on_a_partial_one() {
        let big = power_of_two(66);
        assert_eq!(fixed(&[big, big, big, -big, -big, -big, 1.0]).value(), Some(1.0));
        assert_eq!(fixed(&[-big, -big, -big, big, big, 0.5]).value(), Some(-big));
        assert_eq!(fixed(&[big, big, 1.0]).value(), None);
    }

    #[test]
    fn what_is_not_a_value_in_range_is_refused_for_good() {
        for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, power_of_two(67), -1e300] {
            let sum = fixed(&[1.0, wrong, 2.0]);
            assert_eq!((sum.value(), sum.mean(3)), (None, None));
            assert_eq!(FixedSum::from_parts(sum.to_parts()), sum);
            let mut sound = fixed(&[1.0]);
            sound.merge(&sum);
            assert_eq!(sound, sum);
        }
    }
}
