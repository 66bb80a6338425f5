//! Where chunks begin: record starts, found by looking at the quotes only.

use super::input::Input;
use super::marks::Marks;
use super::quotes::{Dialect, Quotes};

/// Finds record starts, in one pass from a record's start.
#[derive(Debug)]
pub(crate) struct Records<I> {
    input: I,
    from: usize,
    newline: u8,
    quotes: Quotes,
    marks: Marks,
    /// The next quote, once it was looked for.
    quote: Option<usize>,
    /// No quoted cell lies between here and the next quote.
    outside: usize,
    /// There is no newline between the last target and here: a long record with many quotes is searched once.
    searched: usize,
}

impl<I: Input> Records<I> {
    pub(crate) fn new(input: I, from: usize, dialect: Dialect) -> Self {
        let mut marks = Marks::new([dialect.quote; 3]);
        marks.seek(from);
        Self {
            input,
            from,
            newline: dialect.newline,
            quotes: Quotes::new(dialect),
            marks,
            quote: None,
            outside: from,
            searched: from,
        }
    }

    /// The first record start at or after a target; the input's length where there is none. Targets must not fall.
    pub(crate) fn start(&mut self, target: usize) -> usize {
        if target <= self.from {
            return self.from;
        }
        loop {
            let quote = match self.quote {
                Some(quote) => quote,
                None => self.marks.next(&mut self.input).unwrap_or(self.input.size()),
            };
            self.quote = Some(quote);
            // A record starts right after a newline, so the newline may stand just before the target.
            let search = self.outside.max(target - 1).max(self.searched);
            if search < quote {
                if let Some(newline) = self.input.find(self.newline, search..quote) {
                    return newline + 1;
                }
                self.searched = quote;
            }
            if quote >= self.input.size() {
                return self.input.size();
            }
            self.quote = None;
            self.pass(quote);
        }
    }

    /// Goes past a quote, and past the cell that it opens.
    #[inline]
    fn pass(&mut self, quote: usize) {
        if !self.quotes.opens(&mut self.input, self.from, quote) {
            return;
        }
        let plain = self.marks.peek(&mut self.input);
        if let Some(closing) = plain.filter(|closing| self.quotes.closes_plainly(&mut self.input, *closing)) {
            self.outside = closing + 1;
            self.marks.next(&mut self.input);
        } else if let Some(closing) = self.quotes.close(&mut self.input, quote) {
            self.outside = closing.next;
            self.marks.seek(closing.next);
        }
    }

    pub(crate) fn into_input(self) -> I {
        self.input
    }
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

    fn starts(bytes: &[u8]) -> Vec<usize> {
        let mut records = Records::new(bytes, 0, COMMA);
        let mut found: Vec<usize> = (0..bytes.len()).map(|target| records.start(target)).collect();
        found.dedup();
        found
    }

    const COMMA: Dialect = Dialect { delimiter: b',', newline: b'\n', quote: b'"', escapes: false, padded: false };

    #[test]
    fn newlines_in_quotes_start_nothing() {
        let bytes = b"a,b\n1,\"x\ny\"\n2,z\n";
        assert_eq!(starts(bytes), [0, 4, 12, 16]);
    }

    #[test]
    fn a_stray_quote_swallows_nothing() {
        let bytes = b"1,27\"x\n2,\"y\n3,z\n";
        assert_eq!(starts(bytes), [0, 7, 12, 16]);
    }
}
