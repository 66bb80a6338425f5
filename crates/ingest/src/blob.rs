//! A file's bytes, read range by range: nothing here needs to hold more of a file than it looks at.

use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use aftersight_contract::manifest::Cause;
use bytes::Bytes;

use crate::csv::survey;
use crate::error::{Held, Problem};

/// So many bytes of a file are looked at at once where all of it is scanned: what a processor keeps at hand, or in a browser,
/// where each request costs more than its bytes, as much as a chunk.
pub(crate) const WINDOW: usize = if usize::BITS > 32 { 1 << 18 } else { 1 << 22 };

/// What cannot be read in pieces may have this many bytes: one gibibyte, or a quarter where addresses have 32 bits.
pub const MAX_WHOLE: u64 = if usize::BITS > 32 { 1 << 30 } else { 1 << 28 };

/// Bytes that lie somewhere: in memory, on a disk, with a browser.
pub trait Ranged: Send + Sync {
    /// How many there are.
    fn size(&self) -> u64;

    /// Exactly those of a range that lies within them.
    ///
    /// # Errors
    /// What keeps them from being read. [`Changed`] as the inner error, or the kind `UnexpectedEof`, says that they are no
    /// more those that they were.
    fn read(&self, range: Range<u64>) -> io::Result<Bytes>;
}

impl Ranged for Bytes {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let place = |at: u64| usize::try_from(at).ok().filter(|at| *at <= self.len());
        match (place(range.start), place(range.end)) {
            (Some(start), Some(end)) if start <= end => Ok(self.slice(start..end)),
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// The file is no more what it was when it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed;

impl std::fmt::Display for Changed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the file changed while it was read")
    }
}

impl std::error::Error for Changed {}

/// A file's bytes. Clones share them.
#[derive(Clone)]
pub struct Blob {
    bytes: Arc<dyn Ranged>,
    /// Are they UTF-8? Known where somebody saw all of them.
    pub(crate) utf8: Option<bool>,
}

impl std::fmt::Debug for Blob {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Blob").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl From<Bytes> for Blob {
    fn from(bytes: Bytes) -> Self {
        Self::new(bytes)
    }
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(Bytes::from(bytes))
    }
}

impl From<&'static [u8]> for Blob {
    fn from(bytes: &'static [u8]) -> Self {
        Self::new(Bytes::from_static(bytes))
    }
}

impl Blob {
    /// Bytes that lie wherever their reader finds them.
    pub fn new(bytes: impl Ranged + 'static) -> Self {
        Self { bytes: Arc::new(bytes), utf8: None }
    }

    /// The same bytes, of which it is known what [`Utf8`] found: nobody reads them again to find that out.
    #[must_use]
    pub fn known(self, utf8: Utf8) -> Self {
        Self { utf8: Some(utf8.finish()), ..self }
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.bytes.size()
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of a range.
    ///
    /// # Errors
    /// What keeps them from being read, or a range that is not within them.
    pub fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        if range.start >= range.end {
            return Ok(Bytes::new());
        }
        let length = range.end - range.start;
        let bytes = self.bytes.read(range)?;
        if bytes.len() as u64 == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// The bytes one window after the other, for whoever needs to see all of them once; or what keeps them from being read.
    pub fn windows(&self) -> impl Iterator<Item = Result<Bytes, Problem>> {
        let starts = (0..self.len()).step_by(WINDOW);
        starts.map(|start| self.get(start..(start + WINDOW as u64).min(self.len())))
    }

    /// The same as [`Blob::read`] for code of others, from whose errors [`hidden`] tells the reason.
    pub(crate) fn fetch(&self, range: Range<u64>) -> io::Result<Bytes> {
        self.get(range).map_err(|problem| io::Error::other(Trouble(problem)))
    }

    /// The same as [`Blob::read`], the reason as the user is told it.
    pub(crate) fn get(&self, range: Range<u64>) -> Result<Bytes, Problem> {
        self.read(range).map_err(|error| trouble(&error))
    }

    /// The first bytes, at most so many.
    ///
    /// # Errors
    /// What keeps them from being read.
    pub fn head(&self, most: u64) -> Result<Bytes, Problem> {
        self.get(0..self.len().min(most))
    }

    /// All of it, where what it is can be read in no other way.
    pub(crate) fn whole(&self, what: Held) -> Result<Bytes, Problem> {
        self.check(what)?;
        self.get(0..self.len())
    }

    /// May all of it be held in memory?
    pub(crate) fn check(&self, what: Held) -> Result<(), Problem> {
        let bytes = self.len();
        if bytes > MAX_WHOLE { Err(Problem::Whole { what, bytes, limit: MAX_WHOLE }) } else { Ok(()) }
    }

    /// A reader from the start, which knows a few bytes at a time.
    pub(crate) fn reader(&self) -> Reader {
        Reader { blob: self.clone(), at: 0, step: READ, base: 0, bytes: Bytes::new() }
    }
}

/// Finds out whether bytes that come piece by piece are UTF-8.
#[derive(Clone, Debug, Default)]
pub struct Utf8 {
    /// A character of which only the beginning came.
    cut: Vec<u8>,
    broken: bool,
}

impl Utf8 {
    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        if self.broken || rest.is_empty() {
            return;
        }
        let begun = self.cut.len();
        if begun > 0 {
            self.cut.extend_from_slice(&rest[..rest.len().min(survey::LONGEST - begun)]);
            match survey::valid_utf8(&self.cut, false).map(|taken| taken.checked_sub(begun)) {
                // Still cut off, and there are no more bytes.
                Some(None) => return,
                Some(Some(taken)) => rest = &rest[taken..],
                None => self.broken = true,
            }
        }
        match survey::valid_utf8(rest, false) {
            Some(taken) => self.cut = rest[taken..].to_vec(),
            None => self.broken = true,
        }
    }

    fn finish(self) -> bool {
        !self.broken && self.cut.is_empty()
    }
}

/// Why a file could not be read.
pub(crate) fn trouble(error: &io::Error) -> Problem {
    let inner = error.get_ref();
    if let Some(Trouble(problem)) = inner.and_then(|inner| inner.downcast_ref()) {
        return problem.clone();
    }
    if error.kind() == io::ErrorKind::UnexpectedEof || inner.is_some_and(|inner| inner.is::<Changed>()) {
        return Problem::Changed;
    }
    Problem::Unreadable { cause: cause(error) }
}

fn cause(error: &io::Error) -> Cause {
    match error.kind() {
        io::ErrorKind::PermissionDenied => Cause::known("没有权限", "permission is denied"),
        io::ErrorKind::NotFound => Cause::known("文件已不在原处", "it is no more where it was"),
        io::ErrorKind::TimedOut => Cause::known("等待超时", "it took too long"),
        _ => Cause::technical(error),
    }
}

/// A problem on its way through code that knows errors of input and output only.
#[derive(Debug)]
struct Trouble(Problem);

impl std::fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0.code())
    }
}

impl std::error::Error for Trouble {}

/// What an error of somebody else's code hides, if it was the file that could not be read.
pub(crate) fn hidden(error: &(dyn std::error::Error + 'static)) -> Option<Problem> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(Trouble(problem)) = error.downcast_ref() {
            return Some(problem.clone());
        }
        let io = error.downcast_ref::<io::Error>();
        if let Some(Trouble(problem)) = io.and_then(|io| io.get_ref()?.downcast_ref()) {
            return Some(problem.clone());
        }
        next = error.source();
    }
    None
}

/// Reads a blob from wherever it is told to.
#[derive(Debug)]
pub(crate) struct Reader {
    blob: Blob,
    at: u64,
    /// How many bytes it fetches at a time.
    step: u64,
    /// Some bytes, and where they lie.
    base: u64,
    bytes: Bytes,
}

/// What a reader knows at a time.
const READ: u64 = 1 << 16;

/// What one knows that looks at a place for itself.
const GLANCE: u64 = 1 << 12;

impl Reader {
    /// A reader from a place on that knows little at a time; the first bytes it knows already.
    pub(crate) fn from(blob: &Blob, at: u64) -> io::Result<Self> {
        let mut reader = Self { at, step: GLANCE, ..blob.reader() };
        reader.fill_buf()?;
        Ok(reader)
    }

    fn known(&self) -> &[u8] {
        let skip = self.at.checked_sub(self.base).and_then(|skip| usize::try_from(skip).ok());
        skip.and_then(|skip| self.bytes.get(skip..)).unwrap_or_default()
    }
}

impl BufRead for Reader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.known().is_empty() && self.at < self.blob.len() {
            let end = self.blob.len().min(self.at + self.step);
            self.bytes = self.blob.fetch(self.at..end)?;
            self.base = self.at;
        }
        Ok(self.known())
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
    }
}

impl Read for Reader {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let known = self.fill_buf()?;
        let count = known.len().min(to.len());
        to[..count].copy_from_slice(&known[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.blob.len().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says that it has more than it gives.
    struct Short;

    impl Ranged for Short {
        fn size(&self) -> u64 {
            10
        }

        fn read(&self, _: Range<u64>) -> io::Result<Bytes> {
            Ok(Bytes::from_static(b"abc"))
        }
    }

    #[test]
    fn memory_is_sliced_and_never_beyond_its_end() {
        let blob = Blob::from(b"0123456789".as_slice());
        assert_eq!(blob.read(2..5).unwrap(), "234");
        assert_eq!(blob.read(7..7).unwrap(), "");
        assert_eq!(blob.get(7..11), Err(Problem::Changed));
    }

    #[test]
    fn a_short_answer_is_a_file_that_changed() {
        assert_eq!(Blob::new(Short).get(0..10), Err(Problem::Changed));
        let error = io::Error::other(Changed);
        assert_eq!(trouble(&error), Problem::Changed);
        let error = io::Error::other("the disk is gone");
        assert_eq!(trouble(&error), Problem::Unreadable { cause: Cause::technical("the disk is gone") });
        let mut text = String::new();
        let error = Blob::new(Short).reader().read_to_string(&mut text).unwrap_err();
        assert_eq!(hidden(&error), Some(Problem::Changed));
    }

    #[test]
    fn pieces_are_utf8_if_the_whole_is() {
        let texts = [
            "订单𠮷é, a".as_bytes(),
            b"a\xe4\xb8",
            b"\xf0\x9f\x98",
            b"ab\xffc",
            b"\xe4\xb8a",
            b"\xf0\x90\xff\x80",
            b"",
        ];
        for text in texts {
            for size in 1..12 {
                let mut utf8 = Utf8::default();
                text.chunks(size).for_each(|piece| utf8.push(piece));
                assert_eq!(utf8.finish(), std::str::from_utf8(text).is_ok(), "{text:?} in pieces of {size}");
            }
        }
    }

    #[test]
    fn a_reader_goes_anywhere() {
        let bytes: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
        let mut reader = Blob::from(bytes.clone()).reader();
        let mut all = Vec::new();
        reader.read_to_end(&mut all).unwrap();
        assert_eq!(all, bytes);
        let mut two = [0; 2];
        reader.seek(SeekFrom::End(-5)).unwrap();
        reader.read_exact(&mut two).unwrap();
        assert_eq!(two, bytes[199_995..199_997]);
        assert!(reader.seek(SeekFrom::Current(-300_000)).is_err());
    }
}
