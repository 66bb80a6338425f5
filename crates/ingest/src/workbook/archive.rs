//! What is looked at in a workbook's archive before it is parsed.

use std::io::{BufReader, Cursor, Read};

use aftersight_contract::manifest::Cause;
use bytes::Bytes;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::broken;
use crate::archive::limit;
use crate::error::{Problem, Result};

/// Deflate's highest ratio.
const MAX_DEFLATE: u64 = 1032;

/// Refuses archives that would expand beyond measure.
pub(crate) fn check_expansion(bytes: &Bytes) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let limit = limit(bytes.len() as u64);
    let stated = archive.decompressed_size().and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
    if stated > limit {
        return Err(Problem::Size { bytes: stated, limit }.into());
    }
    // What is stated may be false. Deflate makes at most 1032 bytes of one, so that small archives need no look.
    if bytes.len() as u64 * MAX_DEFLATE <= limit {
        return Ok(());
    }
    let mut left = limit;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| broken(&error))?;
        let size = std::io::copy(&mut file.take(left + 1), &mut std::io::sink()).map_err(|error| broken(&error))?;
        left = left.checked_sub(size).ok_or(Problem::Size { bytes: limit + 1, limit })?;
    }
    Ok(())
}

/// Refuses a file of the archive whose elements are not all closed: calamine 0.38 reads ODS tables up to their end tag, and
/// without one it would never stop.
pub(crate) fn check_xml(bytes: &Bytes, name: &str) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let file = archive.by_name(name).map_err(|error| broken(&error))?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(file.take(limit(bytes.len() as u64))));
    let mut buffer = Vec::new();
    let mut depth = 0usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => {
                return Err(Problem::Workbook {
                    cause: Cause::known(format!("内部文件“{name}”不完整"), format!("{name} is cut off")),
                }
                .into());
            }
            _ => {}
        }
    }
}
