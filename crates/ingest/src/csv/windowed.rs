//! What is found in a file does not depend on the windows through which it is seen.

use encoding_rs::{BIG5, GB18030};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::encoding::TextFile;
use super::survey::{self, Survey};
use crate::blob::Blob;
use crate::error::Failure;
use crate::json::Json;
use crate::options::Options;
use crate::sheet::Sheet;

/// Everything that opening and reading tell.
fn told(sheets: Result<Vec<Sheet>, Failure>) -> String {
    let Ok(sheets) = sheets else { return format!("{:?}", sheets.err()) };
    let mut told = String::new();
    for sheet in &sheets {
        let Sheet { name, headers, not_rows, encoding, delimiter, .. } = sheet;
        told += &format!("{name} {headers:?} {not_rows:?} {encoding:?} {delimiter:?}\n");
        for chunk in 0..sheet.chunk_count() {
            told += &format!("{:?} {:?}\n", sheet.chunk(chunk), sheet.read(chunk, 7));
        }
    }
    told
}

fn seen(bytes: &[u8], window: usize, chunk_bytes: usize) -> String {
    let options = Options { chunk_bytes, ..Options::default() };
    let file = TextFile::through(&Blob::from(bytes.to_vec()), window, None);
    told(file.and_then(|file| super::open(file, &options)))
}

fn seen_as_json(bytes: &[u8], window: usize, chunk_bytes: usize) -> String {
    let options = Options { chunk_bytes, ..Options::default() };
    let file = TextFile::through(&Blob::from(bytes.to_vec()), window, None);
    told(file.and_then(Json::open).and_then(|json| json.sheets(&options)))
}

/// Pieces that make a dirty file: cells with all that could hurt, headers once more, those of another table.
fn piece() -> impl Strategy<Value = String> {
    let hurting = prop::sample::select(vec![
        ",", "\"", "\"\"", "\n", "\r\n", "\r", " ", "\\", "\\\"", ",\"", "\",", "\"\n", "订单", "𠮷", "倈亅", "é", "1",
        "=", "'",
    ]);
    prop_oneof![
        8 => hurting.prop_map(str::to_owned),
        3 => "[0-9]{1,9}",
        1 => Just("\n订单编号,买家会员名,备注文本\n".to_owned()),
        1 => Just("\n\"订单编号\",\"买家会员名\",\"物流公司\"\r\n".to_owned()),
        1 => Just("\n合计,3,\n".to_owned()),
    ]
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_dirty_file_is_the_same_through_any_window(
        pieces in prop::collection::vec(piece(), 0..120),
        quoted in any::<bool>(),
        coding in 0..4,
        broken in any::<bool>(),
        window in 4usize..40,
        chunk in 1usize..200,
    ) {
        let head = if quoted { "\"订单编号\",\"买家会员名\",备注文本\r\n" } else { "订单编号,买家会员名,备注文本\n" };
        let text = format!("{head}{}", pieces.concat());
        let mut bytes = match coding {
            0 => GB18030.encode(&text).0.into_owned(),
            1 => BIG5.encode(&text).0.into_owned(),
            2 => format!("\u{feff}{text}").into_bytes(),
            _ => text.into_bytes(),
        };
        if broken {
            let at = bytes.len() * 2 / 3;
            bytes[at] = 0xff;
            bytes.extend(b"4101,a,b\n".repeat(150));
        }
        let whole = seen(&bytes, usize::MAX, chunk);
        for window in [7, window, 1000] {
            prop_assert_eq!(seen(&bytes, window, chunk), whole.clone(), "windows of {} bytes", window);
        }
    }

    #[test]
    fn bars_and_wide_text_are_the_same_through_any_window(
        pieces in prop::collection::vec(piece(), 0..40), wide in any::<bool>(), window in 4usize..40,
    ) {
        let text = format!("订单编号|买家会员名|备注文本\n{}", pieces.concat().replace(',', "|"));
        let bytes: Vec<u8> = if wide {
            format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else {
            GB18030.encode(&text).0.into_owned()
        };
        prop_assert_eq!(seen(&bytes, window, 50), seen(&bytes, usize::MAX, 50));
    }

    #[test]
    fn lines_of_json_are_the_same_through_any_window(
        rows in prop::collection::vec(("[ \n\r\u{3000}]{0,3}", "[a-c]", "[订单𠮷\\PC]{0,9}"), 1..30),
        gb in any::<bool>(),
        window in 4usize..40,
        chunk in 1usize..200,
    ) {
        let line = |(blank, name, value): &(String, String, String)| {
            format!("{blank}{{\"{name}\": {}}}\n", serde_json::Value::from(value.as_str()))
        };
        let text: String = rows.iter().map(line).collect();
        let bytes = if gb { GB18030.encode(&text).0.into_owned() } else { text.into_bytes() };
        let whole = seen_as_json(&bytes, usize::MAX, chunk);
        for window in [7, window] {
            prop_assert_eq!(seen_as_json(&bytes, window, chunk), whole.clone(), "windows of {} bytes", window);
        }
    }

    /// Surveys of bytes in pieces count what a survey of all of them counts.
    #[test]
    fn surveys_add_up(bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'a'), 0x80u8..0xff], 0..200), size in 4usize..20) {
        for step in [survey::utf8, survey::gb18030, survey::big5] {
            let (mut whole, mut parts) = (Survey::default(), Survey::default());
            step(&mut whole, &bytes, true);
            let mut at = 0;
            while at < bytes.len() {
                let end = bytes.len().min(at + size);
                at += step(&mut parts, &bytes[at..end], end == bytes.len());
            }
            prop_assert_eq!(format!("{parts:?}"), format!("{whole:?}"));
        }
    }
}
