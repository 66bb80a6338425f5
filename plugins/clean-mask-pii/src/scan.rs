//! The quick look: nearly every cell is done with it.

use aftersight_sdk::Text;

/// Could a cell of the column hold anything? Something other than ASCII may be a name or an address, an `@` a mail.
pub(crate) fn column(text: &Text) -> bool {
    let odd = !text.bytes.is_ascii() || text.bytes.contains(&b'@');
    odd || (0..text.len()).any(|row| digits(text.bytes_at(row)))
}

/// Could the digits be somebody's? Eleven in a row, three behind a 1 with a sign after them, an area code with a hyphen.
pub(crate) fn digits(bytes: &[u8]) -> bool {
    let mut run = 0;
    for (place, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_digit() {
            run += 1;
            if run >= 11 {
                return true;
            }
        } else if run > 0 {
            let first = bytes[place - run];
            let hyphen = *byte == b'-';
            if first == b'1' && run == 3 && (hyphen || *byte == b' ') || first == b'0' && hyphen && matches!(run, 3 | 4)
            {
                return true;
            }
            run = 0;
        }
    }
    false
}
