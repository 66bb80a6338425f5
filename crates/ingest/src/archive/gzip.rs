//! Gzip: one file, or several in a row that make one.

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;

use super::Budget;
use crate::blob::Blob;
use crate::error::Result;

/// The file in it.
pub(crate) fn unpack(file: &Blob, budget: &mut Budget) -> Result<Bytes> {
    budget.read(MultiGzDecoder::new(file.reader()))
}
