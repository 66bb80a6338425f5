//! From a magnitude to the index of its bin and back, with basic arithmetic only.
//!
//! log2(x) is approximated by the exponent plus a cubic in the significand, continuous and with a continuous slope: the
//! "cubically interpolated mapping" of the paper's authors (DataDog/sketches-java, `CubicallyInterpolatedMapping`), P(s) =
//! 6/35 s³ − 3/5 s² + 10/7 s. Its slope against ln(x) is at least 10/7, so 35 bins per factor of two are at most 1/50 wide
//! in ln(x), which bounds the relative error at tanh(1/100) = 0.99997 %. And 35 P(s) has whole coefficients.

use crate::wide::power_of_two;

const BINS_PER_OCTAVE: i32 = 35;

/// 35 P(s) = ((A s + B) s + C) s.
const A: f64 = 6.0;
const B: f64 = -21.0;
const C: f64 = 50.0;

pub(super) const SIGN: u64 = 1 << 63;
const SIGNIFICAND: u64 = (1 << 52) - 1;
const ONE: u64 = 1023 << 52;

/// Indices that occur. The upper end is for magnitudes whose significand rounds up to the next factor of two.
pub(super) const LOWEST: i32 = -1022 * BINS_PER_OCTAVE;
pub(super) const HIGHEST: i32 = 1024 * BINS_PER_OCTAVE;

/// Whether these bits, without sign, are a finite number of at least `f64::MIN_POSITIVE`.
#[inline]
pub(super) fn is_normal(magnitude: u64) -> bool {
    (magnitude >> 52).wrapping_sub(1) < 2046
}

/// The bin of a normal magnitude.
#[inline]
pub(super) fn index(magnitude: u64) -> i32 {
    let exponent = (magnitude >> 52) as i32 - 1023;
    let s = f64::from_bits(magnitude & SIGNIFICAND | ONE) - 1.0;
    // From 64 to 128 the six highest bits of the significand are the integer part, cheaper than a checked conversion.
    let shifted = ((A * s + B) * s + C) * s + 64.0;
    let bin = (shifted.to_bits() >> 46) as i32 & 63;
    exponent * BINS_PER_OCTAVE + bin
}

/// The value whose relative distance to both ends of the bin is the same, their harmonic mean.
pub(super) fn middle(index: i32) -> f64 {
    let exponent = index.div_euclid(BINS_PER_OCTAVE);
    let bin = f64::from(index.rem_euclid(BINS_PER_OCTAVE));
    let (low, high) = (significand(bin), significand(bin + 1.0));
    power_of_two(exponent) * (2.0 * low * high / (low + high))
}

/// 1 + s where 35 P(s) = `bin`. Newton's method: the slope lies between 25 and 50, so six steps are twice what `f64` needs.
fn significand(bin: f64) -> f64 {
    let mut s = bin / f64::from(BINS_PER_OCTAVE);
    for _ in 0..6 {
        let error = ((A * s + B) * s + C) * s - bin;
        s -= error / ((3.0 * A * s + 2.0 * B) * s + C);
    }
    1.0 + s
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bin_is_narrow_enough() {
        for index in 0..BINS_PER_OCTAVE {
            let low = significand(f64::from(index));
            let high = significand(f64::from(index + 1));
            assert!(high > low && (high - low) / (high + low) < 0.01, "{index}: {low} {high}");
        }
        assert!((significand(0.0) - 1.0).abs() < 1e-15 && (significand(35.0) - 2.0).abs() < 1e-15);
    }

    #[test]
    fn middles_map_back_to_their_bin() {
        for bin in LOWEST..HIGHEST {
            assert_eq!(index(middle(bin).to_bits()), bin);
        }
        assert_eq!(index(f64::MIN_POSITIVE.to_bits()), LOWEST);
        assert!(index(f64::MAX.to_bits()) <= HIGHEST);
    }

    #[test]
    fn normal_magnitudes() {
        for (value, normal) in [(0.0, false), (1.0, true), (f64::MIN_POSITIVE, true), (f64::MIN_POSITIVE / 2.0, false)]
        {
            assert_eq!(is_normal(f64::to_bits(value)), normal);
        }
        assert!(is_normal(f64::MAX.to_bits()) && !is_normal(f64::INFINITY.to_bits()));
        assert!(!is_normal(f64::NAN.to_bits() & !SIGN));
    }
}
