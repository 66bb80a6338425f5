//! Gzip and zip.

use std::io::Write;

use aftersight_ingest::{Bytes, Lang, Options, Sheet, open};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::read::{cells, sheets, table};
use crate::workbooks;

const ORDERS: &str = "订单编号,买家会员名,总金额\n4108888888888888889,甲,5\n";
const REFUNDS: &str = "退款编号,订单编号,退款状态\n7,4108888888888888889,成功\n";

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_else(|error| panic!("{error}"))
}

/// A zip archive of packed files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in files {
        zip.start_file(*name, packed).unwrap_or_else(|error| panic!("{error}"));
        zip.write_all(bytes).unwrap_or_else(|error| panic!("{error}"));
    }
    zip.finish().unwrap_or_else(|error| panic!("{error}")).into_inner()
}

fn error(bytes: Vec<u8>) -> aftersight_ingest::ReadError {
    open("a.zip", Bytes::from(bytes), &Options::default()).err().unwrap_or_else(|| panic!("it was read"))
}

fn places(sheets: &[Sheet]) -> Vec<(&str, &str, Option<&str>)> {
    sheets.iter().map(|sheet| (sheet.file.as_str(), sheet.name.as_str(), sheet.table())).collect()
}

#[test]
fn gzip_is_transparent() {
    let packed = gzip(ORDERS.as_bytes());
    let found = sheets("orders.csv.gz", &packed, &Options::default());
    assert_eq!(places(&found), [("orders.csv.gz", "", Some("orders"))]);
    assert_eq!(cells(&table(&found[0], 10).rows[0]), ["4108888888888888889", "甲", "5"]);
    // Two in a row make one file, as `cat` leaves them.
    let (first, second) = ORDERS.as_bytes().split_at(20);
    let both = [gzip(first), gzip(second)].concat();
    assert_eq!(table(&sheets("x.gz", &both, &Options::default())[0], 10).rows.len(), 1);
    let book =
        workbooks::xlsx(&[("订单", "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>订单编号</t></is></c></row>")]);
    assert_eq!(sheets("x.gz", &gzip(&book), &Options::default())[0].name, "订单");
}

#[test]
fn every_member_is_a_file() {
    let book =
        workbooks::xlsx(&[("退款", "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>退款编号</t></is></c></row>")]);
    let archive = zip(&[
        ("导出/订单.csv", ORDERS.as_bytes()),
        ("refunds.csv.gz", &gzip(REFUNDS.as_bytes())),
        ("refunds.xlsx", &book),
        ("readme.txt", b"1\n"),
        ("logo.png", b"\x89PNG...."),
        ("empty.csv", b""),
        ("__MACOSX/._orders.csv", b"\0\0\0\0"),
        (".DS_Store", b"\0\0\0\0"),
    ]);
    let found = sheets("a.zip", &archive, &Options::default());
    let expected = [
        ("a.zip/导出/订单.csv", "", Some("orders")),
        ("a.zip/refunds.csv.gz", "", Some("cases")),
        ("a.zip/refunds.xlsx", "退款", Some("cases")),
    ];
    assert_eq!(places(&found), expected);
    let cases = Options { table: Some("cases".into()), ..Options::default() };
    assert_eq!(sheets("a.zip", &archive, &cases).len(), 2);
    let sheet = Options { sheet: Some("退款".into()), ..Options::default() };
    assert_eq!(sheets("a.zip", &zip(&[("b.xlsx", &book)]), &sheet).len(), 1);
}

#[test]
fn members_are_named_in_messages() {
    let broken = error(zip(&[("good.csv", ORDERS.as_bytes()), ("data/bad.json", b"[{\"a\": 1},")]));
    assert_eq!((broken.file.as_str(), broken.code()), ("a.zip/data/bad.json", "broken-json"));
    assert_eq!(error(zip(&[("logo.png", b"\x89PNG....")])).code(), "format");
    assert_eq!(error(zip(&[])).code(), "empty");
    assert_eq!(error(zip(&[("word/document.xml", b""), ("[Content_Types].xml", b"")])).code(), "format");
    let many: Vec<String> = (0..1001).map(|n| format!("{n}.csv")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), ORDERS.as_bytes())).collect();
    assert_eq!(error(zip(&many)).code(), "too-many-members");
}

#[test]
fn what_is_cut_off_is_refused() {
    let packed = gzip(ORDERS.repeat(50).as_bytes());
    for end in [3, 10, packed.len() / 2, packed.len() - 1] {
        let error = error(packed[..end].to_vec());
        assert_eq!(error.code(), "broken-archive", "{end}");
        assert!(error.message(Lang::Zh).contains("压缩包已损坏"));
    }
    let archive = zip(&[("a.csv", ORDERS.as_bytes())]);
    assert_eq!(error(archive[..archive.len() - 10].to_vec()).code(), "broken-archive");
}

#[test]
fn bombs_do_not_go_off() {
    // 200 MiB of one byte, in two hundred kilobytes.
    let bomb = gzip(&vec![b'a'; 200 << 20]);
    let error_of = |bytes: Vec<u8>| {
        let error = error(bytes);
        assert_eq!(error.code(), "too-large");
        assert!(error.to_string().contains("at most 67108864 are read"), "{error}");
    };
    error_of(bomb.clone());
    error_of(zip(&[("a.csv", &vec![b'a'; 100 << 20])]));
    error_of(gzip(&bomb));
    // Each within the limit, all of them above it.
    let member = vec![b'a'; 30 << 20];
    let three: Vec<(&str, &[u8])> = ["a", "b", "c"].iter().map(|name| (*name, member.as_slice())).collect();
    error_of(zip(&three));
    let mut nested = gzip(ORDERS.as_bytes());
    for _ in 0..5 {
        nested = gzip(&nested);
    }
    assert_eq!(error(nested).code(), "nested-archive");
    // A workbook that states a small size: the sheet unpacks to 80 MiB.
    let rows = "<row></row>".repeat((80 << 20) / 11);
    let book = workbooks::packed_xlsx(&[("a", &rows)]);
    let error = error(understated(book));
    assert!(matches!(error.code(), "too-large" | "broken-workbook"), "{error}");
}

/// Says of every member that it unpacks to one byte.
fn understated(mut bytes: Vec<u8>) -> Vec<u8> {
    for (signature, at) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|place| &bytes[*place..place + 4] == signature).collect();
        places.into_iter().for_each(|place| bytes[place + at..place + at + 4].copy_from_slice(&[1, 0, 0, 0]));
    }
    bytes
}
