//! Where chunks begin: record starts, found by looking at the quotes only.

use super::marks::Marks;
use super::quotes::{Dialect, Quotes};

/// The first record start at or after each target, in one pass from the record start `from`. Targets must not fall; one
/// without a record start after it gives the input's length.
pub(crate) fn starts(bytes: &[u8], from: usize, targets: &[usize], dialect: Dialect) -> Vec<usize> {
    let mut starts: Vec<usize> = targets.iter().take_while(|target| **target <= from).map(|_| from).collect();
    let mut quotes = Quotes::new(dialect);
    let mut marks = Marks::new(bytes, [dialect.quote; 3]);
    marks.seek(from);
    // No quoted cell lies between `outside` and the next quote.
    let mut outside = from;
    // There is no newline between the target and here: a long record with many quotes is searched once.
    let mut searched = from;
    while starts.len() < targets.len() {
        let quote = marks.next().unwrap_or(bytes.len());
        while let Some(target) = targets.get(starts.len()) {
            // A record starts right after a newline, so the newline may stand just before the target.
            let search = outside.max(target - 1).max(searched);
            if search >= quote {
                break;
            }
            let Some(newline) = memchr::memchr(dialect.newline, &bytes[search..quote]) else {
                searched = quote;
                break;
            };
            starts.push(search + newline + 1);
        }
        if quote == bytes.len() {
            break;
        }
        if quotes.opens(bytes, from, quote) {
            if let Some(closing) = marks.peek().filter(|closing| quotes.closes_plainly(bytes, *closing)) {
                outside = closing + 1;
                marks.next();
            } else if let Some(closing) = quotes.close(bytes, quote) {
                outside = closing.next;
                marks.seek(closing.next);
            }
        }
    }
    starts.resize(targets.len(), bytes.len());
    starts
}

/// Ranges of about `chunk` bytes from `from` to `end`, none empty.
pub(crate) fn ranges(starts: &[usize], from: usize, end: usize) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::with_capacity(starts.len() + 1);
    let mut begin = from;
    for start in starts.iter().copied().filter(|start| *start < end).chain([end]) {
        if start > begin {
            ranges.push(begin..start);
            begin = start;
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Dialect = Dialect { delimiter: b',', newline: b'\n', quote: b'"', escapes: false, padded: false };

    #[test]
    fn newlines_in_quotes_start_nothing() {
        let bytes = b"a,b\n1,\"x\ny\"\n2,z\n";
        let targets: Vec<usize> = (0..bytes.len()).collect();
        let mut found = starts(bytes, 0, &targets, COMMA);
        found.dedup();
        assert_eq!(found, [0, 4, 12, 16]);
    }

    #[test]
    fn a_stray_quote_swallows_nothing() {
        let bytes = b"1,27\"x\n2,\"y\n3,z\n";
        let mut found = starts(bytes, 0, &(0..bytes.len()).collect::<Vec<_>>(), COMMA);
        found.dedup();
        assert_eq!(found, [0, 7, 12, 16]);
    }
}
