//! What is scanned: bytes in memory, or a file of which a few windows are known at a time. The code that scans is the same for
//! both, so that what it finds is, too.

use std::ops::Range;

use bytes::Bytes;

use crate::blob::Blob;
use crate::error::{Problem, Result};

/// Bytes looked at in place.
pub(crate) trait Input {
    /// How many there are.
    fn size(&self) -> usize;

    /// Some bytes from a place on: at least one, unless the input ends there.
    fn tail(&mut self, at: usize) -> &[u8];

    /// The byte at a place; none behind the end.
    #[inline(always)]
    fn byte(&mut self, at: usize) -> Option<u8> {
        self.tail(at).first().copied()
    }

    /// Where a byte stands first in a range.
    #[inline]
    fn find(&mut self, needle: u8, range: Range<usize>) -> Option<usize> {
        let mut at = range.start;
        while at < range.end {
            let rest = self.tail(at);
            let rest = &rest[..rest.len().min(range.end - at)];
            match memchr::memchr(needle, rest) {
                Some(place) => return Some(at + place),
                None if rest.is_empty() => return None,
                None => at += rest.len(),
            }
        }
        None
    }
}

impl Input for &[u8] {
    #[inline(always)]
    fn size(&self) -> usize {
        self.len()
    }

    #[inline(always)]
    fn tail(&mut self, at: usize) -> &[u8] {
        self.get(at..).unwrap_or_default()
    }
}

/// A part of a file that is known, and where it lies.
#[derive(Debug, Default)]
struct Window {
    base: usize,
    bytes: Bytes,
}

impl Window {
    #[inline(always)]
    fn from(&self, at: usize) -> &[u8] {
        self.bytes.get(at.wrapping_sub(self.base)..).unwrap_or_default()
    }
}

/// A file up to some place, seen through windows. Two of them are kept: whoever stands at the border of one may look back.
///
/// Where the file cannot be read it ends; [`Windows::finish`] then says why.
#[derive(Debug)]
pub(crate) struct Windows {
    file: Blob,
    end: usize,
    step: usize,
    here: Window,
    before: Window,
    trouble: Option<Problem>,
}

impl Windows {
    pub(crate) fn new(file: &Blob, end: usize, step: usize) -> Self {
        let (here, before) = Default::default();
        Self { file: file.clone(), end, step: step.max(1), here, before, trouble: None }
    }

    /// So many bytes from a place on, in one piece; fewer where the input ends.
    pub(crate) fn stretch(&mut self, at: usize, most: usize) -> &[u8] {
        let most = most.min(self.end.saturating_sub(at));
        if self.tail(at).len() < most {
            self.load(at, at.saturating_add(most.max(self.step)));
        }
        let known = self.here.from(at);
        &known[..known.len().min(most)]
    }

    /// Was everything read that was asked for?
    pub(crate) fn finish(self) -> Result<()> {
        self.trouble.map_or(Ok(()), |problem| Err(problem.into()))
    }

    #[cold]
    fn turn(&mut self, at: usize) {
        if at >= self.end {
            return;
        }
        if !self.before.from(at).is_empty() {
            std::mem::swap(&mut self.here, &mut self.before);
            return;
        }
        // Whoever goes back will go on doing so for a while, or return soon.
        let start = if at < self.here.base { at.saturating_sub(self.step / 2) } else { at };
        self.load(start, start.saturating_add(self.step.max(at - start + 1)));
    }

    fn load(&mut self, start: usize, end: usize) {
        let read = match &self.trouble {
            Some(_) => return,
            None => self.file.get(start as u64..end.min(self.end) as u64),
        };
        match read {
            Ok(bytes) => self.before = std::mem::replace(&mut self.here, Window { base: start, bytes }),
            Err(problem) => {
                (self.here, self.before) = Default::default();
                (self.trouble, self.end) = (Some(problem), 0);
            }
        }
    }
}

impl Input for Windows {
    #[inline(always)]
    fn size(&self) -> usize {
        self.end
    }

    #[inline(always)]
    fn tail(&mut self, at: usize) -> &[u8] {
        if self.here.from(at).is_empty() {
            self.turn(at);
        }
        self.here.from(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_show_what_stands_there() {
        let bytes: Vec<u8> = (0..200).collect();
        let blob = Blob::from(bytes.clone());
        for size in [1, 2, 7, 64, 500] {
            let mut windows = Windows::new(&blob, 150, size);
            for step in [1, 3, 149, 77] {
                for at in (0..450).map(|n| n * step % 150) {
                    assert_eq!(windows.byte(at), Some(bytes[at]), "{at} in windows of {size}");
                }
            }
            assert_eq!((windows.byte(150), windows.byte(usize::MAX)), (None, None));
            assert_eq!(windows.find(140, 3..150), Some(140));
            assert_eq!(windows.find(140, 3..140), None);
            assert_eq!(windows.stretch(20, 99), &bytes[20..119]);
            assert_eq!(windows.stretch(140, 99), &bytes[140..150]);
            assert!(windows.finish().is_ok());
        }
    }

    #[test]
    fn a_file_that_is_gone_ends() {
        let mut windows = Windows::new(&Blob::from(vec![1; 10]), 20, 16);
        assert_eq!((windows.byte(0), windows.byte(1)), (None, None));
        assert!(windows.finish().is_err());
    }
}
