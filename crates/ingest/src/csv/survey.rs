//! Counts what bytes would be in an encoding, without decoding them.

use encoding_rs::Encoding;

/// What a walk through the bytes counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Survey {
    /// Characters, malformed ones included.
    pub(crate) characters: u64,
    /// Malformed ones.
    pub(crate) malformed: u64,
    /// Characters of more than one byte.
    pub(crate) pairs: u64,
    /// Those whose second byte is below 0x80.
    pub(crate) low: u64,
    /// Those whose first byte names the frequent characters of Big5.
    pub(crate) frequent: u64,
}

/// Characters of UTF-8 text.
pub(crate) fn characters(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64
}

/// Walks on through UTF-8, and says how many bytes that took: what may be the beginning of a character is left for later,
/// unless these bytes are the last.
pub(crate) fn utf8(survey: &mut Survey, bytes: &[u8], last: bool) -> usize {
    let mut taken = 0;
    for piece in bytes.utf8_chunks() {
        let valid = piece.valid().as_bytes();
        survey.characters += characters(valid);
        survey.pairs += valid.iter().filter(|byte| **byte >= 0xc0).count() as u64;
        taken += valid.len();
        let invalid = piece.invalid();
        if invalid.is_empty() || !last && taken + invalid.len() == bytes.len() && is_beginning(invalid) {
            continue;
        }
        survey.characters += 1;
        survey.malformed += 1;
        taken += invalid.len();
    }
    taken
}

/// Walks on through UTF-8 for as long as it is valid: how many bytes that took; none where it is not.
pub(crate) fn valid_utf8(bytes: &[u8], last: bool) -> Option<usize> {
    let valid = Encoding::utf8_valid_up_to(bytes);
    let rest = &bytes[valid..];
    (rest.is_empty() || !last && is_beginning(rest)).then_some(valid)
}

/// Is this a character of UTF-8 that is cut off?
fn is_beginning(bytes: &[u8]) -> bool {
    bytes.len() < LONGEST
        && std::str::from_utf8(bytes).is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
}

/// Walks on through GB18030, as [`utf8`].
pub(crate) fn gb18030(survey: &mut Survey, bytes: &[u8], last: bool) -> usize {
    walk(survey, bytes, last, |rest| match rest {
        [0x80, ..] => 1,
        [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, ..] => 2,
        [0x81..=0xfe, b'0'..=b'9', 0x81..=0xfe, b'0'..=b'9', ..] => 4,
        _ => 0,
    })
}

/// Walks on through Big5, as [`utf8`].
pub(crate) fn big5(survey: &mut Survey, bytes: &[u8], last: bool) -> usize {
    walk(survey, bytes, last, |rest| match rest {
        [0x81..=0xfe, 0x40..=0x7e | 0xa1..=0xfe, ..] => 2,
        _ => 0,
    })
}

/// No character of these encodings has more bytes.
pub(crate) const LONGEST: usize = 4;

/// `length` gives that of the character at the start, which is not ASCII; 0: malformed.
fn walk(survey: &mut Survey, bytes: &[u8], last: bool, length: impl Fn(&[u8]) -> usize) -> usize {
    let mut rest = bytes;
    while !rest.is_empty() {
        let ascii = if rest[0] < 0x80 { Encoding::ascii_valid_up_to(rest) } else { 0 };
        survey.characters += ascii as u64;
        rest = &rest[ascii..];
        while rest.first().is_some_and(|byte| *byte >= 0x80) {
            if rest.len() < LONGEST && !last {
                return bytes.len() - rest.len();
            }
            let length = length(rest);
            survey.characters += 1;
            survey.malformed += u64::from(length == 0);
            survey.pairs += u64::from(length > 1);
            survey.low += u64::from(length == 2 && rest[1] < 0x80);
            survey.frequent += u64::from(length == 2 && (0xa4..=0xc6).contains(&rest[0]));
            rest = &rest[length.max(1)..];
        }
    }
    bytes.len()
}
