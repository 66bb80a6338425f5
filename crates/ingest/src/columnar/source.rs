//! Where the pages of a Parquet file lie: each is fetched for itself.

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use crate::blob::{Blob, Reader};

/// A file as the `parquet` crate asks for it.
#[derive(Debug)]
pub(crate) struct Source(Blob);

impl Source {
    pub(crate) fn new(blob: Blob) -> Self {
        Self(blob)
    }
}

impl Length for Source {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for Source {
    type T = Reader;

    /// Headers of pages are read so. The first bytes are fetched at once: their reader tells damage and disks apart no more.
    fn get_read(&self, start: u64) -> Result<Reader> {
        Reader::from(&self.0, start).map_err(external)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64).filter(|end| *end <= self.0.len());
        let end = end.ok_or_else(|| ParquetError::EOF("a page lies outside of the file".into()))?;
        self.0.fetch(start..end).map_err(external)
    }
}

fn external(error: std::io::Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}
