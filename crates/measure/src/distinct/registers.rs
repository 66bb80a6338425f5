//! HyperLogLog: P. Flajolet, É. Fusy, O. Gandouet, F. Meunier, "HyperLogLog: the analysis of a near-optimal cardinality
//! estimation algorithm", AofA 2007, with the estimator that needs no bias table of O. Ertl, "New cardinality estimation
//! algorithms for HyperLogLog sketches", 2017, arXiv:1702.01284, algorithm 6.

use crate::state::StateError;

/// The leading bits of a hash name its register.
const PRECISION: u32 = 12;
const COUNT: usize = 1 << PRECISION;

/// The bits that remain. A register holds the place of their first one, up to `REST + 1` if there is none.
const REST: usize = 64 - PRECISION as usize;

/// Four registers of six bits in three bytes.
const ENCODED: usize = COUNT / 4 * 3;

/// 1.04 / √4096.
pub(super) const RELATIVE_ERROR: f64 = 0.01625;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Registers(Box<[u8; COUNT]>);

impl Default for Registers {
    fn default() -> Self {
        Self(Box::new([0; COUNT]))
    }
}

impl Registers {
    #[inline]
    pub(super) fn add(&mut self, hash: u64) {
        let rank = ((hash << PRECISION) | (1 << (PRECISION - 1))).leading_zeros() as u8 + 1;
        let register = &mut self.0[(hash >> REST) as usize];
        *register = rank.max(*register);
    }

    pub(super) fn add_all(&mut self, hashes: &[u64]) {
        hashes.iter().for_each(|&hash| self.add(hash));
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (register, &rank) in self.0.iter_mut().zip(other.0.iter()) {
            *register = rank.max(*register);
        }
    }

    /// Ertl's improved estimate of the number of distinct hashes.
    pub(super) fn estimate(&self) -> f64 {
        const M: f64 = COUNT as f64;
        const ALPHA: f64 = 0.5 / std::f64::consts::LN_2;
        let mut histogram = [0_u32; REST + 2];
        self.0.iter().for_each(|&rank| histogram[usize::from(rank)] += 1);
        let share = |rank: usize| f64::from(histogram[rank]) / M;
        let full = tau(1.0 - share(REST + 1));
        let sum = (1..=REST).rev().fold(full, |sum, rank| 0.5 * (sum + share(rank)));
        (ALPHA * M / (sum + sigma(share(0)))).min(crate::wide::power_of_two(64)) // there are no more hashes
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        for four in self.0.chunks_exact(4) {
            let packed = four.iter().rev().fold(0, |packed, &rank| (packed << 6) | u32::from(rank));
            out.extend_from_slice(&packed.to_le_bytes()[..3]);
        }
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, StateError> {
        if bytes.len() < ENCODED {
            return Err(StateError::Truncated);
        }
        let mut registers = Self::default();
        for (four, packed) in registers.0.chunks_exact_mut(4).zip(bytes.chunks_exact(3)) {
            let mut packed = u32::from_le_bytes([packed[0], packed[1], packed[2], 0]);
            for register in four {
                *register = packed as u8 & 0x3f;
                packed >>= 6;
            }
        }
        let possible = registers.0.iter().all(|&rank| usize::from(rank) <= REST + 1);
        if bytes.len() == ENCODED && possible { Ok(registers) } else { Err(StateError::Malformed) }
    }
}

/// x + Σ x^(2^k) 2^(k−1) over k ≥ 1: the empty registers. Infinite at 1, where all are.
fn sigma(mut x: f64) -> f64 {
    if x >= 1.0 {
        return f64::INFINITY;
    }
    let (mut sum, mut weight) = (x, 1.0);
    loop {
        x *= x;
        let before = sum;
        sum += x * weight;
        weight += weight;
        if sum <= before {
            return sum;
        }
    }
}

/// (1 − x − Σ (1 − x^(2^−k))² 2^−k over k ≥ 1) / 3: the full registers.
fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut sum, mut weight) = (1.0 - x, 1.0);
    loop {
        x = x.sqrt();
        let before = sum;
        weight *= 0.5;
        sum -= (1.0 - x) * (1.0 - x) * weight;
        if sum >= before {
            return sum / 3.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_holds_the_place_of_the_first_one() {
        let mut registers = Registers::default();
        registers.add(0);
        registers.add(1 << REST);
        registers.add(u64::MAX);
        registers.add((2 << REST) | 1);
        assert_eq!((registers.0[0], registers.0[1], registers.0[COUNT - 1], registers.0[2]), (53, 53, 1, 52));
        let mut bytes = Vec::new();
        registers.encode(&mut bytes);
        assert_eq!(bytes.len(), ENCODED);
        assert_eq!(Registers::decode(&bytes), Ok(registers));
    }

    #[test]
    fn impossible_registers_are_refused() {
        assert_eq!(Registers::decode(&[0xff; ENCODED]), Err(StateError::Malformed));
        assert_eq!(Registers::decode(&[0; ENCODED - 1]), Err(StateError::Truncated));
        assert_eq!(Registers::decode(&[0; ENCODED + 1]), Err(StateError::Malformed));
    }

    #[test]
    fn every_register_state_gives_a_finite_estimate() {
        for rank in 0..=REST as u8 + 1 {
            let estimate = Registers(Box::new([rank; COUNT])).estimate();
            assert!((0.0..f64::INFINITY).contains(&estimate), "{rank}: {estimate}");
        }
    }
}
