//! Count, sum and sum of squares, kept exactly: mean, variance, standard error.

use std::num::NonZeroU64;

use crate::state::{StateError, join, split};
use crate::wide::{U256, power_of_two, quotient};

/// Moments of `i64` values. All results are in the unit of the values, the variance in its square.
///
/// Nothing is rounded before the result: the variance is `(n·Σx² − (Σx)²) / (n·(n − 1))` with a 256-bit numerator, so
/// there is no cancellation to guard against. The mean is the nearest `f64`; variance and standard error are within
/// 2 and 3 units in the last place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    n: u64,
    sum: i128,
    /// Terms are not negative, so saturation at `MAX` (out of range) does not depend on their order.
    sum_sq: u128,
}

impl Moments {
    /// Adds one value.
    #[inline]
    pub fn add(&mut self, value: i64) {
        let magnitude = u128::from(value.unsigned_abs());
        self.merge(&Self { n: 1, sum: i128::from(value), sum_sq: magnitude * magnitude });
    }

    /// Adds everything `other` has seen.
    #[inline]
    pub fn merge(&mut self, other: &Self) {
        self.n = self.n.saturating_add(other.n);
        self.sum = self.sum.saturating_add(other.sum); // 2^64 values of 64 bits do not get there
        self.sum_sq = self.sum_sq.saturating_add(other.sum_sq);
    }

    /// How many values were added.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.n
    }

    /// Their exact sum.
    #[must_use]
    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// Their mean; `None` for no values.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        Some(quotient(self.sum, NonZeroU64::new(self.n)?))
    }

    /// Their sample variance, with `n − 1`; `None` for fewer than two values or if Σx² reached 2^128 (values of 10^15
    /// need 3 × 10^8 of them).
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        if self.n < 2 || self.sum_sq == u128::MAX {
            return None;
        }
        let n = u128::from(self.n);
        Some(self.scatter()?.to_f64() / (n * (n - 1)) as f64)
    }

    /// The standard error of the mean, `√(variance / n)`; `None` as for [`variance`](Self::variance).
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        Some((self.variance()? / self.n as f64).sqrt())
    }

    /// `n·Σx² − (Σx)²`, which no values make negative (Cauchy–Schwarz).
    fn scatter(&self) -> Option<U256> {
        let magnitude = self.sum.unsigned_abs();
        U256::product(u128::from(self.n), self.sum_sq).minus(U256::product(magnitude, magnitude))
    }

    /// The state as five words: n, Σx high and low, Σx² high and low.
    #[must_use]
    pub fn to_parts(&self) -> [i64; 5] {
        let (sum_high, sum_low) = split(self.sum);
        let (sq_high, sq_low) = split(self.sum_sq as i128);
        [self.n as i64, sum_high, sum_low, sq_high, sq_low]
    }

    /// The state of which [`to_parts`](Self::to_parts) gave the words.
    ///
    /// # Errors
    /// [`StateError::Malformed`] if no values have these moments.
    pub fn from_parts([n, sum_high, sum_low, sq_high, sq_low]: [i64; 5]) -> Result<Self, StateError> {
        let state = Self { n: n as u64, sum: join(sum_high, sum_low), sum_sq: join(sq_high, sq_low) as u128 };
        let possible = match state.sum_sq {
            0 => state.sum == 0,
            u128::MAX => state.sum.unsigned_abs() <= u128::from(state.n) << 63 && state.n > 1,
            _ => state.scatter().is_some(),
        };
        if possible { Ok(state) } else { Err(StateError::Malformed) }
    }
}

/// Moments of `f64` values that do not depend on their order: each is rounded to the nearest multiple of 2^-32
/// (2.3 × 10^-10, half to even), the rest is [`Moments`]. For scores, ratios, weights and amounts below 2^31.
///
/// A value that is NaN, infinite or of magnitude 2^31 and more spoils the moments for good: all results become `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FloatMoments(Moments);

impl FloatMoments {
    const PER_ONE: f64 = power_of_two(32);
    const UNIT: f64 = power_of_two(-32);
    const LIMIT: f64 = power_of_two(63);
    const REFUSED: Moments = Moments { n: u64::MAX, sum: 0, sum_sq: u128::MAX };

    /// Adds one value.
    #[inline]
    pub fn add(&mut self, value: f64) {
        let scaled = (value * Self::PER_ONE).round_ties_even();
        if scaled.abs() < Self::LIMIT && self.0 != Self::REFUSED {
            self.0.add(scaled as i64);
        } else {
            self.0 = Self::REFUSED;
        }
    }

    /// Adds everything `other` has seen.
    #[inline]
    pub fn merge(&mut self, other: &Self) {
        if self.0 == Self::REFUSED || other.0 == Self::REFUSED {
            self.0 = Self::REFUSED;
        } else {
            self.0.merge(&other.0);
        }
    }

    /// How many values were added; `None` if one was refused.
    #[must_use]
    pub fn count(&self) -> Option<u64> {
        Some(self.sound()?.count())
    }

    /// Their sum, rounded to the nearest `f64`; `None` if one was refused.
    #[must_use]
    pub fn sum(&self) -> Option<f64> {
        Some(self.sound()?.sum() as f64 * Self::UNIT)
    }

    /// Their mean; `None` for no values or a refused one.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        Some(self.sound()?.mean()? * Self::UNIT)
    }

    /// Their sample variance; `None` for fewer than two values, a refused one, or Σx² of 2^64 and more.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        Some(self.sound()?.variance()? * (Self::UNIT * Self::UNIT))
    }

    /// The standard error of the mean; `None` as for [`variance`](Self::variance).
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        Some(self.sound()?.standard_error()? * Self::UNIT)
    }

    fn sound(&self) -> Option<&Moments> {
        (self.0 != Self::REFUSED).then_some(&self.0)
    }

    /// The state as five words, like [`Moments::to_parts`].
    #[must_use]
    pub fn to_parts(&self) -> [i64; 5] {
        self.0.to_parts()
    }

    /// The state of which [`to_parts`](Self::to_parts) gave the words.
    ///
    /// # Errors
    /// [`StateError::Malformed`] if no values have these moments.
    pub fn from_parts(parts: [i64; 5]) -> Result<Self, StateError> {
        Moments::from_parts(parts).map(Self)
    }
}
