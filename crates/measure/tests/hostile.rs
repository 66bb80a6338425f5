//! States are hostile until decoded: any bytes give a state or an error, and any state gives figures without a panic.

use aftersight_measure::{DDSketch, Distinct, FixedSum, FloatMoments, IntSum, Moments};
use proptest::prelude::*;

fn exercise_sketch(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(mut sketch) = DDSketch::decode(bytes) else { return Ok(()) };
    let mut again = Vec::new();
    sketch.encode(&mut again);
    prop_assert_eq!(&again[..], bytes, "one encoding per state");
    let copy = sketch.clone();
    sketch.merge(&copy);
    sketch.add_n(f64::MAX, u64::MAX);
    sketch.add(-0.5);
    for q in [0.0, 0.3, 0.5, 1.0] {
        prop_assert!(sketch.quantile(q).is_some_and(f64::is_finite));
    }
    Ok(())
}

fn exercise_distinct(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(mut distinct) = Distinct::decode(bytes) else { return Ok(()) };
    let mut again = Vec::new();
    distinct.encode(&mut again);
    prop_assert_eq!(&again[..], bytes, "one encoding per state");
    let copy = distinct.clone();
    distinct.merge(&copy);
    distinct.add_bytes(b"one more");
    prop_assert!(distinct.estimate().value.is_finite());
    Ok(())
}

/// An honest encoding, to be damaged.
fn honest_sketch(values: &[f64]) -> Vec<u8> {
    let mut sketch = DDSketch::default();
    values.iter().for_each(|&value| _ = sketch.add(value));
    let mut bytes = Vec::new();
    sketch.encode(&mut bytes);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        exercise_sketch(&bytes)?;
        exercise_distinct(&bytes)?;
        exercise_sketch(&[&[1], &bytes[..]].concat())?;
        exercise_distinct(&[&[1], &bytes[..]].concat())?;
    }

    #[test]
    fn damaged_sketches(values in prop::collection::vec(-1e6..1e6_f64, 0..30), place in any::<prop::sample::Index>(),
                        damage in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = honest_sketch(&values);
        exercise_sketch(&bytes)?;
        let place = place.index(bytes.len());
        if cut {
            bytes.truncate(place);
        } else {
            bytes[place] ^= damage;
        }
        exercise_sketch(&bytes)?;
    }

    #[test]
    fn any_words(words in any::<[i64; 5]>(), more in any::<[i64; 5]>(), value in any::<i64>(), float in any::<f64>()) {
        let mut sum = IntSum::from_parts(words[0], words[1]);
        sum.merge(&IntSum::from_parts(more[0], more[1]));
        sum.add(value);
        _ = (sum.value(), sum.mean(3));

        let mut fixed = FixedSum::from_parts([words[0], words[1], words[2] >> 32]);
        fixed.merge(&FixedSum::from_parts([more[0], more[1], more[2]]));
        fixed.add(float);
        prop_assert!(fixed.value().is_none_or(f64::is_finite));

        for parts in [words, [words[0], 0, words[2], words[3], words[4]], [3, -1, words[2], words[3], words[4]]] {
            if let (Ok(mut moments), Ok(other)) = (Moments::from_parts(parts), Moments::from_parts([7, 0, 5, 0, more[4]])) {
                prop_assert_eq!(moments.to_parts(), parts);
                moments.merge(&other);
                moments.add(value);
                prop_assert!(moments.variance().is_none_or(|variance| variance >= 0.0));
            }
            if let Ok(mut moments) = FloatMoments::from_parts(parts) {
                moments.add(float);
                prop_assert!(moments.standard_error().is_none_or(|error| error >= 0.0));
            }
        }
    }
}

#[test]
fn registers_of_any_content() {
    for fill in 0..=u8::MAX {
        let bytes = [&[2], &[fill; 3072][..]].concat();
        exercise_distinct(&bytes).expect("no panic, finite");
    }
}

#[test]
fn a_length_promises_nothing() {
    // 2^63 bins announced in ten bytes.
    let mut bytes = vec![1, 0, 1];
    bytes.extend_from_slice(&1_f64.to_le_bytes());
    bytes.extend_from_slice(&1_f64.to_le_bytes());
    bytes.extend_from_slice(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0]);
    assert!(DDSketch::decode(&bytes).is_err());
}

#[test]
fn impossible_moments_are_refused() {
    assert!(Moments::from_parts([0, 0, 1, 0, 1]).is_err()); // a sum of nothing
    assert!(Moments::from_parts([2, 0, 10, 0, 49]).is_err()); // (Σx)² > n Σx²
    assert!(Moments::from_parts([2, 0, 10, 0, 50]).is_ok());
    assert!(FloatMoments::from_parts([2, 0, 10, 0, 49]).is_err());
}
