//! Randomness as a function of (seed, stream, index), so that any entity can be drawn alone and in any order.

/// Which facts a generator serves. Two streams of one index are independent.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Customer = 1,
    Order,
    Incident,
    Select,
    Case,
    Text,
    Conversation,
    Feedback,
    Dirt,
    Product,
}

/// SplitMix64: eight bytes of state, cheap to seed once per entity, and of the same bits on every platform.
#[derive(Clone)]
pub(crate) struct Rng(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

impl Rng {
    pub(crate) fn new(seed: u64, stream: Stream, index: u64) -> Self {
        let lane = mix(seed.wrapping_add((stream as u64).wrapping_mul(GOLDEN)));
        Self(mix(lane ^ mix(index.wrapping_add(GOLDEN))))
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform in 0..n.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (((self.bits() >> 32) * n as u64) >> 32) as usize
    }

    /// Uniform in low..=high.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as usize) as i64
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// An index drawn in proportion to `weights`.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        // Rounding can leave a crumb: the last index that can be drawn at all.
        weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0)
    }

    /// Roughly normal, mean 0 and variance 1: the sum of four uniforms, which needs no transcendental function.
    fn normal(&mut self) -> f64 {
        let bits = self.bits();
        let sum: u64 = (0..4).map(|lane| (bits >> (16 * lane)) & 0xFFFF).sum();
        (sum as f64 / 65_536.0 - 2.0) * 3f64.sqrt()
    }

    /// Roughly log-normal around `median`.
    pub(crate) fn spread(&mut self, median: f64, sigma: f64) -> f64 {
        median * libm::exp(sigma * self.normal())
    }

    /// A log-normal duration in whole seconds from hours.
    pub(crate) fn hours(&mut self, median: f64, sigma: f64) -> i64 {
        (self.spread(median, sigma) * 3600.0) as i64
    }
}
