//! Which quotes mean something.
//!
//! The grammar is RFC 4180, read forgivingly so that no row is lost to a stray quote:
//! - a quote opens a cell only where nothing but blanks stands before it in the cell: `27"显示器` and `="410"` are plain text;
//! - it closes only in front of a delimiter, the end of the record (blanks may stand between) or the end of the input;
//!   any other quote inside is text (`"5" pipe"` is `5" pipe`), and a doubled one is a quote;
//! - where a quote inside looks like the opening of the next cell (`,"x,y,"z"`), or none closes at all, a doubled one in front
//!   of a delimiter closes after all: its first half was text that nobody doubled (`"48"","x"` is `48"` and `x`). Without
//!   one the first quote was stray, and its cell is plain text with the quote in it.
//!
//! A quote's meaning never depends on where a chunk ends: chunks end at record ends, and a cell that closes does so before.

use super::input::Input;

/// How cells and records end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// `\n`, or `\r` for old Mac files.
    pub(crate) newline: u8,
    /// `"`, or `'`.
    pub(crate) quote: u8,
    /// A backslash in front of a quote makes it text, too.
    pub(crate) escapes: bool,
    /// Every delimiter is followed by a blank that belongs to it.
    pub(crate) padded: bool,
}

impl Dialect {
    /// As most files are.
    pub(crate) fn new(delimiter: u8, newline: u8) -> Self {
        Self { delimiter, newline, quote: b'"', escapes: false, padded: false }
    }
}

/// The end of a quoted cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Closing {
    /// The quote that closes it.
    pub(crate) quote: usize,
    /// The delimiter, carriage return or newline after it, or the input's end.
    pub(crate) next: usize,
    /// Does it hold doubled or escaped quotes?
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
    /// Nor a doubled one that might close instead.
    no_half_before: usize,
}

impl Quotes {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, nothing_before: 0, no_half_before: 0 }
    }

    /// Does the quote at `at` stand at the start of a cell? Cells before `from` are not looked at: a cell or the input begins there.
    #[inline]
    pub(crate) fn opens(&self, input: &mut impl Input, from: usize, at: usize) -> bool {
        let mut before = at;
        while before > from {
            let byte = input.byte(before - 1).unwrap_or_default();
            if !self.is_blank(byte) {
                return self.is_end(byte);
            }
            before -= 1;
        }
        true
    }

    /// Where the quote that opens at `open` closes; `None`: it is stray.
    #[inline]
    pub(crate) fn close(&mut self, input: &mut impl Input, open: usize) -> Option<Closing> {
        let (mut at, mut doubled) = (open + 1, false);
        let mut half: Option<Closing> = None;
        loop {
            let Some(quote) = input.find(self.dialect.quote, at..usize::MAX) else {
                return self.fail(input.size(), half);
            };
            if self.dialect.escapes && escaped(input, open + 1, quote) {
                (at, doubled) = (quote + 1, true);
                continue;
            }
            // The quotes in one piece: pairs are doubled ones, an odd one may close.
            at = quote + 1;
            while input.byte(at) == Some(self.dialect.quote) {
                at += 1;
            }
            let run = at - quote;
            doubled |= run > 1;
            if run % 2 == 1 {
                if let Some(next) = self.end_after(input, at) {
                    return Some(Closing { quote: at - 1, next, doubled });
                }
                if self.follows_an_end(input, open + 1, quote) {
                    return self.fail(quote, half);
                }
            } else if half.is_none() {
                half = self.end_after(input, at).map(|next| Closing { quote: at - 1, next, doubled });
            }
            if at < self.nothing_before && (half.is_some() || at < self.no_half_before) {
                return half;
            }
        }
    }

    /// No quote up to `place` closes, unless half of a doubled one does.
    fn fail(&mut self, place: usize, half: Option<Closing>) -> Option<Closing> {
        self.nothing_before = self.nothing_before.max(place);
        if half.is_none() {
            self.no_half_before = self.no_half_before.max(place);
        }
        half
    }

    /// Is this a quote right before a delimiter or a newline? As the first one after an opening quote it closes.
    #[inline]
    pub(crate) fn closes_plainly(&self, input: &mut impl Input, at: usize) -> bool {
        input.byte(at) == Some(self.dialect.quote)
            && input.byte(at + 1).is_some_and(|next| self.is_end(next))
            && !(self.dialect.escapes && escaped(input, 0, at))
    }

    fn is_end(&self, byte: u8) -> bool {
        byte == self.dialect.delimiter || byte == self.dialect.newline
    }

    /// Where blanks delimit, none are passed over.
    fn is_blank(&self, byte: u8) -> bool {
        byte == b' ' && self.dialect.delimiter != b' '
    }

    /// The end of the cell right after a closing quote, blanks passed over.
    #[inline]
    fn end_after(&self, input: &mut impl Input, from: usize) -> Option<usize> {
        let mut next = from;
        while input.byte(next).is_some_and(|byte| self.is_blank(byte)) {
            next += 1;
        }
        match input.byte(next) {
            None => Some(next),
            Some(byte) if self.is_end(byte) => Some(next),
            Some(b'\r') if input.byte(next + 1).is_none_or(|byte| byte == self.dialect.newline) => Some(next),
            Some(_) => None,
        }
    }

    /// Is the last thing before `at`, blanks passed over, the end of a cell?
    fn follows_an_end(&self, input: &mut impl Input, from: usize, at: usize) -> bool {
        let mut before = at;
        while before > from {
            let byte = input.byte(before - 1).unwrap_or_default();
            if !self.is_blank(byte) {
                return self.is_end(byte);
            }
            before -= 1;
        }
        false
    }
}

/// Does the text end in an odd number of backslashes?
pub(crate) fn is_escaped(mut text: &[u8]) -> bool {
    let end = text.len();
    escaped(&mut text, 0, end)
}

/// The same of a part of an input.
fn escaped(input: &mut impl Input, from: usize, to: usize) -> bool {
    let mut at = to;
    while at > from && input.byte(at - 1) == Some(b'\\') {
        at -= 1;
    }
    (to - at) % 2 == 1
}
