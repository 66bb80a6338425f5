//! The sketch as bytes: version, count of zeros, then min and max if there are values, then the positive and the negative
//! store. A store is its length in bins, its first bin (zigzag), and the counts as varints, where a zero is followed by
//! the number of further zeros.

use super::store::{MAX_BINS, Store};
use super::{DDSketch, mapping};
use crate::state::{Reader, StateError, write_varint};

const VERSION: u8 = 1;

impl DDSketch {
    /// Appends the state. Equal sketches give equal bytes: 3 for an empty one, about 25 for a single value, and 1 to 2
    /// per bin between the smallest and largest value in typical groups: under 4 KiB from a second to a year.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.push(VERSION);
        write_varint(out, self.zero);
        out.push(u8::from(self.min <= self.max));
        if self.min <= self.max {
            out.extend_from_slice(&self.min.to_bits().to_le_bytes());
            out.extend_from_slice(&self.max.to_bits().to_le_bytes());
            write_store(out, &self.positive);
            write_store(out, &self.negative);
        }
    }

    /// Reads what [`encode`](Self::encode) wrote.
    ///
    /// # Errors
    /// [`StateError`] if the bytes are cut short, go on, or are not the encoding of a sketch. At most 32 KiB are
    /// allocated.
    pub fn decode(bytes: &[u8]) -> Result<Self, StateError> {
        let mut reader = Reader(bytes);
        let mut sketch = Self::default();
        if reader.byte()? != VERSION {
            return Err(StateError::Malformed);
        }
        sketch.zero = reader.varint()?;
        match reader.byte()? {
            0 if sketch.zero == 0 => {}
            1 => {
                sketch.min = f64::from_bits(reader.word()?);
                sketch.max = f64::from_bits(reader.word()?);
                sketch.positive = read_store(&mut reader)?;
                sketch.negative = read_store(&mut reader)?;
                sketch.check()?;
            }
            _ => return Err(StateError::Malformed),
        }
        reader.finish()?;
        Ok(sketch)
    }

    /// Whether smallest and largest value fit the bins that are filled.
    fn check(&self) -> Result<(), StateError> {
        let (min, max) = (self.min, self.max);
        let bin = |magnitude: f64| {
            let bits = magnitude.to_bits();
            mapping::is_normal(bits).then(|| mapping::index(bits))
        };
        let [lowest, highest] = [self.negative.highest(), self.positive.highest()];
        let fits = min.is_finite()
            && max.is_finite()
            && min <= max
            && [min, max].iter().all(|end| end.to_bits() != mapping::SIGN)
            && lowest == (if min < 0.0 { bin(-min) } else { None })
            && highest == (if max > 0.0 { bin(max) } else { None })
            && (self.zero > 0 || lowest.is_some() || highest.is_some());
        if fits { Ok(()) } else { Err(StateError::Malformed) }
    }
}

fn write_store(out: &mut Vec<u8>, store: &Store) {
    let (first, mut counts) = store.trimmed();
    write_varint(out, counts.len() as u64);
    if counts.is_empty() {
        return;
    }
    write_varint(out, u64::from(((first << 1) ^ (first >> 31)) as u32));
    while let Some((&count, rest)) = counts.split_first() {
        write_varint(out, count);
        counts = rest;
        if count == 0 {
            let zeros = rest.iter().take_while(|n| **n == 0).count();
            write_varint(out, zeros as u64);
            counts = &rest[zeros..];
        }
    }
}

fn read_store(reader: &mut Reader<'_>) -> Result<Store, StateError> {
    let length = reader.varint()?;
    if length == 0 {
        return Ok(Store::default());
    }
    let zigzag = u32::try_from(reader.varint()?).map_err(|_| StateError::Malformed)?;
    let first = (zigzag >> 1) as i32 ^ -((zigzag & 1) as i32);
    let in_range = (mapping::LOWEST..=mapping::HIGHEST).contains(&first) && length <= MAX_BINS as u64;
    if !in_range || first + length as i32 - 1 > mapping::HIGHEST {
        return Err(StateError::Malformed);
    }
    let length = length as usize;
    let mut counts = Vec::with_capacity(length);
    let mut after_zeros = true; // at the start too: leading zeros are not written
    while counts.len() < length {
        let count = reader.varint()?;
        if count > 0 {
            counts.push(count);
            after_zeros = false;
            continue;
        }
        let zeros = reader.varint()?;
        if after_zeros || zeros >= (length - counts.len()) as u64 - 1 {
            return Err(StateError::Malformed);
        }
        counts.resize(counts.len() + 1 + zeros as usize, 0);
        after_zeros = true;
    }
    Ok(Store::from_counts(first, counts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(values: impl IntoIterator<Item = f64>) -> Vec<u8> {
        let mut sketch = DDSketch::default();
        values.into_iter().for_each(|value| assert!(sketch.add(value)));
        let mut bytes = Vec::new();
        sketch.encode(&mut bytes);
        assert_eq!(DDSketch::decode(&bytes), Ok(sketch));
        bytes
    }

    #[test]
    fn states_round_trip_and_are_small() {
        assert_eq!(encoded([]).len(), 3);
        assert!(encoded([1.5e6]).len() <= 25);
        encoded([-3.0, 0.0, 1e-300, 7.5, 1e300, -1e-10, -1e10]);
        // 100 000 waiting times from one second to a year in µs, evenly spread on a logarithmic scale.
        let spread = (0..100_000).map(|step| 1e6 * 1.000_172_67_f64.powi(step));
        assert!(encoded(spread).len() <= 4096);
    }

    #[test]
    fn other_bytes_are_refused() {
        let bytes = encoded([1.0, 100.0, -5.0]);
        for cut in 0..bytes.len() {
            assert_eq!(DDSketch::decode(&bytes[..cut]), Err(StateError::Truncated), "{cut}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(DDSketch::decode(&longer), Err(StateError::Malformed));
        let swapped = [&bytes[..3], &bytes[11..19], &bytes[3..11], &bytes[19..]].concat();
        assert_eq!(DDSketch::decode(&swapped), Err(StateError::Malformed));
        assert_eq!(DDSketch::decode(&[2, 0, 0]), Err(StateError::Malformed));
        assert_eq!(DDSketch::decode(&[1, 5, 0]), Err(StateError::Malformed));
    }
}
