//! Integer arithmetic wider than the machine's, and its one rounding to the nearest `f64`.

use std::num::NonZeroU64;

/// `2^exponent` for an exponent of a normal number, −1022 to 1023.
pub(crate) const fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// The `f64` nearest to `numerator / denominator`, ties to even.
pub(crate) fn quotient(numerator: i128, denominator: NonZeroU64) -> f64 {
    if numerator == 0 {
        return 0.0;
    }
    let magnitude = numerator.unsigned_abs();
    let shift = magnitude.leading_zeros();
    let (scaled, divisor) = (magnitude << shift, u128::from(denominator.get()));
    // At least 64 significant bits, so a remainder marked in the lowest one decides ties and nothing else.
    let marked = (scaled / divisor) | u128::from(!scaled.is_multiple_of(divisor));
    let value = marked as f64 * power_of_two(-(shift as i32));
    if numerator < 0 { -value } else { value }
}

/// An unsigned 256-bit integer.
#[derive(Clone, Copy)]
pub(crate) struct U256 {
    high: u128,
    low: u128,
}

impl U256 {
    pub(crate) fn product(left: u128, right: u128) -> Self {
        const HALF: u128 = u64::MAX as u128;
        let (left_high, left_low) = (left >> 64, left & HALF);
        let (right_high, right_low) = (right >> 64, right & HALF);
        let bottom = left_low * right_low;
        let cross = left_high * right_low + (bottom >> 64);
        let carried = left_low * right_high + (cross & HALF);
        Self { high: left_high * right_high + (cross >> 64) + (carried >> 64), low: (carried << 64) | (bottom & HALF) }
    }

    /// `self − other`, or `None` below zero.
    pub(crate) fn minus(self, other: Self) -> Option<Self> {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        let high = self.high.checked_sub(other.high)?.checked_sub(u128::from(borrow))?;
        Some(Self { high, low })
    }

    /// The nearest `f64`, ties to even.
    pub(crate) fn to_f64(self) -> f64 {
        if self.high == 0 {
            return self.low as f64;
        }
        let shift = self.high.leading_zeros();
        let rest = self.low << shift;
        let carried = if shift == 0 { 0 } else { self.low >> (128 - shift) };
        let marked = (self.high << shift) | carried | u128::from(rest != 0);
        marked as f64 * power_of_two(128 - shift as i32)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "correct rounding leaves one right answer")]
mod tests {
    use super::*;

    fn nearest(numerator: i128, denominator: u64) -> f64 {
        quotient(numerator, NonZeroU64::new(denominator).expect("not zero"))
    }

    #[test]
    fn quotients_of_exact_floats_are_what_the_machine_divides() {
        for (numerator, denominator) in [(1, 3), (2, 3), (-22, 7), (9_007_199_254_740_991, 10), (0, 5), (7, 7)] {
            assert_eq!(nearest(numerator, denominator), numerator as f64 / denominator as f64);
        }
    }

    #[test]
    fn quotients_break_ties_to_even_and_see_the_remainder() {
        let tie = (1_i128 << 53) + 1;
        for denominator in [1, 3, 1_000_003, u64::MAX] {
            let numerator = tie * i128::from(denominator);
            assert_eq!(nearest(numerator, denominator), 9_007_199_254_740_992.0);
            assert_eq!(nearest(numerator + 1, denominator), 9_007_199_254_740_994.0);
            assert_eq!(nearest(-numerator - 1, denominator), -9_007_199_254_740_994.0);
        }
        assert_eq!(nearest(i128::MIN, 1), -power_of_two(127));
    }

    #[test]
    fn wide_products_and_differences() {
        let square = U256::product(u128::MAX, u128::MAX); // 2^256 − 2^129 + 1
        assert_eq!((square.high, square.low), (u128::MAX - 1, 1));
        assert_eq!(square.to_f64(), 2.0 * power_of_two(255));
        let one = square.minus(U256 { high: u128::MAX - 1, low: 0 }).map(U256::to_f64);
        assert_eq!(one, Some(1.0));
        assert!(U256::product(2, 3).minus(U256::product(7, 1)).is_none());
        let borrowed = U256 { high: 1, low: 0 }.minus(U256 { high: 0, low: 1 }).expect("positive");
        assert_eq!((borrowed.high, borrowed.low), (0, u128::MAX));
    }

    #[test]
    fn wide_rounding_sees_the_lowest_bit() {
        let tie = U256 { high: (1 << 53) + 1, low: 0 };
        assert_eq!(tie.to_f64(), power_of_two(53 + 128));
        let above = U256 { high: (1 << 53) + 1, low: 1 };
        assert_eq!(above.to_f64(), 9_007_199_254_740_994.0 * power_of_two(128));
    }
}
