//! Records and cells in bytes. The rules for quotes are in [`super::quotes`].

use super::marks::Marks;
use super::quotes::{self, Closing, Dialect, Quotes};
use crate::build::Cell;

/// A cell: where it lies, whether it stood in quotes, and whether it holds doubled ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

const FLAG: u32 = 1 << 31;

/// Of an end: backslashes escape quotes.
const ESCAPES: u32 = 1 << 30;

impl Span {
    fn plain(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    fn quoted(start: usize, end: usize, doubled: bool, escapes: bool) -> Self {
        let flags = if doubled { FLAG } else { 0 } | if escapes { ESCAPES } else { 0 };
        Self { start: start as u32 | FLAG, end: end as u32 | flags }
    }

    /// Did it stand in quotes?
    pub(crate) fn is_quoted(self) -> bool {
        self.start & FLAG != 0
    }

    /// The same, so many bytes later.
    pub(crate) fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by as u32, end: self.end + by as u32 }
    }

    pub(crate) const EMPTY: Self = Self { start: 0, end: 0 };

    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.start() == self.end()
    }

    /// Where the cell begins in the source, its quote and the blanks before it included.
    pub(crate) fn outer_start(self, bytes: &[u8]) -> usize {
        if !self.is_quoted() {
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
        (self.end & !(FLAG | ESCAPES)) as usize
    }

    #[inline]
    fn is_doubled(self) -> bool {
        self.end & FLAG != 0
    }

    #[cold]
    fn undouble(self, source: &[u8], to: &mut [u8]) -> usize {
        let mut rest = &source[self.start()..self.end()];
        let mark = source[self.start() - 1];
        let mut written = 0;
        while !rest.is_empty() {
            let piece = memchr::memchr2(mark, b'"', rest).map_or(rest.len(), |quote| quote + 1);
            let sign = rest[piece - 1];
            let is_mark = sign == mark;
            if is_mark && self.end & ESCAPES != 0 && quotes::is_escaped(&rest[..piece - 1]) {
                // The backslash goes.
                to[written..written + piece - 2].copy_from_slice(&rest[..piece - 2]);
                to[written + piece - 2] = mark;
                written += piece - 1;
                rest = &rest[piece..];
                continue;
            }
            to[written..written + piece].copy_from_slice(&rest[..piece]);
            written += piece;
            // Of two quotes the second one goes.
            let doubled = (is_mark || sign == b'"') && rest.get(piece) == Some(&sign);
            rest = &rest[piece + usize::from(doubled)..];
        }
        written
    }
}

/// Programs that quote with `'` double the other quote, too.
#[cold]
fn has_doubled(cell: &[u8]) -> bool {
    memchr::memmem::find(cell, b"\"\"").is_some()
}

/// Reads records one after the other.
#[derive(Debug)]
pub(crate) struct Tokens<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
    quotes: Quotes,
    /// Where the next record starts.
    at: usize,
    marks: Marks,
}

impl<'a> Tokens<'a> {
    /// Reads from a record's start. Places in the bytes must fit 30 bits.
    pub(crate) fn new(bytes: &'a [u8], dialect: Dialect) -> Self {
        Self {
            bytes,
            dialect,
            quotes: Quotes::new(dialect),
            at: 0,
            marks: Marks::new([dialect.delimiter, dialect.newline, dialect.quote]),
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
            let Some(mark) = self.marks.next(&mut self.bytes) else {
                let end = self.record_end(cell, bytes.len());
                spans.push(Span::plain(cell, end));
                self.at = bytes.len();
                return Some((start, end));
            };
            let byte = bytes[mark];
            if byte == self.dialect.delimiter {
                spans.push(Span::plain(cell, mark));
                cell = self.after(mark);
            } else if byte == self.dialect.newline {
                let end = self.record_end(cell, mark);
                spans.push(Span::plain(cell, end));
                self.at = mark + 1;
                return Some((start, end));
            } else if self.quotes.opens(&mut self.bytes, cell, mark)
                && let Some(Closing { quote, mut next, doubled }) = self.close(mark)
            {
                let doubled = doubled || self.dialect.quote == b'\'' && has_doubled(&bytes[mark + 1..quote]);
                spans.push(Span::quoted(mark + 1, quote, doubled, self.dialect.escapes));
                let end = next;
                if bytes.get(next) == Some(&b'\r') && self.dialect.newline != b'\r' {
                    next += 1;
                }
                self.marks.seek(next + 1);
                if bytes.get(next) == Some(&self.dialect.delimiter) {
                    cell = self.after(next);
                } else {
                    self.at = next + 1;
                    return Some((start, end));
                }
            }
        }
    }

    /// Where the cell after a delimiter begins.
    #[inline]
    fn after(&self, delimiter: usize) -> usize {
        let pad = self.dialect.padded && self.bytes.get(delimiter + 1) == Some(&b' ');
        delimiter + 1 + usize::from(pad)
    }

    /// Mostly the next mark is the closing quote.
    #[inline]
    fn close(&mut self, open: usize) -> Option<Closing> {
        match self.marks.peek(&mut self.bytes) {
            Some(quote) if self.quotes.closes_plainly(&mut self.bytes, quote) => {
                Some(Closing { quote, next: quote + 1, doubled: false })
            }
            _ => self.quotes.close(&mut self.bytes, open),
        }
    }

    /// Without the carriage return of a CR LF.
    #[inline]
    fn record_end(&self, cell: usize, end: usize) -> usize {
        if self.dialect.newline == b'\n' && end > cell && self.bytes[end - 1] == b'\r' { end - 1 } else { end }
    }
}
