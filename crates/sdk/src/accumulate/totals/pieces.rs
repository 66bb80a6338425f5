//! What a slot keeps for one group.

use aftersight_measure::{DDSketch, Distinct, FixedSum, IntSum};

use super::super::amounts::Currency;
use super::numbers::Number;

/// A part of a state.
pub(super) trait Piece: Clone + Default {
    fn is_empty(&self) -> bool;

    /// Equal pieces give equal bytes.
    fn encode(&self, out: &mut Vec<u8>);

    /// Adds what `encode` wrote; none where it did not write that.
    fn merge(&mut self, bytes: &[u8]) -> Option<()>;
}

/// How many values there were, and their sum: exact for integers and money; floats are rounded to 2⁻⁶⁰ each as they enter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Total {
    pub(super) n: i64,
    pub(super) currency: Currency,
    integers: IntSum,
    floats: FixedSum,
}

/// 64-bit words of a total. Zeros at the end are not stored: a count is one word, a sum of money four.
const WORDS: usize = 7;

impl Total {
    pub(super) fn count(&mut self) {
        self.n += 1;
    }

    #[inline]
    pub(super) fn add(&mut self, value: Number) {
        self.n += 1;
        match value {
            Number::Integer(value) => self.integers.add(value),
            Number::Float(value) => self.floats.add(value),
            Number::Money(minor, currency) => {
                self.integers.add(minor);
                self.currency = self.currency.and(currency);
            }
        }
    }

    /// 0 for no values; none where it is out of range.
    pub(super) fn sum(&self) -> Option<f64> {
        Some(self.integers.value()? as f64 + self.floats.value()?)
    }

    /// None for no values and as for [`Total::sum`].
    pub(super) fn mean(&self) -> Option<f64> {
        let n = u64::try_from(self.n).ok()?;
        Some(self.integers.mean(n)? + self.floats.mean(n)?)
    }
}

impl Piece for Total {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        let (high, low) = self.integers.to_parts();
        let [top, bottom, wraps] = self.floats.to_parts();
        let words: [i64; WORDS] = [self.n, self.currency.to_word(), high, low, top, bottom, wraps];
        let held = words.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        words[..held].iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
    }

    fn merge(&mut self, bytes: &[u8]) -> Option<()> {
        let (stored, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() || stored.len() > WORDS {
            return None;
        }
        let mut words = [0; WORDS];
        words.iter_mut().zip(stored).for_each(|(word, bytes)| *word = i64::from_le_bytes(*bytes));
        let [n, currency, high, low, top, bottom, wraps] = words;
        self.n = self.n.checked_add(n)?;
        self.currency = self.currency.and(Currency::from_word(currency)?);
        self.integers.merge(&IntSum::from_parts(high, low));
        self.floats.merge(&FixedSum::from_parts([top, bottom, wraps]));
        Some(())
    }
}

/// The smallest and the largest value, as floats.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Extremes {
    pub(super) ends: Option<(f64, f64)>,
    pub(super) currency: Currency,
}

impl Extremes {
    #[inline]
    pub(super) fn add(&mut self, value: Number) {
        // −0 and 0 are one value.
        let float = value.to_float() + 0.0;
        if float.is_finite() {
            self.widen(float, float);
            self.currency = self.currency.and(value.currency());
        }
    }

    fn widen(&mut self, low: f64, high: f64) {
        let (least, most) = self.ends.unwrap_or((low, high));
        self.ends = Some((least.min(low), most.max(high)));
    }
}

impl Piece for Extremes {
    fn is_empty(&self) -> bool {
        self.ends.is_none()
    }

    fn encode(&self, out: &mut Vec<u8>) {
        let (low, high) = self.ends.unwrap_or_default();
        for word in [low.to_bits(), high.to_bits(), self.currency.to_word() as u64] {
            out.extend_from_slice(&word.to_le_bytes());
        }
    }

    fn merge(&mut self, bytes: &[u8]) -> Option<()> {
        let (words, rest) = bytes.as_chunks::<8>();
        let ([low, high, currency], []) = (<[[u8; 8]; 3]>::try_from(words).ok()?, rest) else { return None };
        let (low, high) = (f64::from_le_bytes(low), f64::from_le_bytes(high));
        if !(low.is_finite() && high.is_finite() && low <= high) {
            return None;
        }
        self.currency = self.currency.and(Currency::from_word(i64::from_le_bytes(currency))?);
        self.widen(low, high);
        Some(())
    }
}

/// The values for quantiles.
#[derive(Clone, Debug, Default)]
pub(super) struct Sketch {
    pub(super) values: DDSketch,
    pub(super) currency: Currency,
}

impl Sketch {
    #[inline]
    pub(super) fn add(&mut self, value: Number) {
        if self.values.add(value.to_float()) {
            self.currency = self.currency.and(value.currency());
        }
    }
}

impl Piece for Sketch {
    fn is_empty(&self) -> bool {
        self.values.count() == 0
    }

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.currency.to_word().to_le_bytes());
        self.values.encode(out);
    }

    fn merge(&mut self, bytes: &[u8]) -> Option<()> {
        let (currency, values) = bytes.split_first_chunk::<8>()?;
        self.currency = self.currency.and(Currency::from_word(i64::from_le_bytes(*currency))?);
        self.values.merge(&DDSketch::decode(values).ok()?);
        Some(())
    }
}

impl Piece for Distinct {
    fn is_empty(&self) -> bool {
        let found = self.estimate();
        found.exact && found.value == 0.0
    }

    fn encode(&self, out: &mut Vec<u8>) {
        Self::encode(self, out);
    }

    fn merge(&mut self, bytes: &[u8]) -> Option<()> {
        Self::merge(self, &Self::decode(bytes).ok()?);
        Some(())
    }
}
