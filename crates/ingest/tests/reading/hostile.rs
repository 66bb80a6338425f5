//! Random and mutated bytes: an error or a table, never a panic and never without end.

use aftersight_ingest::{Bytes, Options, open};
use proptest::prelude::*;

use crate::workbooks;

/// Reads all there is.
fn exhaust(bytes: Vec<u8>) {
    let options = Options { chunk_bytes: 64, ..Options::default() };
    let Ok(sheets) = open("hostile", Bytes::from(bytes), &options) else { return };
    for sheet in &sheets {
        for chunk in 0..sheet.chunk_count() {
            let _ = sheet.read(chunk, 100);
        }
    }
}

/// Some bytes replaced, and perhaps the end cut off.
fn mutated(bytes: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = bytes.len();
    let changes = prop::collection::vec((0..length, any::<u8>()), 0..8);
    (changes, prop::option::of(0..length)).prop_map(move |(changes, cut)| {
        let mut bytes = bytes.clone();
        changes.into_iter().for_each(|(at, byte)| bytes[at] = byte);
        bytes.truncate(cut.unwrap_or(length));
        bytes
    })
}

fn small_xlsx() -> Vec<u8> {
    workbooks::xlsx(&[(
        "a",
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>订单编号</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>"#,
    )])
}

/// A Parquet file of three columns, as `parquet` writes it.
fn small_parquet() -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    let schema = "message m { required int64 order_id; optional binary status (UTF8); required int64 created_at (TIMESTAMP_MILLIS); }";
    let schema = parquet::schema::parser::parse_message_type(schema).map(std::sync::Arc::new);
    let schema = schema.unwrap_or_else(|error| panic!("{error}"));
    let mut out = Vec::new();
    let write = |out: &mut Vec<u8>| -> parquet::errors::Result<()> {
        let mut writer = parquet::file::writer::SerializedFileWriter::new(out, schema, Default::default())?;
        for group in 0..2i64 {
            let mut rows = writer.next_row_group()?;
            let mut column = 0;
            while let Some(mut cells) = rows.next_column()? {
                if column == 1 {
                    let values: Vec<ByteArray> = (0..40).map(|_| ByteArray::from("完成")).collect();
                    let levels: Vec<i16> = (0..50).map(|row| i16::from(row % 5 != 0)).collect();
                    cells.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
                } else {
                    let values: Vec<i64> = (0..50).map(|row| group * 50 + row).collect();
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        exhaust(bytes);
    }

    #[test]
    fn random_bytes_below_headers(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        exhaust([b"order id,status\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn mutated_csv(bytes in mutated("订单编号,买家会员名,总金额\n1,\"甲,乙\",5\n2,\"a\"\"b\",6\n合计,,11\n".repeat(3).into_bytes())) {
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
    fn mutated_xml(sheet in mutated(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>order id</t></is></c></row><row r="2"><c r="A2" s="1"><v>1</v></c></row>"#.into())) {
        exhaust(workbooks::xlsx(&[("a", &String::from_utf8_lossy(&sheet))]));
    }
}
