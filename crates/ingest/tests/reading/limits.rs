//! The limits that every format has to keep, each tried with the least file that breaks it.

use std::io::Write as _;

use aftersight_ingest::{Bytes, Lang, Options, open};
use proptest::prelude::*;

use crate::archives::{gzip, zip};
use crate::hostile::exhaust;
use crate::workbooks;

/// The code of the error by which a file is refused while it is opened or read, and that its message is in both languages.
fn refused(name: &str, bytes: Vec<u8>) -> &'static str {
    let error = match open(name, Bytes::from(bytes), &Options::default()) {
        Err(error) => Some(error),
        Ok(sheets) => {
            sheets.iter().find_map(|sheet| (0..sheet.chunk_count()).find_map(|chunk| sheet.read(chunk, 1000).err()))
        }
    };
    let error = error.unwrap_or_else(|| panic!("{name} was read"));
    assert!(error.message(Lang::Zh).contains(name) && error.message(Lang::En).contains(name), "{error}");
    error.code()
}

#[test]
fn ten_thousand_columns_are_too_many_in_every_format() {
    let names: Vec<String> = (0..10_000).map(|number| format!("column {number}")).collect();
    let csv = format!("{}\n{}\n", names.join(","), ",".repeat(9_999));
    let objects: Vec<String> = names.iter().map(|name| format!("\"{name}\":1")).collect();
    let json = format!("[{{{}}}]", objects.join(","));
    let cells: String = names.iter().map(|name| format!("<c t=\"inlineStr\"><is><t>{name}</t></is></c>")).collect();
    let book = workbooks::xlsx(&[("a", &format!("<row r=\"1\">{cells}</row>"))]);
    for (name, bytes) in [
        ("wide.csv", csv.clone().into_bytes()),
        ("wide.csv.gz", gzip(csv.as_bytes())),
        ("wide.json", json.clone().into_bytes()),
        ("wide.ndjson", json.as_bytes()[1..json.len() - 1].to_vec()),
        ("wide.xlsx", book),
        ("wide.parquet", wide_parquet(&names)),
    ] {
        assert_eq!(refused(name, bytes), "too-many-columns", "{name}");
    }
}

fn wide_parquet(names: &[String]) -> Vec<u8> {
    let fields: Vec<_> = names.iter().map(|name| format!("required int32 {};", name.replace(' ', "_"))).collect();
    let schema = parquet::schema::parser::parse_message_type(&format!("message m {{ {} }}", fields.concat()));
    let schema = std::sync::Arc::new(schema.unwrap_or_else(|error| panic!("{error}")));
    let mut out = Vec::new();
    let writer = parquet::file::writer::SerializedFileWriter::new(&mut out, schema, Default::default());
    writer.and_then(parquet::file::writer::SerializedFileWriter::close).unwrap_or_else(|error| panic!("{error}"));
    out
}

/// A line of a gigabyte costs a megabyte, packed: members of one gzip file follow each other.
#[test]
fn a_line_of_a_gigabyte_is_refused_before_it_is_unpacked() {
    let line = gzip(&vec![b'x'; 16 << 20]);
    let mut bytes = gzip(b"order id,status\n1,");
    (0..64).for_each(|_| bytes.extend(&line));
    assert_eq!(refused("long.csv.gz", bytes), "too-large");
}

#[test]
fn a_gzip_file_may_end_nowhere_but_at_its_end() {
    let whole = gzip("order id,status\n".repeat(40).as_bytes());
    let two = [whole.clone(), whole.clone()].concat();
    for end in 2..whole.len() {
        assert!(["broken-archive", "format"].contains(&refused("cut.csv.gz", whole[..end].to_vec())), "{end}");
    }
    // Behind the first of two members the file is whole; within the second it is not.
    for end in [whole.len() + 12, two.len() - 1] {
        assert_eq!(refused("cut.csv.gz", two[..end].to_vec()), "broken-archive", "{end}");
    }
    exhaust(two);
}

proptest! {
    #![proptest_config(crate::read::seeded(60))]

    /// Bytes of any encodings, one line each, below headers of any of them.
    #[test]
    fn lines_of_mixed_encodings(lines in prop::collection::vec((0usize..6, 0usize..4), 1..60)) {
        const TEXTS: [&str; 4] = ["4101,张三,浙江省\n", "1,\0,a\"b\n", "2,한국어,日本語\n", "3,ñandú,\n"];
        let mut bytes = Vec::new();
        for (encoding, text) in lines {
            let text = TEXTS[text];
            match encoding {
                0 | 1 => bytes.write_all(text.as_bytes()),
                2 => bytes.write_all(&encoding_rs::GB18030.encode(text).0),
                3 => bytes.write_all(&encoding_rs::BIG5.encode(text).0),
                4 => bytes.write_all(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
                _ => bytes.write_all(&encoding_rs::SHIFT_JIS.encode(text).0),
            }.unwrap_or_else(|error| panic!("{error}"));
        }
        let archive = zip(&[("a.csv", &bytes)]);
        exhaust([b"order id,status,note\n".as_slice(), &bytes].concat());
        exhaust(archive);
        exhaust(bytes);
    }
}
