//! Distinct counts: exact for small sets, HyperLogLog beyond.

mod registers;

use registers::Registers;

use crate::state::{Reader, StateError};

/// Up to so many distinct hashes are kept one by one.
const EXACT: usize = 1024;

const TAG_SET: u8 = 1;
const TAG_REGISTERS: u8 = 2;

/// Counts distinct 64-bit hashes: exactly up to 1024, then by HyperLogLog with 4096 registers.
///
/// The state depends on the set of the hashes only: at most 1024 are kept sorted, and of more the registers are what they
/// would be had all hashes gone there from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distinct(State);

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// Ascending.
    Set(Vec<u64>),
    Registers(Registers),
}

/// A distinct count and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The count, not rounded if it is an estimate.
    pub value: f64,
    /// Whether `value` is the number of distinct hashes itself.
    pub exact: bool,
    /// Relative standard error: 0 if exact, else 1.04 / √4096 = 0.01625.
    pub relative_error: f64,
}

impl Default for Distinct {
    fn default() -> Self {
        Self(State::Set(Vec::new()))
    }
}

impl Distinct {
    /// Adds the [`hash_bytes`] of `bytes`.
    pub fn add_bytes(&mut self, bytes: &[u8]) {
        self.add_hash(hash_bytes(bytes));
    }

    /// Adds a hash. It must be well mixed, as [`hash_bytes`] is: plain numbers ruin the estimate.
    #[inline]
    pub fn add_hash(&mut self, hash: u64) {
        match &mut self.0 {
            State::Registers(registers) => registers.add(hash),
            State::Set(hashes) => {
                if let Err(place) = hashes.binary_search(&hash) {
                    hashes.insert(place, hash);
                    self.limit();
                }
            }
        }
    }

    /// Adds everything `other` has seen.
    pub fn merge(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (State::Registers(registers), State::Registers(others)) => registers.merge(others),
            (State::Registers(registers), State::Set(hashes)) => registers.add_all(hashes),
            (State::Set(hashes), State::Registers(others)) => {
                let mut registers = others.clone();
                registers.add_all(hashes);
                self.0 = State::Registers(registers);
            }
            (State::Set(hashes), State::Set(others)) => {
                *hashes = union(hashes, others);
                self.limit();
            }
        }
    }

    /// Moves a set that has become too large into registers.
    #[inline]
    fn limit(&mut self) {
        if let State::Set(hashes) = &self.0
            && hashes.len() > EXACT
        {
            let mut registers = Registers::default();
            registers.add_all(hashes);
            self.0 = State::Registers(registers);
        }
    }

    /// The number of distinct hashes.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        match &self.0 {
            State::Set(hashes) => Estimate { value: hashes.len() as f64, exact: true, relative_error: 0.0 },
            State::Registers(registers) => Estimate {
                value: registers.estimate().max((EXACT + 1) as f64), // registers are used for no fewer
                exact: false,
                relative_error: registers::RELATIVE_ERROR,
            },
        }
    }

    /// Appends the state: equal ones give equal bytes, 1 + 8 per hash up to 1024 hashes (8193), else 3073.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match &self.0 {
            State::Set(hashes) => {
                out.push(TAG_SET);
                hashes.iter().for_each(|hash| out.extend_from_slice(&hash.to_le_bytes()));
            }
            State::Registers(registers) => {
                out.push(TAG_REGISTERS);
                registers.encode(out);
            }
        }
    }

    /// Reads what [`encode`](Self::encode) wrote.
    ///
    /// # Errors
    /// [`StateError`] if the bytes are cut short, go on, or are not the encoding of a count. At most 8 KiB are allocated.
    pub fn decode(bytes: &[u8]) -> Result<Self, StateError> {
        let mut reader = Reader(bytes);
        match reader.byte()? {
            TAG_SET if reader.0.len() <= 8 * EXACT => {
                let mut hashes = Vec::with_capacity(reader.0.len() / 8);
                while !reader.0.is_empty() {
                    hashes.push(reader.word()?);
                }
                let ascending = hashes.is_sorted_by(|left, right| left < right);
                if ascending { Ok(Self(State::Set(hashes))) } else { Err(StateError::Malformed) }
            }
            TAG_REGISTERS => Registers::decode(reader.0).map(|registers| Self(State::Registers(registers))),
            _ => Err(StateError::Malformed),
        }
    }
}

/// The union of two ascending sets, ascending.
fn union(left: &[u64], right: &[u64]) -> Vec<u64> {
    let mut all = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while let (Some(&a), Some(&b)) = (left.get(i), right.get(j)) {
        all.push(a.min(b));
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    all.extend_from_slice(&left[i..]);
    all.extend_from_slice(&right[j..]);
    all
}

/// The hash behind [`Distinct`]: XXH64 with seed 0 (Y. Collet, xxHash specification 0.1.1), equal on every host for ever.
/// It needs no wide multiplication, which WebAssembly lacks.
#[must_use]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh64::xxh64(bytes, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hash_bytes(b""), 0xef46_db37_51d8_e999);
        assert_eq!(hash_bytes(b"a"), 0xd24e_c4f1_a98c_6e5b);
        assert_eq!(hash_bytes(b"abc"), 0x44bc_2cf5_ad77_0999);
    }

    #[test]
    fn sets_unite() {
        assert_eq!(union(&[1, 3, 5], &[1, 2, 5, 9]), [1, 2, 3, 5, 9]);
        assert_eq!(union(&[], &[4]), [4]);
    }

    #[test]
    fn other_bytes_are_refused() {
        let mut bytes = Vec::new();
        Distinct(State::Set(vec![3, 7])).encode(&mut bytes);
        assert_eq!(Distinct::decode(&bytes), Ok(Distinct(State::Set(vec![3, 7]))));
        assert_eq!(Distinct::decode(&bytes[..16]), Err(StateError::Truncated));
        let unsorted = [&bytes[..1], &bytes[9..], &bytes[1..9]].concat();
        assert_eq!(Distinct::decode(&unsorted), Err(StateError::Malformed));
        assert_eq!(Distinct::decode(&[]), Err(StateError::Truncated));
        assert_eq!(Distinct::decode(&[9]), Err(StateError::Malformed));
        assert_eq!(Distinct::decode(&vec![TAG_SET; 1 + 8 * (EXACT + 1)]), Err(StateError::Malformed));
    }
}
