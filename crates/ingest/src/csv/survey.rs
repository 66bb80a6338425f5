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

/// Walks through UTF-8.
pub(crate) fn utf8(bytes: &[u8]) -> Survey {
    let mut survey = Survey::default();
    for piece in bytes.utf8_chunks() {
        let valid = piece.valid().as_bytes();
        survey.characters += characters(valid);
        survey.pairs += valid.iter().filter(|byte| **byte >= 0xc0).count() as u64;
        if !piece.invalid().is_empty() {
            survey.characters += 1;
            survey.malformed += 1;
        }
    }
    survey
}

/// Walks through GB18030.
pub(crate) fn gb18030(bytes: &[u8]) -> Survey {
    walk(bytes, |rest| match rest {
        [0x80, ..] => 1,
        [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, ..] => 2,
        [0x81..=0xfe, b'0'..=b'9', 0x81..=0xfe, b'0'..=b'9', ..] => 4,
        _ => 0,
    })
}

/// Walks through Big5.
pub(crate) fn big5(bytes: &[u8]) -> Survey {
    walk(bytes, |rest| match rest {
        [0x81..=0xfe, 0x40..=0x7e | 0xa1..=0xfe, ..] => 2,
        _ => 0,
    })
}

/// `length` gives that of the character at the start, which is not ASCII; 0: malformed.
fn walk(bytes: &[u8], length: impl Fn(&[u8]) -> usize) -> Survey {
    let mut survey = Survey::default();
    let mut rest = bytes;
    while !rest.is_empty() {
        let ascii = if rest[0] < 0x80 { Encoding::ascii_valid_up_to(rest) } else { 0 };
        survey.characters += ascii as u64;
        rest = &rest[ascii..];
        while rest.first().is_some_and(|byte| *byte >= 0x80) {
            let length = length(rest);
            survey.characters += 1;
            survey.malformed += u64::from(length == 0);
            survey.pairs += u64::from(length > 1);
            survey.low += u64::from(length == 2 && rest[1] < 0x80);
            survey.frequent += u64::from(length == 2 && (0xa4..=0xc6).contains(&rest[0]));
            rest = &rest[length.max(1)..];
        }
    }
    survey
}
