//! Whether two rates differ.

use crate::normal;

/// Result of [`two_proportion_z`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProportionTest {
    /// The statistic, positive if the second rate is the higher one.
    pub z: f64,
    /// P(|Z| ≥ |z|) if the rates are equal.
    pub p_value: f64,
}

/// The z test of equal rates for `hits` out of `n` in two independent samples, with the pooled rate's variance and without
/// continuity correction: `z = (p₂ − p₁) / √(p̂(1 − p̂)(1/n₁ + 1/n₂))`, `p̂ = (k₁ + k₂) / (n₁ + n₂)`.
///
/// Fleiss, Levin and Paik, *Statistical Methods for Rates and Proportions*, 3rd ed. (2003), section 3.1. The normal
/// approximation wants about five hits and misses in each sample; the caller asks for them. `None` if a sample is
/// empty, has more hits than rows, or if the pooled rate is 0 or 1: nothing varies, nothing can be tested.
#[must_use]
pub fn two_proportion_z(hits: [u64; 2], n: [u64; 2]) -> Option<ProportionTest> {
    if n[0] == 0 || n[1] == 0 || hits[0] > n[0] || hits[1] > n[1] {
        return None;
    }
    let [k1, k2] = hits.map(|count| count as f64);
    let [n1, n2] = n.map(|count| count as f64);
    let pooled = (k1 + k2) / (n1 + n2);
    let variance = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2);
    if variance <= 0.0 {
        return None;
    }
    let z = (k2 / n2 - k1 / n1) / variance.sqrt();
    Some(ProportionTest { z, p_value: normal::two_sided(z) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_rate() {
        let test = two_proportion_z([60, 107], [2500, 2580]).expect("valid");
        assert!((test.z - 3.4918).abs() < 5e-5, "{test:?}");
        assert!((test.p_value - 4.8e-4).abs() < 5e-6, "{test:?}");
        let mirrored = two_proportion_z([107, 60], [2580, 2500]).expect("valid");
        assert_eq!((mirrored.z + test.z).to_bits(), 0);
        assert_eq!(mirrored.p_value.to_bits(), test.p_value.to_bits());
    }

    #[test]
    fn equal_rates_are_no_evidence() {
        let test = two_proportion_z([10, 20], [100, 200]).expect("valid");
        assert_eq!((test.z.to_bits(), test.p_value.to_bits()), (0, 1.0_f64.to_bits()));
    }

    #[test]
    fn what_cannot_be_tested() {
        for (hits, n) in [([0, 0], [0, 5]), ([0, 0], [5, 5]), ([5, 5], [5, 5]), ([6, 1], [5, 5]), ([1, 6], [5, 5])] {
            assert_eq!(two_proportion_z(hits, n), None);
        }
    }
}
