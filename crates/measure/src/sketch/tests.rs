//! Ranks, signs, extremes; the error bound is in `tests/figures.rs`.

use super::*;

fn sketch(values: &[f64]) -> DDSketch {
    let mut sketch = DDSketch::default();
    for &value in values {
        assert!(sketch.add(value));
    }
    sketch
}

#[test]
fn the_empty_sketch_has_no_figures() {
    let empty = DDSketch::default();
    assert_eq!((empty.count(), empty.min(), empty.max(), empty.quantile(0.5)), (0, None, None, None));
}

#[test]
fn rank_is_the_lower_one() {
    let four = sketch(&[10.0, 20.0, 30.0, 40.0]);
    let near = |q: f64, value: f64| {
        let estimate = four.quantile(q).expect("not empty");
        assert!((estimate - value).abs() <= 0.01 * value, "{q}: {estimate}");
    };
    near(0.0, 10.0);
    near(0.33, 10.0);
    near(0.34, 20.0);
    near(0.5, 20.0);
    near(0.67, 30.0);
    near(0.99, 30.0);
    near(1.0, 40.0);
    assert_eq!(four.quantile(-0.1), None);
    assert_eq!(four.quantile(f64::NAN), None);
}

#[test]
fn signs_and_zeros_are_ordered() {
    let mixed = sketch(&[-100.0, -0.0, 5.0, -1.0, 0.0, f64::MIN_POSITIVE / 8.0, 100.0]);
    assert_eq!((mixed.count(), mixed.min(), mixed.max()), (7, Some(-100.0), Some(100.0)));
    assert_eq!(mixed.quantile(0.5), Some(0.0));
    let low = mixed.quantile(0.17).expect("not empty");
    assert!((low + 1.0).abs() <= 0.01, "{low}");
    assert_eq!(sketch(&[-0.0]).min().map(f64::to_bits), Some(0));
}

#[test]
fn what_is_not_a_value_changes_nothing() {
    let mut one = sketch(&[1.0]);
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(!one.add(wrong));
    }
    assert!(one.add_n(7.0, 0) && one.add_n(0.0, 0));
    assert_eq!(one, sketch(&[1.0]));
}

#[test]
fn extremes_of_the_format_fit() {
    let extreme = sketch(&[f64::MAX, f64::MIN, f64::MIN_POSITIVE, -f64::MIN_POSITIVE, f64::MAX, f64::MIN]);
    assert_eq!((extreme.quantile(0.0), extreme.quantile(1.0)), (Some(f64::MIN), Some(f64::MAX)));
    let top = extreme.quantile(0.8).expect("not empty");
    assert!(top / f64::MAX > 0.99, "{top}");
}

#[test]
fn many_times_is_one_by_one_and_counts_saturate() {
    let mut many = DDSketch::default();
    assert!(many.add_n(3.0, 4) && many.add_n(0.0, 2));
    assert_eq!(many, sketch(&[3.0, 3.0, 0.0, 3.0, 0.0, 3.0]));
    assert!(many.add_n(3.0, u64::MAX) && many.add_n(-3.0, u64::MAX) && many.add(0.0));
    assert_eq!(many.count(), u64::MAX);
    assert!(many.quantile(0.7).is_some());
}
