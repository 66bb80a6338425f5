//! Quarantine files that somebody edited: CSV as spreadsheets write it. They are ours, so nothing about them is guessed but
//! encoding and delimiter.

use aftersight_pipeline::RunError;
use aftersight_pipeline::replay::Edited;
use encoding_rs::{Encoding, GB18030, UTF_8};

/// Reads an edited quarantine file: UTF-8 or UTF-16 with its mark, UTF-8 without, else GB18030; commas, semicolons or tabs.
///
/// # Errors
/// A file that is no such text: with the cure.
pub fn edited(name: &str, bytes: &[u8]) -> Result<Edited, RunError> {
    let wrong = |zh: &str, en: &str| RunError::new(format!("{name}：{zh}"), format!("{name}: {en}"));
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(wrong(
            "这是 Excel 工作簿。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”",
            "it is a workbook. Save it as CSV UTF-8 (comma delimited) in the spreadsheet",
        ));
    }
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let plain = if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { GB18030 };
    let encoding = marked.unwrap_or(plain);
    let (text, malformed) = encoding.decode_with_bom_removal(bytes);
    if malformed {
        return Err(wrong(
            "编码无法识别。请另存为“CSV UTF-8（逗号分隔）”",
            "its encoding is not known. Save it as CSV UTF-8 (comma delimited)",
        ));
    }
    let text = text.as_ref();
    // Excel may name the delimiter on a line of its own.
    let text = text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')).map_or(text, |(_, rest)| rest);
    let head = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| head.bytes().filter(|byte| *byte == delimiter).count();
    let delimiter = [b',', b'\t', b';'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut records = reader.records();
    let mut next = || {
        records.next().transpose().map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            RunError::new(
                format!("{name} 第 {line} 行无法读取。请用表格软件重新另存为 CSV UTF-8"),
                format!("{name}, line {line}: it cannot be read. Save it as CSV UTF-8 again"),
            )
        })
    };
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let headers = next()?.map(|record| cells(&record)).unwrap_or_default();
    let mut rows = Vec::new();
    while let Some(record) = next()? {
        let filled = |cell: String| Some(cell).filter(|cell| !cell.is_empty());
        rows.push(cells(&record).into_iter().map(filled).collect());
    }
    Ok(Edited { name: name.to_owned(), unicode: marked.is_some() || encoding == UTF_8, headers, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "_row,原因\r\n3,\"不想要, 了\n退\"\r\n4,\r\n";

    fn read(bytes: &[u8]) -> Edited {
        edited("a.csv", bytes).unwrap()
    }

    #[test]
    fn whatever_a_spreadsheet_writes_is_read() {
        let expected = [vec![Some("3"), Some("不想要, 了\n退")], vec![Some("4"), None]];
        let utf16: Vec<u8> = "\u{feff}"
            .chars()
            .chain(TEXT.chars())
            .collect::<String>()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let texts = [
            TEXT.as_bytes().to_vec(),
            format!("\u{feff}{TEXT}").into_bytes(),
            GB18030.encode(TEXT).0.into_owned(),
            utf16,
            format!("sep=;\r\n{}", TEXT.replace("_row,", "_row;").replace("3,", "3;").replace("4,", "4;")).into_bytes(),
            TEXT.replace("_row,", "_row\t").replace("3,", "3\t").replace("4,", "4\t").into_bytes(),
        ];
        for bytes in texts {
            let found = read(&bytes);
            assert_eq!(found.headers, ["_row", "原因"]);
            let rows: Vec<Vec<Option<&str>>> =
                found.rows.iter().map(|row| row.iter().map(Option::as_deref).collect()).collect();
            assert_eq!(rows, expected);
        }
        assert!(read(TEXT.as_bytes()).unicode);
        assert!(!read(&GB18030.encode(TEXT).0).unicode);
    }

    #[test]
    fn what_is_no_csv_is_refused_with_the_cure() {
        assert!(edited("a.csv", b"PK\x03\x04rest").unwrap_err().0.zh.contains("另存为"));
        assert!(edited("a.csv", b"\xff\xff\xff,\n").unwrap_err().0.en.contains("Save it as CSV UTF-8"));
    }
}
