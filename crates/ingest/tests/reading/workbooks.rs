//! XLSX and ODS, written here by hand.

use std::io::{Cursor, Write};

use aftersight_ingest::{Bytes, File, NotRowKind, Options, open};

use crate::read::{cells, sheets, table};

/// A zip archive of stored files.
pub(crate) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in files {
        zip.start_file(*name, stored).unwrap_or_else(|error| panic!("{error}"));
        zip.write_all(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    }
    zip.finish().unwrap_or_else(|error| panic!("{error}")).into_inner()
}

/// An XLSX workbook of sheets given by their `sheetData`.
pub(crate) fn xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    let files = xlsx_files(sheets);
    archive(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

/// The same, packed.
pub(crate) fn packed_xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    let files = xlsx_files(sheets);
    crate::archives::zip(&files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())
}

fn xlsx_files(sheets: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut list = String::new();
    let mut relations = String::new();
    let mut files: Vec<(String, String)> = Vec::new();
    for (index, (name, data)) in sheets.iter().enumerate() {
        let n = index + 1;
        list += &format!(r#"<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>"#);
        relations += &format!(
            r#"<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        );
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        files.push((
            format!("xl/worksheets/sheet{n}.xml"),
            format!(r#"<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>"#),
        ));
    }
    relations += r#"<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#;
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
    let package = r#"xmlns="http://schemas.openxmlformats.org/package/2006/relationships""#;
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    let root = format!(
        r#"<Relationships {package}><Relationship Id="rId1" Type="{office}" Target="xl/workbook.xml"/></Relationships>"#
    );
    files.push(("_rels/.rels".into(), root));
    files.push(("xl/workbook.xml".into(), format!("<workbook {main}><sheets>{list}</sheets></workbook>")));
    files.push(("xl/_rels/workbook.xml.rels".into(), format!("<Relationships {package}>{relations}</Relationships>")));
    files.push((
        "xl/styles.xml".into(),
        format!(
            r#"<styleSheet {main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>"#
        ),
    ));
    files
}

const ORDERS: &str = r#"
<row r="1"><c r="A1" t="inlineStr"><is><t>订单报表</t></is></c></row>
<row r="3"><c r="B3" t="inlineStr"><is><t>订单编号</t></is></c><c r="C3" t="inlineStr"><is><t>买家会员名</t></is></c>
<c r="D3" t="inlineStr"><is><t>总金额</t></is></c><c r="E3" t="inlineStr"><is><t>订单创建时间</t></is></c></row>
<row r="4"><c r="B4" t="inlineStr"><is><t>4108888888888888889</t></is></c><c r="C4" t="inlineStr"><is><t>甲</t></is></c>
<c r="D4"><v>0.30000000000000004</v></c><c r="E4" s="1"><v>45658.5</v></c></row>
<row r="6"><c r="B6"><v>4108888888888888889</v></c><c r="D6" t="b"><v>1</v></c><c r="E6" t="e"><v>#N/A</v></c></row>
<row r="7"><c r="B7" t="inlineStr"><is><t>合计</t></is></c><c r="D7"><v>12</v></c></row>"#;

#[test]
fn xlsx_cells_are_text() {
    let book = xlsx(&[("说明", ""), ("订单", ORDERS)]);
    let sheets = sheets("orders.xlsx", &book, &Options::default());
    assert_eq!(sheets.len(), 1);
    assert_eq!((sheets[0].name.as_str(), sheets[0].table()), ("订单", Some("orders")));
    let places: Vec<_> = sheets[0].not_rows.iter().map(|row| (row.kind, row.row)).collect();
    use NotRowKind::{Header, Preamble, Tail};
    assert_eq!(places, [(Preamble, Some(1)), (Header, Some(3)), (Tail, Some(7))]);
    let table = table(&sheets[0], 10);
    assert_eq!(table.names, ["order_id", "customer_key", "total_minor", "created_at"]);
    assert_eq!(cells(&table.rows[0]), ["4108888888888888889", "甲", "0.3", "2025-01-01 12:00:00"]);
    assert_eq!(cells(&table.rows[1]), ["4.10888888888889E+18", "∅", "true", "#N/A"]);
}

#[test]
fn ids_and_serial_days_survive_every_format() {
    let id = "4108888888888888889";
    let row = format!(
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>订单编号</t></is></c><c r="B1" t="inlineStr"><is><t>订单创建时间</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>{id}</t></is></c><c r="B2"><v>45658.5</v></c></row>"#
    );
    let csv = format!("订单编号,订单创建时间\n{id},45658.5\n");
    let json = format!(r#"[{{"订单编号": {id}, "订单创建时间": 45658.5}}]"#);
    for (name, bytes) in [("a.xlsx", xlsx(&[("a", &row)])), ("a.csv", csv.into()), ("a.json", json.into())] {
        let table = table(&sheets(name, &bytes, &Options::default())[0], 10);
        assert_eq!(cells(&table.rows[0]), [id, "45658.5"], "{name}");
    }
}

#[test]
fn an_open_workbook_answers_again_and_again() {
    let book = xlsx(&[("一", ORDERS), ("二", ORDERS)]);
    let mut file = File::open("orders.xlsx", Bytes::from(book.clone())).unwrap_or_else(|error| panic!("{error}"));
    for wanted in ["二", "一", "二"] {
        let options = Options { sheet: Some(wanted.to_owned()), ..Options::default() };
        let anew = sheets("orders.xlsx", &book, &options);
        let again = file.sheets(&options).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(again.len(), 1);
        assert_eq!((again[0].file.as_str(), again[0].name.as_str()), ("orders.xlsx", wanted));
        assert_eq!(table(&again[0], 10), table(&anew[0], 10));
    }
    let none = Options { sheet: Some("三".to_owned()), ..Options::default() };
    assert_eq!(file.sheets(&none).unwrap_err().code(), "no-sheet");
    assert_eq!(file.sheets(&Options::default()).map(|sheets| sheets.len()), Ok(2));
}

#[test]
fn a_lone_cell_far_away_costs_nothing() {
    let far = ORDERS.to_owned() + r#"<row r="1048576"><c r="B1048576"><v>1</v></c></row>"#;
    let sheets = sheets("far.xlsx", &xlsx(&[("a", &far)]), &Options { chunk_rows: 1, ..Options::default() });
    assert_eq!(table(&sheets[0], 1).rows.len(), 4);
    let wide = ORDERS.to_owned() + r#"<row r="9"><c r="XFD9"><v>1</v></c></row>"#;
    let error = open("wide.xlsx", xlsx(&[("a", &wide)]).into(), &Options::default()).err();
    assert_eq!(error.map(|error| error.code()), Some("too-many-columns"));
}

pub(crate) const ODS: &str = r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="退款"><table:table-row><table:table-cell office:value-type="string"><text:p>退款编号</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>退款的申请时间</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="float" office:value="17"><text:p>17</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2025-01-02"><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;

pub(crate) fn ods(content: &str) -> Vec<u8> {
    let mimetype = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    archive(&[("mimetype", mimetype), ("META-INF/manifest.xml", manifest), ("content.xml", content)])
}

#[test]
fn ods_cells_are_text() {
    let sheets = sheets("refunds.ods", &ods(ODS), &Options::default());
    assert_eq!(sheets[0].table(), Some("cases"));
    let table = table(&sheets[0], 10);
    assert_eq!(table.names, ["case_id", "created_at"]);
    assert_eq!(cells(&table.rows[0]), ["17", "2025-01-02 00:00:00"]);
}

#[test]
fn a_truncated_ods_ends() {
    for end in (0..ODS.len()).filter(|end| ODS.is_char_boundary(*end)).step_by(7) {
        let _ = open("cut.ods", ods(&ODS[..end]).into(), &Options::default());
    }
}
