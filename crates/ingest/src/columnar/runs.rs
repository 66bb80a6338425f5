//! Levels, dictionary codes and booleans are kept in runs: a number that says how long and of which kind, then one value or
//! packed ones. The decoder of `parquet` 60 panics on a number that never ends.

/// The longest number that a decoder reads is of 32 bits: 5 bytes of 7.
const MAX_NUMBER: usize = 5;

/// Can the runs of `count` values of `width` bits be decoded? They may end early: that is an error later, and no panic.
pub(crate) fn are_sound(mut bytes: &[u8], width: u8, count: u64) -> bool {
    let mut seen = 0;
    while seen < count && !bytes.is_empty() {
        let Some(length) = bytes.iter().take(MAX_NUMBER).position(|byte| *byte < 0x80) else {
            // Cut off within the number, or too long.
            return bytes.len() < MAX_NUMBER;
        };
        let number = bytes[..=length].iter().rev().fold(0, |number: u64, byte| number << 7 | u64::from(byte & 0x7f));
        let (values, size) = if number & 1 == 1 {
            ((number >> 1) * 8, (number >> 1) * u64::from(width))
        } else {
            (number >> 1, u64::from(width.div_ceil(8)))
        };
        seen += values;
        let next = usize::try_from(size).unwrap_or(usize::MAX).saturating_add(length + 1);
        bytes = bytes.get(next..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::are_sound;

    #[test]
    fn numbers_must_end() {
        // 3 times the value 1, then 8 packed bits.
        assert!(are_sound(&[6, 1, 3, 0xff], 1, 11));
        assert!(!are_sound(&[6, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1, 11));
        // What stands behind the last value is not read.
        assert!(are_sound(&[6, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1, 3));
    }
}
