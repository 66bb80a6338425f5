//! Confidence intervals for a rate.

use crate::normal;

/// Bounds of a confidence interval, `low` ≤ `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// The score interval of a rate of `hits` out of `n` at a confidence `level` such as 0.95, without continuity correction.
///
/// E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927) 209–212. Bounds
/// lie in 0 … 1 and include the rate, also at its ends. `None` if `n` is 0, `hits` > `n`, or not 0 < `level` < 1.
#[must_use]
pub fn wilson(hits: u64, n: u64, level: f64) -> Option<Interval> {
    if n == 0 || hits > n {
        return None;
    }
    let z = normal::quantile(0.5 + 0.5 * level).filter(|_| level > 0.0)?;
    let (k, misses, n_float) = (hits as f64, (n - hits) as f64, n as f64);
    let centre = k + 0.5 * z * z;
    let half = z * (k * misses / n_float + 0.25 * z * z).sqrt();
    let whole = n_float + z * z;
    Some(Interval {
        low: if hits == 0 { 0.0 } else { ((centre - half) / whole).max(0.0) },
        high: if hits == n { 1.0 } else { ((centre + half) / whole).min(1.0) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hits: u64, n: u64, low: f64, high: f64, tolerance: f64) {
        let interval = wilson(hits, n, 0.95).expect("valid");
        let far = (interval.low - low).abs().max((interval.high - high).abs());
        assert!(far <= tolerance, "{interval:?}");
    }

    #[test]
    fn published_intervals() {
        check(3, 20, 0.052_37, 0.360_42, 5e-6);
        // Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
        check(81, 263, 0.2553, 0.3662, 5e-5);
        check(15, 148, 0.0624, 0.1605, 5e-5);
        check(0, 20, 0.0, 0.1611, 5e-5);
        check(1, 29, 0.0061, 0.1718, 5e-5);
    }

    #[test]
    fn the_ends_are_exact_and_symmetric() {
        let (none, all) = (wilson(0, 20, 0.95).expect("valid"), wilson(20, 20, 0.95).expect("valid"));
        assert_eq!((none.low.to_bits(), all.high.to_bits()), (0, 1.0_f64.to_bits()));
        assert!((none.high - (1.0 - all.low)).abs() < 1e-15);
    }

    #[test]
    fn what_has_no_interval() {
        for (hits, n, level) in [(0, 0, 0.95), (3, 2, 0.95), (1, 2, 0.0), (1, 2, 1.0), (1, 2, -0.5), (1, 2, f64::NAN)] {
            assert_eq!(wilson(hits, n, level), None);
        }
    }
}
