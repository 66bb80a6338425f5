//! XLSX and ODS as spreadsheet programs write them: typed cells, dates as days with a style.

use std::fmt::Write;

use crate::packed;
use crate::table::{Kind, Table, moment};

/// Days and their parts from the end of 1899, as spreadsheets count.
fn serial(cell: &str) -> f64 {
    let epoch = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
    let since = moment(cell).expect("a moment").duration_since(epoch);
    since.as_secs() as f64 / 86_400.0
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// `0` is A, `26` is AA.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    if column < 26 { last.to_string() } else { format!("{}{last}", letters(column / 26 - 1)) }
}

/// A workbook with a sheet per table; texts are shared.
pub(crate) fn xlsx(tables: &[(&str, &Table)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut shared: Vec<&str> = Vec::new();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let (mut list, mut relations) = (String::new(), String::new());
    for (number, (name, table)) in (1..).zip(tables) {
        let data = sheet_data(table, &mut shared);
        let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{data}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{number}.xml"), sheet.into_bytes()));
        let _ = write!(list, "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{number}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
    }
    for (number, part) in (100..).zip(["styles", "sharedStrings"]) {
        let _ = write!(relations, "<Relationship Id=\"rId{number}\" Type=\"{office}/{part}\" Target=\"{part}.xml\"/>");
    }
    let strings: String =
        shared.iter().map(|text| format!("<si><t xml:space=\"preserve\">{}</t></si>", escaped(text))).collect();
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{list}</sheets></workbook>"),
        ),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"{package}\">{relations}</Relationships>")),
        // Style 1 shows a day with its time.
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{main}\">{strings}</sst>")),
    ];
    files.extend(parts.map(|(name, text)| (name.to_owned(), text.into_bytes())));
    packed::zip(&files)
}

fn sheet_data<'a>(table: &'a Table, shared: &mut Vec<&'a str>) -> String {
    let mut data = String::new();
    let mut text = |cell: &'a str| {
        let known = shared.iter().position(|text| *text == cell);
        known.unwrap_or_else(|| {
            shared.push(cell);
            shared.len() - 1
        })
    };
    for (number, row) in (1..).zip(std::iter::once(&table.headers).chain(&table.rows)) {
        let _ = write!(data, "<row r=\"{number}\">");
        for (column, (cell, kind)) in row.iter().zip(&table.kinds).enumerate().filter(|(_, (cell, _))| !cell.is_empty())
        {
            let place = format!("{}{number}", letters(column));
            let _ = match kind {
                Kind::Moment if number > 1 => write!(data, "<c r=\"{place}\" s=\"1\"><v>{}</v></c>", serial(cell)),
                Kind::Number if number > 1 => write!(data, "<c r=\"{place}\"><v>{cell}</v></c>"),
                _ => write!(data, "<c r=\"{place}\" t=\"s\"><v>{}</v></c>", text(cell)),
            };
        }
        data.push_str("</row>");
    }
    data
}

/// A spreadsheet with a table per table.
pub(crate) fn ods(tables: &[(&str, &Table)]) -> Vec<u8> {
    let mut body = String::new();
    for (name, table) in tables {
        let _ = write!(body, "<table:table table:name=\"{name}\">");
        for (number, row) in std::iter::once(&table.headers).chain(&table.rows).enumerate() {
            body.push_str("<table:table-row>");
            for (cell, kind) in row.iter().zip(&table.kinds) {
                let shown = escaped(cell);
                let typed = match kind {
                    _ if cell.is_empty() => {
                        body.push_str("<table:table-cell/>");
                        continue;
                    }
                    Kind::Moment if number > 0 => format!("date\" office:date-value=\"{}", cell.replace(' ', "T")),
                    Kind::Number if number > 0 => format!("float\" office:value=\"{cell}"),
                    _ => "string".to_owned(),
                };
                let _ = write!(
                    body,
                    "<table:table-cell office:value-type=\"{typed}\"><text:p>{shown}</text:p></table:table-cell>"
                );
            }
            body.push_str("</table:table-row>");
        }
        body.push_str("</table:table>");
    }
    let space = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"{space}:office:1.0\" xmlns:table=\"{space}:table:1.0\" \
         xmlns:text=\"{space}:text:1.0\"><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let mime = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"{space}:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" \
         manifest:media-type=\"{mime}\"/></manifest:manifest>"
    );
    packed::zip(&[
        (packed::MIMETYPE, mime.into()),
        ("META-INF/manifest.xml", manifest.into_bytes()),
        ("content.xml", content.into_bytes()),
    ])
}
