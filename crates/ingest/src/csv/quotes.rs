//! Which quotes mean something.
//!
//! The grammar is RFC 4180, read forgivingly so that no row is lost to a stray quote:
//! - a quote opens a cell only where nothing but blanks stands before it in the cell: `27"显示器` and `="410"` are plain text;
//! - it closes only in front of a delimiter, the end of the record (blanks may stand between) or the end of the input;
//!   any other quote inside is text (`"5" pipe"` is `5" pipe`), and a doubled one is a quote;
//! - where a quote inside looks like the opening of the next cell (`,"x,y,"z"`), or none closes at all, the first one was
//!   stray, and its cell is plain text with the quote in it.
//!
//! A quote's meaning never depends on where a chunk ends: chunks end at record ends, and a cell that closes does so before.

/// How cells and records end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// `\n`, or `\r` for old Mac files.
    pub(crate) newline: u8,
}

/// The end of a quoted cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Closing {
    /// The quote that closes it.
    pub(crate) quote: usize,
    /// The delimiter, carriage return or newline after it, or the input's end.
    pub(crate) next: usize,
    /// Does it hold doubled quotes?
    pub(crate) doubled: bool,
}

/// Reads the quotes of an input from its start to its end.
#[derive(Debug)]
pub(crate) struct Quotes {
    dialect: Dialect,
    /// A search up to here found no closing quote. A run of quotes is read the same way by whoever enters it from outside, so
    /// that any search starting before this place fails like the one that found out: without this, an input of stray
    /// quotes would cost the square of its length.
    nothing_before: usize,
}

impl Quotes {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, nothing_before: 0 }
    }

    /// Does the quote at `at` stand at the start of a cell? Cells before `from` are not looked at: a cell or the input begins there.
    #[inline]
    pub(crate) fn opens(&self, bytes: &[u8], from: usize, at: usize) -> bool {
        let mut before = at;
        while before > from && bytes[before - 1] == b' ' {
            before -= 1;
        }
        before == from || self.is_end(bytes[before - 1])
    }

    /// Where the quote that opens at `open` closes; `None`: it is stray.
    #[inline]
    pub(crate) fn close(&mut self, bytes: &[u8], open: usize) -> Option<Closing> {
        let (mut at, mut doubled) = (open + 1, false);
        loop {
            let Some(found) = memchr::memchr(b'"', &bytes[at..]) else {
                self.nothing_before = bytes.len();
                return None;
            };
            let quote = at + found;
            // The quotes in one piece: pairs are doubled ones, an odd one may close.
            let run = 1 + bytes[quote + 1..].iter().take_while(|byte| **byte == b'"').count();
            doubled |= run > 1;
            at = quote + run;
            if run % 2 == 1 {
                if let Some(next) = self.end_after(bytes, at) {
                    return Some(Closing { quote: at - 1, next, doubled });
                }
                if self.follows_an_end(bytes, open + 1, quote) {
                    self.nothing_before = self.nothing_before.max(quote);
                    return None;
                }
            }
            if at < self.nothing_before {
                return None;
            }
        }
    }

    /// Is this a quote right before a delimiter or a newline? As the first one after an opening quote it closes.
    #[inline]
    pub(crate) fn closes_plainly(&self, bytes: &[u8], at: usize) -> bool {
        bytes[at] == b'"' && bytes.get(at + 1).is_some_and(|next| self.is_end(*next))
    }

    fn is_end(&self, byte: u8) -> bool {
        byte == self.dialect.delimiter || byte == self.dialect.newline
    }

    /// The end of the cell right after a closing quote, blanks passed over.
    #[inline]
    fn end_after(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut next = from;
        while bytes.get(next) == Some(&b' ') {
            next += 1;
        }
        match bytes.get(next) {
            None => Some(next),
            Some(byte) if self.is_end(*byte) => Some(next),
            Some(b'\r') if bytes.get(next + 1).is_none_or(|byte| *byte == self.dialect.newline) => Some(next),
            Some(_) => None,
        }
    }

    fn follows_an_end(&self, bytes: &[u8], from: usize, at: usize) -> bool {
        let before = bytes[from..at].iter().rposition(|byte| *byte != b' ');
        before.is_some_and(|before| self.is_end(bytes[from + before]))
    }
}
