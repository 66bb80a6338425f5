//! The quick look: nearly every cell is done with it.

use aftersight_sdk::Text;

/// Could a cell of the column hold anything? Something other than ASCII may be a name or an address, an `@` a mail.
pub(crate) fn column(text: &Text) -> bool {
    let odd = !text.bytes.is_ascii() || text.bytes.contains(&b'@');
    odd || (0..text.len()).any(|row| digits(text.bytes_at(row)))
}

/// Could a cell of a column of numbers hold anything else than a number?
pub(crate) fn worded(text: &Text) -> bool {
    !text.bytes.is_ascii() || text.bytes.iter().any(|byte| matches!(byte, b'@' | b' '))
}

/// A number as systems write it: letters, digits, signs without blanks.
pub(crate) fn is_number(cell: &str) -> bool {
    cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_#/.".contains(&byte))
}

/// Could the digits be somebody's? Eleven in a row, seven beside words, groups as in `138-0013-8000`, `0571 88888888` and
/// `6222 0202 0011 2230`. Dates and amounts have no such groups.
pub(crate) fn digits(bytes: &[u8]) -> bool {
    let (mut run, mut before, mut gap, mut worded) = (0, 0, 0, false);
    let mut longest = 0;
    for byte in bytes {
        if byte.is_ascii_digit() {
            run += 1;
            continue;
        }
        if run > 0 {
            if is_group(before, gap, run) {
                return true;
            }
            longest = longest.max(run);
            (before, gap, run) = (run, 0, 0);
        }
        gap += 1;
        worded |= !byte.is_ascii() || byte.is_ascii_alphabetic();
    }
    run > 0 && is_group(before, gap, run) || worded && longest.max(run) >= 7
}

/// Does a run of digits stand alone or with the one before it as in a phone or a card?
fn is_group(before: usize, gap: usize, run: usize) -> bool {
    run >= 11
        || gap <= 3 && matches!((before, run), (3, 4 | 8) | (4, 3 | 4) | (7, 4))
        || gap <= 6 && matches!((before, run), (3 | 4, 7 | 8))
}
