//! Which reader a file needs. Extensions lie (shop back ends write CSV and HTML as `.xls`), first bytes do not.

use crate::archive::{self, Kind};
use crate::blob::Blob;
use crate::error::Problem;
use crate::mail;

/// The readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Workbook(Workbook),
    Parquet,
    Json,
    Mail(Mail),
    Gzip,
    Zip,
}

/// The kinds of workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Workbook {
    Xls,
    Xlsx,
    Ods,
}

/// The kinds of mail file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mail {
    /// One message.
    Eml,
    /// Many, each below a line that begins with `From `.
    Mbox,
}

/// Marks of formats stand in so many bytes at the start.
const MARKS: u64 = 512;

/// Decides by the first bytes.
pub(crate) fn detect(file: &Blob) -> Result<Format, Problem> {
    let bytes = file.head(MARKS)?;
    let unread = |found| Err(Problem::Format { found });
    if bytes.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Format::Workbook(Workbook::Xls));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return match archive::kind(file)? {
            Kind::Xlsx => Ok(Format::Workbook(Workbook::Xlsx)),
            Kind::Ods => Ok(Format::Workbook(Workbook::Ods)),
            Kind::Archive => Ok(Format::Zip),
            Kind::Office => unread("an Office document without sheets"),
        };
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return Ok(Format::Gzip);
    }
    if bytes.starts_with(b"Rar!\x1a\x07") {
        return unread("a RAR archive");
    }
    if bytes.starts_with(b"7z\xbc\xaf\x27\x1c") {
        return unread("a 7z archive");
    }
    if bytes.starts_with(b"BZh") && bytes.get(4..10) == Some(b"\x31\x41\x59\x26\x53\x59") {
        return unread("a bzip2 archive");
    }
    if bytes.starts_with(b"\xfd7zXZ\0") {
        return unread("an xz archive");
    }
    if bytes.starts_with(b"\x28\xb5\x2f\xfd") {
        return unread("a zstd archive");
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return unread("a tar archive");
    }
    if bytes.starts_with(b"%PDF") {
        return unread("a PDF document");
    }
    if bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8\xff") {
        return unread("a picture");
    }
    let start = filled(file, if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 })?;
    // One byte more than headers of mail are sought in, so that it shows whether that is all.
    let text = file.get(start..file.len().min(start + mail::HEAD_BYTES as u64 + 1))?;
    let next = || -> Result<Option<u8>, Problem> {
        let next = filled(file, start + 1)?;
        Ok(file.get(next..file.len().min(next + 1))?.first().copied())
    };
    match text.first() {
        None => return Err(Problem::Empty),
        Some(b'<') => return unread("an HTML or XML page"),
        Some(b'{' | b'[') if is_json(text[0], next()?) => return Ok(Format::Json),
        // UTF-16, whose second byte is a zero, is for the reader to decode.
        _ if text.starts_with(b"\xff\xfe{\0\"") || text.starts_with(b"\xff\xfe[\0{") => return Ok(Format::Json),
        _ => {}
    }
    Ok(mail::kind(&text).map_or(Format::Text, Format::Mail))
}

/// The first byte from a place on that is no blank; the file's length where all are.
fn filled(file: &Blob, from: u64) -> Result<u64, Problem> {
    let mut at = from;
    while at < file.len() {
        let bytes = file.get(at..file.len().min(at + MARKS))?;
        let blank = bytes.len() - bytes.trim_ascii_start().len();
        at += blank as u64;
        if blank < bytes.len() {
            break;
        }
    }
    Ok(at.min(file.len()))
}

/// Objects and arrays begin like this; a header in brackets does not.
fn is_json(open: u8, next: Option<u8>) -> bool {
    match open {
        b'{' => matches!(next, None | Some(b'"' | b'}' | 0)),
        _ => matches!(next, None | Some(b'{' | b'[' | b'"' | b']' | b'-' | b'0'..=b'9' | 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(bytes: &'static [u8]) -> Result<Format, Problem> {
        super::detect(&bytes.into())
    }

    #[test]
    fn first_bytes_decide() {
        assert_eq!(detect(b"a,b\n1,2\n"), Ok(Format::Text));
        assert_eq!(detect(b"[a],[b]\n1,2\n"), Ok(Format::Text));
        assert_eq!(detect(b"PAR1...."), Ok(Format::Parquet));
        assert_eq!(detect(b"\xef\xbb\xbf \r\n"), Err(Problem::Empty));
        assert_eq!(detect(b"<html><table>"), Err(Problem::Format { found: "an HTML or XML page" }));
        assert_eq!(detect(b"PK\x03\x04word/document.xml"), Ok(Format::Zip));
        assert_eq!(detect(b" [\n {\"a\": 1}]"), Ok(Format::Json));
        assert_eq!(detect(b"{\"a\": 1}\n{\"a\": 2}"), Ok(Format::Json));
        assert_eq!(detect(b"From: a@b.cn\nSubject: x\n\nhello"), Ok(Format::Mail(Mail::Eml)));
        assert_eq!(detect(b"From a@b.cn Thu Jan  2 03:04:05 2025\nSubject: x\n\nhello"), Ok(Format::Mail(Mail::Mbox)));
        assert_eq!(detect(b"From: ,Subject: \nx,y\n"), Ok(Format::Text));
    }
}
