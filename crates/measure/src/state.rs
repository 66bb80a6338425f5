//! Reading and writing binary states: little-endian words and LEB128 variable-length integers.

use std::fmt;

/// Why a stored state was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateError {
    /// The bytes end inside the state.
    Truncated,
    /// The bytes are complete, but no sequence of additions and merges leads to this state.
    Malformed,
}

impl StateError {
    /// The reason in a few words, without formatting machinery.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Truncated => "state is cut short",
            Self::Malformed => "state is not one this version writes",
        }
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::error::Error for StateError {}

/// Appends `value`, seven bits a byte, lowest first.
pub(crate) fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// What is left to decode.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl Reader<'_> {
    pub(crate) fn byte(&mut self) -> Result<u8, StateError> {
        let (&first, rest) = self.0.split_first().ok_or(StateError::Truncated)?;
        self.0 = rest;
        Ok(first)
    }

    /// Only the shortest form of a number is accepted, so that equal states have equal bytes.
    pub(crate) fn varint(&mut self) -> Result<u64, StateError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if (bits << shift) >> shift != bits || (byte == 0 && shift > 0) {
                return Err(StateError::Malformed);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(StateError::Malformed)
    }

    pub(crate) fn word(&mut self) -> Result<u64, StateError> {
        let (word, rest) = self.0.split_first_chunk::<8>().ok_or(StateError::Truncated)?;
        self.0 = rest;
        Ok(u64::from_le_bytes(*word))
    }

    pub(crate) fn finish(&self) -> Result<(), StateError> {
        if self.0.is_empty() { Ok(()) } else { Err(StateError::Malformed) }
    }
}

/// An `i128` as two words, high then low; the low one holds the lower 64 bits unchanged.
#[inline]
pub(crate) const fn split(value: i128) -> (i64, i64) {
    ((value >> 64) as i64, value as i64)
}

/// The inverse of [`split`].
#[inline]
pub(crate) const fn join(high: i64, low: i64) -> i128 {
    ((high as i128) << 64) | (low as u64 as i128)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints_round_trip_in_their_shortest_form_only() {
        for value in [0, 1, 127, 128, 300, u64::MAX - 1, u64::MAX, 1 << 63] {
            let mut bytes = Vec::new();
            write_varint(&mut bytes, value);
            let mut reader = Reader(&bytes);
            assert_eq!(reader.varint(), Ok(value));
            assert_eq!(reader.finish(), Ok(()));
        }
        assert_eq!(Reader(&[0x80, 0]).varint(), Err(StateError::Malformed));
        assert_eq!(Reader(&[0xff; 10]).varint(), Err(StateError::Malformed));
        assert_eq!(Reader(&[0xff; 3]).varint(), Err(StateError::Truncated));
    }

    #[test]
    fn words_split_and_join() {
        for value in [0, -1, 1, i128::MIN, i128::MAX, 1 << 64, -(1 << 64), i128::from(i64::MIN)] {
            let (high, low) = split(value);
            assert_eq!(join(high, low), value);
        }
    }
}
