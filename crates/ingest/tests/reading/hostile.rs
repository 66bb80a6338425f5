//! Random and mutated bytes: an error or a table, never a panic and never without end.

use aftersight_ingest::{Bytes, Options, Sheet, open};
use proptest::prelude::*;

use crate::read::Row;
use crate::{archives, mail, workbooks};

/// Reads all there is, in small chunks and in large ones: both must tell the same.
pub(crate) fn exhaust(bytes: Vec<u8>) {
    let bytes = Bytes::from(bytes);
    let small = Options { chunk_bytes: 64, chunk_rows: 3, ..Options::default() };
    let (few, many) = (told(&bytes, &Options::default()), told(&bytes, &small));
    assert_eq!(few, many);
}

/// Per sheet its rows, or what is wrong.
fn told(bytes: &Bytes, options: &Options) -> Result<Vec<Result<Vec<Row>, &'static str>>, &'static str> {
    let sheets = open("hostile", bytes.clone(), options).map_err(|error| error.code())?;
    let rows = |sheet: &Sheet| {
        let mut rows = Vec::new();
        for chunk in 0..sheet.chunk_count() {
            for batch in sheet.read(chunk, 100).map_err(|error| error.code())? {
                let columns = &batch.batch.columns;
                let cell = |row| columns.iter().map(|column| column.text_at(row).map(str::to_owned)).collect();
                rows.extend((0..batch.batch.rows as usize).map(cell));
            }
        }
        Ok(rows)
    };
    Ok(sheets.iter().map(rows).collect())
}

/// Some bytes replaced, and perhaps the end cut off.
pub(crate) fn mutated(bytes: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = bytes.len();
    let changes = prop::collection::vec((0..length, any::<u8>()), 0..8);
    (changes, prop::option::of(0..length)).prop_map(move |(changes, cut)| {
        let mut bytes = bytes.clone();
        changes.into_iter().for_each(|(at, byte)| bytes[at] = byte);
        bytes.truncate(cut.unwrap_or(length));
        bytes
    })
}

/// Random bytes behind the first ones of a format.
fn behind(start: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..400).prop_map(move |rest| [start, &rest].concat())
}

fn small_xlsx() -> Vec<u8> {
    workbooks::xlsx(&[(
        "a",
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>订单编号</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>"#,
    )])
}

fn small_parquet() -> Vec<u8> {
    parquet(2, 50)
}

/// A Parquet file of three columns, as `parquet` writes it.
pub(crate) fn parquet(groups: usize, rows_each: usize) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    let schema = "message m { required int64 order_id; optional binary status (UTF8); required int64 created_at (TIMESTAMP_MILLIS); }";
    let schema = parquet::schema::parser::parse_message_type(schema).map(std::sync::Arc::new);
    let schema = schema.unwrap_or_else(|error| panic!("{error}"));
    let mut out = Vec::new();
    let write = |out: &mut Vec<u8>| -> parquet::errors::Result<()> {
        let mut writer = parquet::file::writer::SerializedFileWriter::new(out, schema, Default::default())?;
        for group in 0..groups {
            let mut rows = writer.next_row_group()?;
            let mut column = 0;
            while let Some(mut cells) = rows.next_column()? {
                if column == 1 {
                    let values: Vec<ByteArray> = (0..rows_each / 5 * 4).map(|_| ByteArray::from("完成")).collect();
                    let levels: Vec<i16> = (0..rows_each).map(|row| i16::from(row % 5 != 0)).collect();
                    cells.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
                } else {
                    let values: Vec<i64> = (0..rows_each).map(|row| (group * rows_each + row) as i64).collect();
                    cells.typed::<Int64Type>().write_batch(&values, None, None)?;
                }
                cells.close()?;
                column += 1;
            }
            rows.close()?;
        }
        writer.close().map(|_| ())
    };
    write(&mut out).unwrap_or_else(|error| panic!("{error}"));
    out
}

#[test]
fn parquet_is_read_by_row_groups() {
    let sheet = crate::read::only(&small_parquet(), &Options::default());
    assert_eq!((sheet.chunk_count(), sheet.columns[1].category), (2, true));
    let table = crate::read::table(&sheet, 7);
    assert_eq!(table.rows.len(), 100);
    assert_eq!(crate::read::cells(&table.rows[99]), ["99", "完成", "1970-01-01 00:00:00.099Z"]);
    assert_eq!(table.column("status")[95], None);
}

#[test]
fn stray_quotes_cost_no_square() {
    for pattern in ["\"", ",\"", ",\"\"x", "\"\"x,", "\n\"a", ",\"\"\"", ", \""] {
        exhaust([b"alpha,beta\n", pattern.repeat(1 << 19).as_bytes()].concat());
    }
}

#[test]
fn lines_without_end_are_refused() {
    // More than a chunk may hold, in one cell and in one record of many.
    for (start, piece) in [("alpha,beta\n1,", "x"), ("alpha,beta\n", "x,"), ("{\"a\":1}\n{\"a\":\"", "x")] {
        let mut bytes = start.as_bytes().to_vec();
        bytes.resize((1 << 29) + (1 << 20), piece.as_bytes()[0]);
        if piece.len() > 1 {
            bytes[start.len()..].iter_mut().skip(1).step_by(2).for_each(|byte| *byte = b',');
        }
        let error = open("long.csv", bytes.into(), &Options::default()).err();
        let code = error.as_ref().map(aftersight_ingest::ReadError::code);
        assert!(matches!(code, Some("too-large" | "too-many-columns")), "{error:?}");
        assert!(error.is_some_and(|error| error.to_string().starts_with("long.csv: ")));
    }
}

#[test]
fn zeros_are_text() {
    let table = crate::read::read(b"order id,note of it,total\n1,a\0b,2\n\0,\0\0,3\n");
    assert_eq!(table.column("note of it"), [Some("a\0b"), Some("\0\0")]);
    let mut padded = b"order id,note of it,total\n1,a,2\n".to_vec();
    padded.resize(1 << 16, 0);
    exhaust(padded);
    exhaust(vec![0; 1 << 16]);
}

#[test]
fn encodings_in_one_file_are_counted_or_refused() {
    let line = "4101,张三,浙江省杭州市西湖区文三路\n";
    let (other, _, _) = encoding_rs::GB18030.encode(line);
    let head = "订单编号,买家会员名,收货地址\n";
    let one = [head.as_bytes(), line.repeat(2000).as_bytes(), &other].concat();
    let table = crate::read::read(&one);
    assert_eq!(table.rows.len(), 2001);
    assert!(table.replaced > 0 && table.replaced < 40, "{}", table.replaced);
    let half = [head.as_bytes(), line.repeat(100).as_bytes(), &other.repeat(100)].concat();
    let error = open("mixed.csv", half.into(), &Options::default()).err();
    assert!(error.is_none_or(|error| error.code() == "encoding"));
}

const XML: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>order id</t></is></c></row><row r="2"><c r="A2" s="1"><v>1</v></c></row>"#;

const JSON: &str = r#"{"orders": [{"order id": 1, "a": {"b": [1, 2]}}, {"order id": "2", "c": null}], "n": 1}"#;

const LINES: &str = "{\"order id\": 1, \"a\": {\"b\": \"\\u00e9\"}}\n{\"order id\": 2}\n\n{\"c\": 1.50}\n";

const CSV: &str = "订单编号,买家会员名,总金额\n1,\"甲,乙\",5\n2,\"a\"\"b\",6\n合计,,11\n";

const DIALECTS: &str = "id, name, n\n1, 'a, b', 5\n2, 'c', 6\n3, \"8\\\" x\", 6\n4, x\"\", 5\n";

proptest! {
    #![proptest_config(crate::read::seeded(200))]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        exhaust(bytes);
    }

    #[test]
    fn random_bytes_below_headers(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        exhaust([b"order id,status\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn mutated_csv(bytes in mutated(CSV.repeat(3).into_bytes())) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_dialects(bytes in mutated(DIALECTS.repeat(4).into_bytes())) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_parquet(bytes in mutated(small_parquet())) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_xlsx(bytes in mutated(small_xlsx())) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_xml(sheet in mutated(XML.into())) {
        exhaust(workbooks::xlsx(&[("a", &String::from_utf8_lossy(&sheet))]));
    }

    #[test]
    fn mutated_ods(bytes in mutated(workbooks::ods(workbooks::ODS))) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_ods_xml(content in mutated(workbooks::ODS.into())) {
        exhaust(workbooks::ods(&String::from_utf8_lossy(&content)));
    }

    #[test]
    fn random_xls(bytes in behind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_json(bytes in mutated(JSON.into())) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_ndjson(bytes in mutated(LINES.repeat(3).into())) {
        exhaust(bytes);
    }

    #[test]
    fn random_json(bytes in behind(b"{\"")) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_gzip(bytes in mutated(archives::gzip(CSV.repeat(3).as_bytes()))) {
        exhaust(bytes);
    }

    #[test]
    fn random_gzip(bytes in behind(b"\x1f\x8b\x08\0\0\0\0\0\0\x03")) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_zip(bytes in mutated(archives::zip(&[("a.csv", CSV.as_bytes()), ("b.json", JSON.as_bytes())]))) {
        exhaust(bytes);
    }

    #[test]
    fn random_zip(bytes in behind(b"PK\x03\x04")) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_eml(bytes in mutated(mail::EML.into())) {
        exhaust(bytes);
    }

    #[test]
    fn mutated_mbox(bytes in mutated(mail::mbox().into_bytes())) {
        exhaust(bytes);
    }

    #[test]
    fn random_mail(bytes in behind(b"From: a@b.cn\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n")) {
        exhaust(bytes);
    }
}
