//! The figures read from states, against the exact ones.

use std::collections::BTreeSet;

use aftersight_measure::{DDSketch, Distinct, FixedSum, FloatMoments, Moments, hash_bytes, normal};
use proptest::prelude::*;

/// `n` numbers strictly inside 0 … 1, always the same.
fn uniform(n: u64, seed: u64) -> impl Iterator<Item = f64> {
    (0..n).map(move |row| {
        let hash = hash_bytes(&[row.to_le_bytes(), seed.to_le_bytes()].concat());
        ((hash >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    })
}

fn check_quantiles(name: &str, mut values: Vec<f64>) {
    let mut sketch = DDSketch::default();
    values.iter().for_each(|&value| assert!(sketch.add(value)));
    values.sort_by(f64::total_cmp);
    let last = values.len() - 1;
    for step in 0..=1000 {
        let q = f64::from(step) / 1000.0;
        let exact = values[(q * last as f64).floor() as usize];
        let estimate = sketch.quantile(q).expect("not empty");
        assert!((estimate - exact).abs() <= 0.01 * exact.abs(), "{name}, {q}: {estimate} for {exact}");
    }
    assert_eq!(sketch.quantile(0.0), values.first().copied());
    assert_eq!(sketch.quantile(1.0), values.last().copied());
    assert_eq!(sketch.count(), values.len() as u64);
}

#[test]
fn quantiles_are_within_one_percent() {
    let gauss = |u: f64| normal::quantile(u).expect("inside");
    check_quantiles("uniform", uniform(20_000, 1).map(|u| u * 1e9).collect());
    check_quantiles("exponential", uniform(20_000, 2).map(|u| -u.ln()).collect());
    check_quantiles("log-normal", uniform(20_000, 3).map(|u| (3.0 * gauss(u) + 20.0).exp()).collect());
    check_quantiles("Pareto", uniform(20_000, 4).map(|u| u.powi(-3)).collect());
    check_quantiles("normal, both signs", uniform(20_000, 5).map(|u| 5.0 + 10.0 * gauss(u)).collect());
    check_quantiles("scores", uniform(20_000, 6).map(|u| (u * 11.0).floor() - 2.0).collect());
    check_quantiles("one value", vec![42.0; 100]);
    check_quantiles("two far values", [vec![1e-9; 50], vec![1e8; 51]].concat());
    check_quantiles("bin edges", (-300..300).map(|e| 2_f64.powi(e / 15) * (1.0 - f64::EPSILON)).collect());
}

#[test]
fn distinct_is_exact_to_1024() {
    for n in [0, 1, 1000, 1023, 1024] {
        let mut distinct = Distinct::default();
        (0..n * 3).for_each(|row| distinct.add_bytes(format!("customer {}", row % n).as_bytes()));
        let estimate = distinct.estimate();
        assert_eq!((estimate.value as u64, estimate.exact), (n, true));
    }
}

#[test]
fn distinct_is_within_three_standard_errors_beyond() {
    for (seed, n) in [1025, 1500, 3000, 10_000, 20_000, 100_000, 1_000_000].into_iter().enumerate() {
        let mut distinct = Distinct::default();
        (0..n).for_each(|row| distinct.add_bytes(format!("{seed}-{row}").as_bytes()));
        let estimate = distinct.estimate();
        let error = (estimate.value / n as f64 - 1.0) / estimate.relative_error;
        assert!(!estimate.exact && error.abs() < 3.0, "{n}: {} is {error} standard errors off", estimate.value);
    }
}

/// The estimator's bias and spread over many independent sets: what the published standard error promises.
#[test]
fn distinct_errors_are_spread_as_published() {
    for n in [2000_u32, 12_000] {
        let mut squares = 0.0;
        let mut sum = 0.0;
        for seed in 0..100_u32 {
            let mut distinct = Distinct::default();
            (0..n).for_each(|row| distinct.add_bytes(&[seed.to_le_bytes(), row.to_le_bytes()].concat()));
            let estimate = distinct.estimate();
            let error = (estimate.value / f64::from(n) - 1.0) / estimate.relative_error;
            sum += error;
            squares += error * error;
        }
        assert!(sum.abs() / 100.0 < 0.4, "{n}: bias {}", sum / 100.0);
        assert!(squares / 100.0 < 1.6, "{n}: variance {}", squares / 100.0);
    }
}

#[test]
fn moments_do_not_cancel() {
    let mut moments = Moments::default();
    let mut floats = FloatMoments::default();
    for value in [4, 7, 13, 16] {
        moments.add(1_000_000_000_000_000 + value);
        floats.add(1e9 + value as f64 / 4.0);
    }
    assert_eq!(moments.mean(), Some(1_000_000_000_000_010.0));
    assert_eq!(moments.variance(), Some(30.0));
    assert_eq!(moments.standard_error(), Some(7.5_f64.sqrt()));
    assert_eq!((floats.mean(), floats.variance()), (Some(1e9 + 2.5), Some(30.0 / 16.0)));
    assert_eq!(floats.standard_error(), Some(7.5_f64.sqrt() / 4.0));
}

#[test]
fn moments_of_too_few_or_refused_values() {
    let mut moments = Moments::default();
    assert_eq!((moments.count(), moments.mean(), moments.variance()), (0, None, None));
    moments.add(-3);
    assert_eq!((moments.count(), moments.mean(), moments.variance()), (1, Some(-3.0), None));
    (0..4).for_each(|_| moments.add(i64::MIN)); // Σx² leaves its range, Σx does not
    assert_eq!((moments.sum(), moments.variance()), (4 * i128::from(i64::MIN) - 3, None));

    for wrong in [f64::NAN, f64::INFINITY, 2_147_483_648.0] {
        let mut floats = FloatMoments::default();
        floats.add(1.0);
        floats.add(wrong);
        floats.add(2.0);
        assert_eq!((floats.count(), floats.mean(), floats.variance()), (None, None, None));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn moments_agree_with_two_passes(values in prop::collection::vec(-1_000_000..1_000_000_i64, 2..100)) {
        let mut moments = Moments::default();
        values.iter().for_each(|&value| moments.add(value));
        let n = values.len() as f64;
        let mean = values.iter().sum::<i64>() as f64 / n;
        let variance = values.iter().map(|&value| (value as f64 - mean).powi(2)).sum::<f64>() / (n - 1.0);
        prop_assert_eq!(moments.mean(), Some(mean));
        prop_assert!((moments.variance().expect("two") - variance).abs() <= 1e-12 * variance);
    }

    #[test]
    fn sums_of_exact_terms_are_exact(values in prop::collection::vec(-(1_i64 << 40)..1 << 40, 0..100)) {
        let mut sum = FixedSum::default();
        values.iter().for_each(|&value| sum.add(value as f64 / 256.0));
        prop_assert_eq!(sum.value(), Some(values.iter().sum::<i64>() as f64 / 256.0));
    }

    #[test]
    fn distinct_agrees_with_a_set(values in prop::collection::vec(0..2000_u64, 0..1500)) {
        let mut distinct = Distinct::default();
        values.iter().for_each(|value| distinct.add_bytes(&value.to_le_bytes()));
        let exact = values.into_iter().collect::<BTreeSet<_>>().len();
        let estimate = distinct.estimate();
        prop_assert_eq!(estimate.exact, exact <= 1024);
        prop_assert!((estimate.value - exact as f64).abs() <= 4.0 * estimate.relative_error * exact as f64);
    }
}
