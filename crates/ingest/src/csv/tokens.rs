//! Records and cells in bytes. The rules for quotes are in [`super::quotes`].

use super::marks::Marks;
use super::quotes::{Closing, Dialect, Quotes};
use crate::build::Cell;

/// A cell: where it lies, whether it stood in quotes, and whether it holds doubled ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

const FLAG: u32 = 1 << 31;

impl Span {
    fn plain(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    fn quoted(start: usize, end: usize, doubled: bool) -> Self {
        Self { start: start as u32 | FLAG, end: end as u32 | if doubled { FLAG } else { 0 } }
    }

    pub(crate) const EMPTY: Self = Self { start: 0, end: 0 };

    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.start() == self.end()
    }

    /// Where the cell begins in the source, its quote and the blanks before it included.
    pub(crate) fn outer_start(self, bytes: &[u8]) -> usize {
        if self.start & FLAG == 0 {
            return self.start();
        }
        let quote = self.start() - 1;
        quote - bytes[..quote].iter().rev().take_while(|byte| **byte == b' ').count()
    }

    /// From `start` to `end` as it stands.
    pub(crate) fn raw(start: usize, end: usize) -> Self {
        Self::plain(start, end)
    }

    /// The cell's bytes.
    pub(crate) fn to_vec(self, source: &[u8]) -> Vec<u8> {
        let mut bytes = source[self.start()..self.end()].to_vec();
        if self.is_doubled() {
            let length = self.undouble(source, &mut bytes);
            bytes.truncate(length);
        }
        bytes
    }
}

impl Cell for Span {
    #[inline]
    fn start(self) -> usize {
        (self.start & !FLAG) as usize
    }

    #[inline]
    fn end(self) -> usize {
        (self.end & !FLAG) as usize
    }

    #[inline]
    fn is_doubled(self) -> bool {
        self.end & FLAG != 0
    }

    #[cold]
    fn undouble(self, source: &[u8], to: &mut [u8]) -> usize {
        let mut rest = &source[self.start()..self.end()];
        let mut written = 0;
        while !rest.is_empty() {
            let piece = memchr::memchr(b'"', rest).map_or(rest.len(), |quote| quote + 1);
            to[written..written + piece].copy_from_slice(&rest[..piece]);
            written += piece;
            // Of two quotes the second one goes.
            let doubled = rest[piece - 1] == b'"' && rest.get(piece) == Some(&b'"');
            rest = &rest[piece + usize::from(doubled)..];
        }
        written
    }
}

/// Reads records one after the other.
#[derive(Debug)]
pub(crate) struct Tokens<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
    quotes: Quotes,
    /// Where the next record starts.
    at: usize,
    marks: Marks<'a>,
}

impl<'a> Tokens<'a> {
    /// Reads from a record's start. At most [`MAX_INPUT`] bytes.
    pub(crate) fn new(bytes: &'a [u8], dialect: Dialect) -> Self {
        Self {
            bytes,
            dialect,
            quotes: Quotes::new(dialect),
            at: 0,
            marks: Marks::new(bytes, [dialect.delimiter, dialect.newline, b'"']),
        }
    }

    /// Where the next record starts.
    pub(crate) fn position(&self) -> usize {
        self.at.min(self.bytes.len())
    }

    /// Appends the cells of the next record and says from where to where it lies, its newline excluded. A blank line is a
    /// record of one empty cell.
    #[inline]
    pub(crate) fn record(&mut self, spans: &mut Vec<Span>) -> Option<(usize, usize)> {
        let (bytes, start) = (self.bytes, self.at);
        if start >= bytes.len() {
            return None;
        }
        let mut cell = start;
        loop {
            let Some(mark) = self.marks.next() else {
                let end = self.record_end(cell, bytes.len());
                spans.push(Span::plain(cell, end));
                self.at = bytes.len();
                return Some((start, end));
            };
            let byte = bytes[mark];
            if byte == self.dialect.delimiter {
                spans.push(Span::plain(cell, mark));
                cell = mark + 1;
            } else if byte == self.dialect.newline {
                let end = self.record_end(cell, mark);
                spans.push(Span::plain(cell, end));
                self.at = mark + 1;
                return Some((start, end));
            } else if self.quotes.opens(bytes, cell, mark)
                && let Some(Closing { quote, mut next, doubled }) = self.close(mark)
            {
                spans.push(Span::quoted(mark + 1, quote, doubled));
                let end = next;
                if bytes.get(next) == Some(&b'\r') && self.dialect.newline != b'\r' {
                    next += 1;
                }
                self.marks.seek(next + 1);
                if bytes.get(next) == Some(&self.dialect.delimiter) {
                    cell = next + 1;
                } else {
                    self.at = next + 1;
                    return Some((start, end));
                }
            }
        }
    }

    /// Mostly the next mark is the closing quote.
    #[inline]
    fn close(&mut self, open: usize) -> Option<Closing> {
        match self.marks.peek() {
            Some(quote) if self.quotes.closes_plainly(self.bytes, quote) => {
                Some(Closing { quote, next: quote + 1, doubled: false })
            }
            _ => self.quotes.close(self.bytes, open),
        }
    }

    /// Without the carriage return of a CR LF.
    #[inline]
    fn record_end(&self, cell: usize, end: usize) -> usize {
        if self.dialect.newline == b'\n' && end > cell && self.bytes[end - 1] == b'\r' { end - 1 } else { end }
    }
}
