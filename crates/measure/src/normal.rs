//! The standard normal distribution.

use std::f64::consts::FRAC_1_SQRT_2;

/// P(Z ≤ `z`), by the complementary error function, so the lower tail keeps its relative precision.
#[must_use]
pub fn cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// P(Z > `z`), with full relative precision in the upper tail.
#[must_use]
pub fn survival(z: f64) -> f64 {
    0.5 * libm::erfc(z * FRAC_1_SQRT_2)
}

/// P(|Z| ≥ |`z`|), the two-sided p-value of `z`.
#[must_use]
pub fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() * FRAC_1_SQRT_2)
}

/// The `z` with P(Z ≤ `z`) = `p`, or `None` unless 0 < `p` < 1.
///
/// Routine PPND16 of M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
/// Statistics 37 (1988) 477–484: relative error about 10^-16.
#[must_use]
pub fn quantile(p: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return Some(q * horner(&CENTRE.0, r) / horner(&CENTRE.1, r));
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 {
        horner(&NEAR.0, r - 1.6) / horner(&NEAR.1, r - 1.6)
    } else {
        horner(&FAR.0, r - 5.0) / horner(&FAR.1, r - 5.0)
    };
    Some(if q < 0.0 { -z } else { z })
}

/// The polynomial with these coefficients, highest power first, at `x`.
fn horner(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |value, coefficient| value * x + coefficient)
}

type Ratio = ([f64; 8], [f64; 8]);

/// |p − 1/2| ≤ 0.425.
const CENTRE: Ratio = (
    [
        2.509_080_928_730_122_7e3,
        3.343_057_558_358_813e4,
        6.726_577_092_700_87e4,
        4.592_195_393_154_987e4,
        1.373_169_376_550_946e4,
        1.971_590_950_306_551_3e3,
        1.331_416_678_917_843_8e2,
        3.387_132_872_796_366_5,
    ],
    [
        5.226_495_278_852_854e3,
        2.872_908_573_572_194_3e4,
        3.930_789_580_009_271e4,
        2.121_379_430_158_659_7e4,
        5.394_196_021_424_751e3,
        6.871_870_074_920_579e2,
        4.231_333_070_160_091e1,
        1.0,
    ],
);

/// √(−ln tail) ≤ 5.
const NEAR: Ratio = (
    [
        7.745_450_142_783_414e-4,
        2.272_384_498_926_918_4e-2,
        2.417_807_251_774_506e-1,
        1.270_458_252_452_368_4,
        3.647_848_324_763_204_5,
        5.769_497_221_460_691,
        4.630_337_846_156_546,
        1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-9,
        5.475_938_084_995_345e-4,
        1.519_866_656_361_645_7e-2,
        1.481_039_764_274_800_8e-1,
        6.897_673_349_851e-1,
        1.676_384_830_183_803_8,
        2.053_191_626_637_759,
        1.0,
    ],
);

/// √(−ln tail) > 5.
const FAR: Ratio = (
    [
        2.010_334_399_292_288_1e-7,
        2.711_555_568_743_487_6e-5,
        1.242_660_947_388_078_4e-3,
        2.653_218_952_657_612_4e-2,
        2.965_605_718_285_048_7e-1,
        1.784_826_539_917_291_3,
        5.463_784_911_164_114,
        6.657_904_643_501_103,
    ],
    [
        2.044_263_103_389_939_8e-15,
        1.421_511_758_316_446e-7,
        1.846_318_317_510_054_8e-5,
        7.868_691_311_456_133e-4,
        1.487_536_129_085_061_5e-2,
        1.369_298_809_227_358e-1,
        5.998_322_065_558_88e-1,
        1.0,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64, relative: f64) {
        assert!((left - right).abs() <= relative * right.abs(), "{left:e} against {right:e}");
    }

    #[test]
    fn quantiles_of_the_tables() {
        for (p, z) in [
            (0.975, 1.959_963_984_540_054),
            (0.025, -1.959_963_984_540_054),
            (0.995, 2.575_829_303_548_900_4),
            (0.25, -0.674_489_750_196_081_7), // AS 241's own checks: p = 0.25, 0.001, 1e-20
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
        ] {
            close(quantile(p).expect("inside"), z, 5e-16);
        }
        assert_eq!(quantile(0.5), Some(0.0));
    }

    #[test]
    fn quantiles_need_a_probability_strictly_inside() {
        for p in [0.0, 1.0, -0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert_eq!(quantile(p), None);
        }
    }

    #[test]
    fn tails_keep_their_precision() {
        close(cdf(1.959_963_984_540_054), 0.975, 1e-15);
        close(survival(6.0), 9.865_876_450_376_98e-10, 1e-14);
        close(cdf(-6.0), 9.865_876_450_376_98e-10, 1e-14);
        close(two_sided(-1.959_963_984_540_054), 0.05, 1e-14);
        close(two_sided(0.0), 1.0, 0.0);
    }

    #[test]
    fn quantile_inverts_the_distribution_function() {
        for step in 1..1000 {
            let p = f64::from(step) / 1000.0;
            close(cdf(quantile(p).expect("inside")), p, 1e-14);
        }
    }
}
