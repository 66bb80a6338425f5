//! Which reader a file needs. Extensions lie (shop back ends write CSV and HTML as `.xls`), first bytes do not.

use crate::error::Problem;

/// The readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Workbook(Workbook),
    Parquet,
}

/// The kinds of workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Workbook {
    Xls,
    Xlsx,
    Ods,
}

/// Decides by the first bytes.
pub(crate) fn detect(bytes: &[u8]) -> Result<Format, Problem> {
    let unread = |found| Err(Problem::Format { found });
    if bytes.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Format::Workbook(Workbook::Xls));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        // The names of an archive's files stand in clear text, at its start and at its end.
        if find(bytes, b"application/vnd.oasis.opendocument.spreadsheet") {
            return Ok(Format::Workbook(Workbook::Ods));
        }
        return if find(bytes, b"xl/") { Ok(Format::Workbook(Workbook::Xlsx)) } else { unread("a zip archive") };
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return unread("a gzip archive");
    }
    if bytes.starts_with(b"%PDF") {
        return unread("a PDF document");
    }
    if bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8\xff") {
        return unread("a picture");
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Err(Problem::Empty),
        Some(b'<') => unread("an HTML or XML page"),
        Some(b'{' | b'[') => unread("JSON"),
        Some(_) => Ok(Format::Text),
    }
}

/// Archives name their files in the first and the last kilobytes.
fn find(bytes: &[u8], name: &[u8]) -> bool {
    const WINDOW: usize = 1 << 16;
    let head = &bytes[..bytes.len().min(WINDOW)];
    let tail = &bytes[bytes.len().saturating_sub(WINDOW)..];
    memchr::memmem::find(head, name).is_some() || memchr::memmem::find(tail, name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_decide() {
        assert_eq!(detect(b"a,b\n1,2\n"), Ok(Format::Text));
        assert_eq!(detect(b"PAR1...."), Ok(Format::Parquet));
        assert_eq!(detect(b"\xef\xbb\xbf \r\n"), Err(Problem::Empty));
        assert_eq!(detect(b"<html><table>"), Err(Problem::Format { found: "an HTML or XML page" }));
        assert_eq!(detect(b"PK\x03\x04word/document.xml"), Err(Problem::Format { found: "a zip archive" }));
    }
}
