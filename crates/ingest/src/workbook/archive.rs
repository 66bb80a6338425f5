//! What is looked at in a workbook's archive before it is parsed.

use std::io::{BufReader, Cursor, Read};

use bytes::Bytes;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::broken;
use crate::error::{Problem, Result};

/// An archive may expand this many times …
const MAX_EXPANSION: u64 = 100;

/// … or to this many bytes, whichever is more.
const SMALL: u64 = 64 << 20;

fn limit(bytes: &Bytes) -> u64 {
    (bytes.len() as u64 * MAX_EXPANSION).max(SMALL)
}

/// Refuses archives that would expand beyond measure.
pub(crate) fn check_expansion(bytes: &Bytes) -> Result<()> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    // `None`: entries that state their size behind the data only; no spreadsheet program writes them.
    let unpacked = archive.decompressed_size().and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
    let limit = limit(bytes);
    if unpacked > limit { Err(Problem::Size { bytes: unpacked, limit }.into()) } else { Ok(()) }
}

/// Refuses a file of the archive whose elements are not all closed: calamine 0.38 reads ODS tables up to their end tag, and
/// without one it would never stop.
pub(crate) fn check_xml(bytes: &Bytes, name: &str) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let file = archive.by_name(name).map_err(|error| broken(&error))?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(file.take(limit(bytes))));
    let mut buffer = Vec::new();
    let mut depth = 0usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(Problem::Workbook { detail: format!("{name} is cut off") }.into()),
            _ => {}
        }
    }
}
