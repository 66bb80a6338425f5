//! Bitmaps, least significant bit first, as Arrow lays them out.

/// Bit `index`.
#[inline]
#[must_use]
pub fn get(bits: &[u8], index: usize) -> bool {
    bits[index >> 3] >> (index & 7) & 1 == 1
}

/// Sets or clears bit `index`.
#[inline]
pub fn set(bits: &mut [u8], index: usize, value: bool) {
    let mask = 1 << (index & 7);
    if value {
        bits[index >> 3] |= mask;
    } else {
        bits[index >> 3] &= !mask;
    }
}

/// The bytes that `len` bits take.
#[must_use]
pub const fn bytes(len: usize) -> usize {
    len.div_ceil(8)
}

/// A bitmap of `len` equal bits; those past the end are 0.
#[must_use]
pub fn filled(len: usize, value: bool) -> Vec<u8> {
    let mut bits = vec![if value { 0xff } else { 0 }; bytes(len)];
    if value && len & 7 != 0 {
        bits[len >> 3] = (1u8 << (len & 7)) - 1;
    }
    bits
}

/// A bitmap from one boolean per row.
#[must_use]
pub fn collect(mut values: impl ExactSizeIterator<Item = bool>) -> Vec<u8> {
    let mut bits = Vec::with_capacity(bytes(values.len()));
    while values.len() > 0 {
        let mut byte = 0;
        for (place, value) in values.by_ref().take(8).enumerate() {
            byte |= u8::from(value) << place;
        }
        bits.push(byte);
    }
    bits
}

/// How many of the first `len` bits are 1.
#[must_use]
pub fn count(bits: &[u8], len: usize) -> usize {
    let whole = len >> 3;
    let mut ones: usize = bits[..whole].iter().map(|byte| byte.count_ones() as usize).sum();
    if len & 7 != 0 {
        ones += (bits[whole] & ((1u8 << (len & 7)) - 1)).count_ones() as usize;
    }
    ones
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_beyond_the_end_do_not_count() {
        let bits = filled(11, true);
        assert_eq!(bits, [0xff, 0b111]);
        assert_eq!(count(&[0xff, 0xff], 11), 11);
        let mut bits = filled(11, false);
        set(&mut bits, 10, true);
        assert!(get(&bits, 10) && !get(&bits, 9));
        assert_eq!(collect([true, false, true].into_iter()), [0b101]);
    }
}
