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

/// Refuses worksheets with references such as `ZZZZ99999999999`: calamine 0.38 computes columns and rows from them without
/// looking at their length.
pub(crate) fn check_references(bytes: &Bytes) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let names: Vec<String> = archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    for name in names.into_iter().filter(|name| name.contains("worksheets/")) {
        let file = archive.by_name(&name).map_err(|error| broken(&error))?;
        let mut reader = file.take(limit(bytes.len() as u64));
        let mut held = Vec::new();
        loop {
            let kept = held.len();
            let read = reader.by_ref().take(SCAN as u64).read_to_end(&mut held).map_err(|error| broken(&error))?;
            if let Some(reference) = monstrous(&held) {
                let cause = Cause::known(
                    format!("“{name}”中的单元格位置“{reference}”超出工作表范围"),
                    format!("{name}: the cell reference `{reference}` is beyond any sheet"),
                );
                return Err(Problem::Workbook { cause }.into());
            }
            if read == 0 {
                break;
            }
            // A reference may lie across the border.
            held.drain(..(kept + read).saturating_sub(LONGEST));
        }
    }
    Ok(())
}

/// Bytes looked at in one go, and how many of them the next go sees again.
const SCAN: usize = 1 << 18;
const LONGEST: usize = 64;

/// The first reference of a cell, row or range that no sheet has: more than three letters or seven digits.
fn monstrous(xml: &[u8]) -> Option<String> {
    memchr::memmem::find_iter(xml, b"r=\"").chain(memchr::memmem::find_iter(xml, b"ref=\"")).find_map(|found| {
        let begin = found + xml[found..].iter().position(|byte| *byte == b'"')? + 1;
        let text = &xml[begin..];
        let text = &text[..text.iter().position(|byte| *byte == b'"').unwrap_or(text.len()).min(LONGEST)];
        let part = text.split(|byte| matches!(byte, b':' | b' ')).find(|part| {
            let of = |kind: fn(&u8) -> bool| part.iter().filter(|byte| kind(byte)).count();
            let plain = part.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'$');
            plain && (of(u8::is_ascii_alphabetic) > 3 || of(u8::is_ascii_digit) > 7)
        })?;
        Some(String::from_utf8_lossy(part).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::monstrous;

    #[test]
    fn a_reference_fits_a_sheet() {
        let fine = br#"<dimension ref="A1:XFD1048576"/><row r="1048576" spans="1:3"><c r="$XFD$1048576" s="1"/></row>"#;
        assert_eq!(monstrous(fine), None);
        assert_eq!(monstrous(br#"<c r="A1"/><c r="ZZZZ99999999999"/>"#).as_deref(), Some("ZZZZ99999999999"));
        assert_eq!(monstrous(br#"<row r="123456789">"#).as_deref(), Some("123456789"));
        assert_eq!(monstrous(br#"<mergeCell ref="A1:ABCD2"/>"#).as_deref(), Some("ABCD2"));
    }
}
