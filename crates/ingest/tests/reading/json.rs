//! JSON and NDJSON.

use aftersight_ingest::{Lang, NotRowKind, Options, open};
use proptest::prelude::*;

use crate::read::{cells, only, read, sheets, table};

fn error(bytes: &[u8]) -> aftersight_ingest::ReadError {
    let bytes = aftersight_ingest::Bytes::copy_from_slice(bytes);
    open("x.json", bytes, &Options::default()).err().unwrap_or_else(|| panic!("it was read"))
}

const ORDERS: &str = r#"[
  {"订单编号": 4108888888888888889, "buyer": {"name": "甲", "tags": ["a", "b"]}, "总金额": 12.50, "ok": true},
  {"订单编号": "4108888888888888890", "buyer": {"name": null}, "买家会员名": "say \"hi\"\n", "总金额": 1e3}
]"#;

#[test]
fn an_array_of_objects_is_a_table() {
    let sheet = only(ORDERS.as_bytes(), &Options::default());
    assert_eq!((sheet.table(), sheet.encoding), (Some("orders"), Some("UTF-8")));
    let table = table(&sheet, 10);
    assert_eq!(table.names, ["order_id", "buyer_name", "buyer.tags", "total_minor", "ok", "customer_key"]);
    assert_eq!(cells(&table.rows[0]), ["4108888888888888889", "甲", r#"["a", "b"]"#, "12.50", "true", "∅"]);
    assert_eq!(cells(&table.rows[1]), ["4108888888888888890", "∅", "∅", "1e3", "∅", "say \"hi\"\n"]);
}

#[test]
fn arrays_are_found_in_objects() {
    let one = r#"{"code": 0, "data": {"total": 2, "list": [{"order id": 1, "status": "paid", "total": 2}]}}"#;
    let sheet = only(one.as_bytes(), &Options::default());
    assert_eq!((sheet.name.as_str(), sheet.table()), ("", Some("orders")));
    let around: Vec<_> = sheet.not_rows.iter().map(|row| (row.kind, row.cells.join("="))).collect();
    assert_eq!(around, [(NotRowKind::Preamble, "code=0".into()), (NotRowKind::Preamble, "data.total=2".into())]);

    let two = r#"{"orders": [{"order id": 1, "status": "paid", "total": 2}], "refunds": [{"退款编号": 7, "退款状态": "成功"}]}"#;
    let both = sheets("x.json", two.as_bytes(), &Options::default());
    let names: Vec<_> = both.iter().map(|sheet| (sheet.name.as_str(), sheet.table())).collect();
    assert_eq!(names, [("orders", Some("orders")), ("refunds", Some("cases"))]);
    let cases = Options { table: Some("cases".into()), ..Options::default() };
    assert_eq!(sheets("x.json", two.as_bytes(), &cases).len(), 1);
    let named = Options { sheet: Some("orders".into()), ..Options::default() };
    assert_eq!(sheets("x.json", two.as_bytes(), &named)[0].table(), Some("orders"));

    let single = read(br#"{"order id": 1, "status": "paid", "address": {"city": "x"}}"#);
    assert_eq!(cells(&single.rows[0]), ["1", "paid", "x"]);
}

#[test]
fn lines_are_read_in_chunks() {
    let mut lines = String::from("\u{feff}");
    for row in 0..300 {
        let extra = if row == 250 { r#", "late": "x""# } else { "" };
        lines +=
            &format!("{{\"order_id\": {row}, \"status\": \"已付款\", \"paid\": {{\"minor\": {row}.10}}{extra}}}\r\n\n");
    }
    let whole = read(lines.as_bytes());
    assert_eq!(whole.names, ["order_id", "status", "paid_minor", "late"]);
    assert_eq!(cells(&whole.rows[250]), ["250", "已付款", "250.10", "x"]);
    for size in [1, 40, 97, 1000, 1 << 22] {
        let sheet = only(lines.as_bytes(), &Options { chunk_bytes: size, ..Options::default() });
        assert_eq!(table(&sheet, 7), whole, "chunks of {size} bytes");
    }
    let (encoded, _, _) = encoding_rs::GB18030.encode(&lines[3..]);
    assert_eq!(only(&encoded, &Options::default()).encoding, Some("GB18030"));
    assert_eq!(read(&encoded), whole);
}

#[test]
fn values_in_a_row_need_no_lines() {
    let text = "{\"order_id\": 1,\n \"status\": \"a\"}\n{\"order_id\": 2,\n \"status\": \"b\"}";
    assert_eq!(read(text.as_bytes()).column("order_id"), [Some("1"), Some("2")]);
}

#[test]
fn messages_name_the_line() {
    let broken = error(b"{\"a\": 1}\n{\"a\": 2}\n{\"a\": }\n");
    assert_eq!(broken.code(), "broken-json");
    assert!(broken.to_string().starts_with("x.json: line 3, character 7: this is no JSON"), "{broken}");
    assert!(broken.message(Lang::Zh).starts_with("x.json：第 3 行第 7 个字符：不是有效的 JSON"));
    assert!(error(b"[{\"a\": 1},\n {\"a\": 2").to_string().contains("line 2"));
    let number = error(b"[{\"a\": 1},\n 5]");
    assert_eq!((number.code(), number.to_string().contains("line 2:")), ("no-object", true));
    assert_eq!(error(b"[]").code(), "empty");
    assert_eq!(error(b"{}").code(), "empty");
    let wide: Vec<String> = (0..10_000).map(|n| format!("\"c{n}\": 1")).collect();
    assert_eq!(error(format!("{{{}}}", wide.join(",")).as_bytes()).code(), "too-many-columns");
    let large = format!("{{\"a\": 1}}\n{{\"a\": \"{}\"}}\n", "x".repeat(1 << 21));
    let text = only(large.as_bytes(), &Options::default()).read(0, 10).err().map(|error| error.to_string());
    assert!(text.as_ref().is_some_and(|text| text.starts_with("test.csv: line 2, column a: a cell of")), "{text:?}");
}

#[test]
fn depth_is_no_danger() {
    for open in ["[", "{\"a\":"] {
        let deep = open.repeat(1 << 18);
        let _ = aftersight_ingest::open("deep.json", deep.clone().into_bytes().into(), &Options::default());
        let lines = format!("{{\"a\": 1}}\n{{\"b\": {deep}\n");
        let _ = aftersight_ingest::open("deep.ndjson", lines.into_bytes().into(), &Options::default());
    }
    let nested = format!("[{}1{}]", "{\"a\":".repeat(20), "}".repeat(20));
    let table = read(nested.as_bytes());
    assert_eq!(table.names, ["a.a.a.a.a.a.a.a"]);
    // Half of a surrogate pair keeps the rest of the text.
    assert_eq!(read(br#"[{"a": "x\ud83d"}]"#).column("a"), [Some("x\\ud83d")]);
}

proptest! {
    #![proptest_config(crate::read::seeded(100))]

    /// Whatever a proper writer wrote is read as it was.
    #[test]
    fn written_texts_come_back(texts in prop::collection::vec("\\PC{0,12}", 1..20), size in 1usize..60) {
        let lines: Vec<String> = texts.iter().map(|text| serde_json::json!({"order_id": 1, "text": text}).to_string()).collect();
        let ndjson = lines.join("\n") + "\n";
        let expected: Vec<Option<String>> = texts.iter().map(|text| (!text.is_empty()).then(|| text.clone())).collect();
        for bytes in [ndjson, format!("[{}]", lines.join(","))] {
            let options = Options { chunk_bytes: size, chunk_rows: size, ..Options::default() };
            let table = table(&only(bytes.as_bytes(), &options), 3);
            prop_assert_eq!(table.rows.iter().map(|row| row[1].clone()).collect::<Vec<_>>(), expected.clone());
        }
    }
}
