//! Gzip: one file, or several in a row that make one.

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;

use super::Budget;
use crate::error::Result;

/// The file in it.
pub(crate) fn unpack(bytes: &Bytes, budget: &mut Budget) -> Result<Bytes> {
    budget.read(MultiGzDecoder::new(bytes.as_ref()))
}
