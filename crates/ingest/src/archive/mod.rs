//! Archives: gzip and zip. What is in them is a file like any other, and may be an archive again.

mod gzip;
mod members;

pub(crate) use gzip::unpack as gunzip;
pub(crate) use members::{Kind, Member, kind, unpack as unzip};

use bytes::Bytes;

use crate::blob::{self, Blob};
use crate::cause::Explain;
use crate::error::{Problem, Result};

/// An archive may expand this many times …
const MAX_EXPANSION: u64 = 100;

/// … or to this many bytes, whichever is more …
const SMALL: u64 = 64 << 20;

/// … but to no more than these: four gibibytes, or one where addresses have 32 bits.
const MAX_UNPACKED: u64 = if usize::BITS > 32 { 4 << 30 } else { 1 << 30 };

/// Archives in archives, the outermost included.
const MAX_DEPTH: u32 = 3;

/// How many bytes an archive of this size may expand to.
pub(crate) fn limit(packed: u64) -> u64 {
    packed.saturating_mul(MAX_EXPANSION).clamp(SMALL, MAX_UNPACKED)
}

/// What unpacking a file may still cost. All archives within it share one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    limit: u64,
    left: u64,
    depth: u32,
}

impl Budget {
    pub(crate) fn new(file: &Blob) -> Self {
        let limit = limit(file.len());
        Self { limit, left: limit, depth: 0 }
    }

    /// Goes into an archive.
    pub(crate) fn enter(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Problem::Nested.into()) } else { Ok(()) }
    }

    /// Comes out of it.
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Reads to the end, if that is within the budget.
    fn read(&mut self, from: impl std::io::Read) -> Result<Bytes> {
        use std::io::Read;
        let mut bytes = Vec::new();
        from.take(self.left + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| blob::hidden(&error).unwrap_or_else(|| damaged(&error)))?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            // What it would be in the end is not known.
            Problem::Size { bytes: self.limit + 1, limit: self.limit }
        })?;
        Ok(bytes.into())
    }
}

pub(crate) fn damaged(error: &impl Explain) -> Problem {
    Problem::Archive { cause: error.cause() }
}
