//! Quantiles of a stream within 1 %, from a mergeable state of a few kilobytes.

mod codec;
mod mapping;
mod store;

use store::Store;

/// DDSketch: C. Masson, J. E. Rim, H. K. Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error
/// Guarantees", PVLDB 12 (2019) 2195–2205.
///
/// A quantile is within 1 % of the value it stands for, negative values and zero included; magnitudes below
/// `f64::MIN_POSITIVE` count as zero. Each sign keeps at most 2048 bins, a span of 4 × 10^17: beyond it the magnitudes
/// nearest to zero share one bin and lose the guarantee. Memory grows with the span of the values seen, 35 bins of eight
/// bytes per factor of two. Smallest and largest value are exact.
///
/// The state depends on the multiset of the values only, not on their order or on how they were split and merged.
#[derive(Clone, Debug, PartialEq)]
pub struct DDSketch {
    positive: Store,
    /// Indexed by magnitude.
    negative: Store,
    zero: u64,
    /// `INFINITY` while empty, never −0.
    min: f64,
    /// `NEG_INFINITY` while empty, never −0.
    max: f64,
}

impl Default for DDSketch {
    fn default() -> Self {
        Self {
            positive: Store::default(),
            negative: Store::default(),
            zero: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        }
    }
}

impl DDSketch {
    /// A quantile is off by this share of its value at the most.
    pub const RELATIVE_ERROR: f64 = 0.01;

    /// Adds one value. NaN and infinities are not values: they change nothing, and the answer is `false`.
    #[inline]
    pub fn add(&mut self, value: f64) -> bool {
        self.add_n(value, 1)
    }

    /// Adds the same value `n` times, as [`add`](Self::add) does.
    #[inline]
    pub fn add_n(&mut self, value: f64, n: u64) -> bool {
        let magnitude = value.to_bits() & !mapping::SIGN;
        if n == 0 || !mapping::is_normal(magnitude) {
            return self.add_special(value, n);
        }
        let store = if value < 0.0 { &mut self.negative } else { &mut self.positive };
        store.add(mapping::index(magnitude), n);
        self.widen(value, value);
        true
    }

    /// Zero, subnormal, not finite, or no times.
    #[cold]
    fn add_special(&mut self, value: f64, n: u64) -> bool {
        if n > 0 && value.is_finite() {
            self.zero = self.zero.saturating_add(n);
            self.widen(value + 0.0, value + 0.0); // −0 becomes 0
        }
        value.is_finite()
    }

    #[inline]
    fn widen(&mut self, min: f64, max: f64) {
        if min < self.min {
            self.min = min;
        }
        if max > self.max {
            self.max = max;
        }
    }

    /// Adds everything `other` has seen.
    pub fn merge(&mut self, other: &Self) {
        self.positive.merge(&other.positive);
        self.negative.merge(&other.negative);
        self.zero = self.zero.saturating_add(other.zero);
        self.widen(other.min, other.max);
    }

    /// How many values were added.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.negative.count().saturating_add(self.zero).saturating_add(self.positive.count())
    }

    /// The smallest value, exactly; `None` while empty.
    #[must_use]
    pub fn min(&self) -> Option<f64> {
        (self.min <= self.max).then_some(self.min)
    }

    /// The largest value, exactly; `None` while empty.
    #[must_use]
    pub fn max(&self) -> Option<f64> {
        (self.min <= self.max).then_some(self.max)
    }

    /// The `q`-quantile, 0 ≤ `q` ≤ 1, within 1 % of the value of rank ⌊1 + q(n − 1)⌋ among n sorted values, counted from
    /// 1: the paper's *lower* quantile, which never interpolates (numpy: `method="lower"`). The median of two values is
    /// the smaller one. Ranks 1 and n give the exact smallest and largest value.
    ///
    /// `q(n − 1)` is one `f64` product. `None` while empty and for another `q`.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let (min, max, last) = (self.min()?, self.max()?, self.count() - 1);
        if !(0.0..=1.0).contains(&q) {
            return None;
        }
        let before = ((q * last as f64) as u64).min(last);
        if before == 0 {
            return Some(min);
        }
        if before == last {
            return Some(max);
        }
        let estimate = self.estimate(before);
        Some(if estimate < min {
            min
        } else if estimate > max {
            max
        } else {
            estimate
        })
    }

    /// The middle of the bin that holds the value with `before` values below it.
    fn estimate(&self, mut before: u64) -> f64 {
        let negative = self.negative.bins().rev().map(|(index, n)| (-1.0, index, n));
        let zero = std::iter::once((0.0, 0, self.zero));
        let positive = self.positive.bins().map(|(index, n)| (1.0, index, n));
        for (sign, index, n) in negative.chain(zero).chain(positive) {
            if before < n {
                return sign * mapping::middle(index);
            }
            before -= n;
        }
        self.max
    }
}

#[cfg(test)]
mod tests;
