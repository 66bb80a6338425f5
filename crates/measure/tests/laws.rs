//! The merge laws of every state, bit for bit on what is stored: commutative, associative, split-invariant.

use aftersight_measure::{DDSketch, Distinct, FixedSum, FloatMoments, IntSum, Moments, hash_bytes};
use proptest::prelude::*;

/// What the laws are about: a state that takes values, merges and is written down.
trait State: Default {
    type Value: Copy;
    fn add(&mut self, value: Self::Value);
    fn merge(&mut self, other: &Self);
    fn stored(&self) -> Vec<u8>;
}

macro_rules! state {
    ($state:ty, $value:ty, $this:ident => $stored:expr) => {
        impl State for $state {
            type Value = $value;
            fn add(&mut self, value: $value) {
                let _ = <$state>::add(self, value);
            }
            fn merge(&mut self, other: &Self) {
                <$state>::merge(self, other);
            }
            fn stored(&self) -> Vec<u8> {
                let $this = self;
                $stored
            }
        }
    };
}

fn bytes(words: &[i64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn encoded(encode: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = vec![0xaa]; // encoding appends
    encode(&mut out);
    out.split_off(1)
}

state!(IntSum, i64, this => bytes(&<[i64; 2]>::from(this.to_parts())));
state!(FixedSum, f64, this => bytes(&this.to_parts()));
state!(Moments, i64, this => bytes(&this.to_parts()));
state!(FloatMoments, f64, this => bytes(&this.to_parts()));
state!(DDSketch, f64, this => encoded(|out| this.encode(out)));

impl State for Distinct {
    type Value = u64;
    fn add(&mut self, value: u64) {
        self.add_bytes(&value.to_le_bytes());
    }
    fn merge(&mut self, other: &Self) {
        Distinct::merge(self, other);
    }
    fn stored(&self) -> Vec<u8> {
        encoded(|out| self.encode(out))
    }
}

fn of<S: State>(values: &[S::Value]) -> S {
    let mut state = S::default();
    values.iter().for_each(|&value| state.add(value));
    state
}

fn merged<S: State>(mut left: S, right: &S) -> S {
    left.merge(right);
    left
}

/// `cuts` are the two places, in per mille, where the values are split into three shards.
fn check<S: State>(values: &[S::Value], mut cuts: [usize; 2]) -> Result<(), TestCaseError> {
    cuts.sort_unstable();
    let [first, second] = cuts.map(|cut| values.len() * cut / 1000);
    let shards = || [&values[..first], &values[first..second], &values[second..]].map(of::<S>);
    let whole = of::<S>(values).stored();

    let [a, b, c] = shards();
    prop_assert_eq!(&merged(merged(a, &b), &c).stored(), &whole, "left to right");
    let [a, b, c] = shards();
    prop_assert_eq!(&merged(a, &merged(b, &c)).stored(), &whole, "right to left");
    let [a, b, c] = shards();
    prop_assert_eq!(&merged(c, &merged(b, &a)).stored(), &whole, "reversed");
    prop_assert_eq!(&merged(S::default(), &of(values)).stored(), &whole, "empty first");
    prop_assert_eq!(&merged(of(values), &S::default()).stored(), &whole, "empty last");

    let backwards: Vec<_> = values.iter().rev().copied().collect();
    prop_assert_eq!(&of::<S>(&backwards).stored(), &whole, "backwards");
    Ok(())
}

fn cuts() -> impl Strategy<Value = [usize; 2]> {
    [0..=1000_usize, 0..=1000_usize]
}

/// Everyday magnitudes and ties, any float at all, spans too wide for a sketch, sums that leave their range.
fn floats() -> impl Strategy<Value = Vec<f64>> {
    let everyday = prop_oneof![20 => -1e6..1e6_f64, 5 => (-8..8_i32).prop_map(f64::from)];
    let wild = any::<u64>().prop_map(f64::from_bits);
    let wide = (-1.0..1.0_f64, -300..300_i32).prop_map(|(s, e)| s * 10_f64.powi(e));
    let sparse = (-9..9_i32).prop_map(|e| 10_f64.powi(e * 10));
    let large = (-1.0..1.0_f64).prop_map(|s| s * 147e18);
    prop_oneof![
        prop::collection::vec(everyday, 0..200),
        prop::collection::vec(wild, 0..200),
        prop::collection::vec(wide, 0..200),
        prop::collection::vec(sparse, 0..200),
        prop::collection::vec(large, 0..20),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn integer_states(values in prop::collection::vec(any::<i64>(), 0..200), cuts in cuts()) {
        check::<IntSum>(&values, cuts)?;
        check::<Moments>(&values, cuts)?;
    }

    #[test]
    fn float_states(values in floats(), cuts in cuts()) {
        check::<FixedSum>(&values, cuts)?;
        check::<FloatMoments>(&values, cuts)?;
        check::<DDSketch>(&values, cuts)?;
    }

    #[test]
    fn distinct_counts(range in prop_oneof![Just(10_u64), Just(1000), Just(1100), Just(100_000)],
                       seed in any::<u64>(), rows in 0..4000_u64, cuts in cuts()) {
        let values: Vec<_> = (0..rows).map(|row| hash_bytes(&(row ^ seed).to_le_bytes()) % range).collect();
        check::<Distinct>(&values, cuts)?;
    }
}
