use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn read(table: &str, column: &str, text: &str) -> String {
    let vocabulary = Vocabulary::embedded();
    let place = vocabulary.place(table, column).unwrap();
    match place.read(text) {
        Reading::Nothing => String::new(),
        Reading::Code(code) => code.to_owned(),
        Reading::Unknown => "?".to_owned(),
    }
}

/// The pairs of a `const` in the generator's source.
fn pairs(source: &'static str, name: &str) -> Vec<(&'static str, &'static str)> {
    let begin = source.find(&format!("const {name}:")).unwrap();
    let body = &source[begin..begin + source[begin..].find("];").unwrap()];
    let words: Vec<_> = body.split('"').skip(1).step_by(2).collect();
    assert!(!words.is_empty() && words.len().is_multiple_of(2), "{name}");
    words.chunks(2).map(|pair| (pair[0], pair[1])).collect()
}

macro_rules! generator {
    ($path:literal) => {
        include_str!(concat!("../../../../crates/generate/src/", $path))
    };
}

#[test]
fn every_word_of_the_generator_is_known() {
    // Source, constant, and the columns that its words stand in.
    type Source = (&'static str, &'static str, &'static [(&'static str, &'static str)]);
    let sources: [Source; 13] = [
        (generator!("rows/orders.rs"), "STATES", &[("orders", "status"), ("order_lines", "status")]),
        (generator!("rows/shipments.rs"), "STATES", &[("shipments", "status")]),
        (generator!("rows/shipments.rs"), "DIRECTIONS", &[("shipments", "direction")]),
        (
            generator!("facts/case.rs"),
            "STATES",
            &[("cases", "status"), ("case_events", "from_status"), ("case_events", "to_status")],
        ),
        (generator!("facts/case.rs"), "RULINGS", &[("cases", "arbitration_result")]),
        (generator!("facts/case.rs"), "PARTIES", &[("cases", "responsibility")]),
        (generator!("facts/incident.rs"), "TYPES", &[("cases", "case_type")]),
        (generator!("facts/incident.rs"), "GOODS", &[("cases", "goods_status")]),
        (generator!("facts/steps.rs"), "STAGES", &[("case_events", "stage")]),
        (generator!("facts/steps.rs"), "ACTORS", &[("case_events", "actor_type")]),
        (generator!("facts/steps.rs"), "EVENTS", &[("case_events", "event_type")]),
        (generator!("facts/feedback.rs"), "KINDS", &[("feedback", "kind")]),
        (generator!("facts/customer.rs"), "TIERS", &[("orders", "customer_tier")]),
    ];
    for (source, name, places) in sources {
        for (table, column) in places {
            for (word, code) in pairs(source, name) {
                assert_eq!(read(table, column, word), code, "{table}.{column}: {word}");
                assert_eq!(read(table, column, code), code, "{table}.{column}: {code}");
            }
        }
    }
}

#[test]
fn carriers_numbers_are_those_of_the_generator() {
    let source = generator!("rows/shipments.rs");
    let list = &source[source.find("fn carrier_code").unwrap()..];
    let numbers = list[..list.find("][state]").unwrap()].split('"').skip(1).step_by(2);
    for (number, (_, code)) in numbers.zip(pairs(source, "STATES")) {
        assert_eq!(read("shipments", "status", number), code);
        assert_eq!(read("shipments", "status", &format!("{number}.0")), code);
    }
    assert_eq!(read("shipments", "status", "6"), "returned");
}

#[test]
fn what_the_generator_calls_unknown_stays_unknown() {
    for (table, column) in [("orders", "status"), ("cases", "status"), ("shipments", "status")] {
        for word in ["状态异常(9)", "未知状态", "STATUS_ERR"] {
            assert_eq!(read(table, column, word), "?");
        }
    }
}

#[test]
fn spellings_that_mean_the_same_are_one() {
    for (column, text, code) in [
        ("status", "WAIT_SELLER_AGREE", "waiting_merchant"),
        ("status", " wait seller agree ", "waiting_merchant"),
        ("status", "ＷＡＩＴ＿ＢＵＹＥＲ＿ＲＥＴＵＲＮ＿ＧＯＯＤＳ", "waiting_return"),
        ("status", "等待買家退貨", "waiting_return"),
        ("status", "退款成功。", "refunded"),
        ("status", "退款\u{200b}成功\u{a0}", "refunded"),
        ("status", "SELLER_REFUSE_BUYER", "rejected"),
        ("case_type", "退貨退款", "return_refund"),
        ("case_type", "退货 + 退款", "return_refund"),
        ("case_type", "2", "refund_only"),
        ("case_type", "3.0", "return_refund"),
        ("case_type", "Return_Refund", "return_refund"),
        ("goods_status", "BUYER_NOT_RECEIVED", "not_received"),
        ("status", "—", ""),
        ("status", "N/A", ""),
        ("status", "???", "?"),
        ("case_type", "9", "?"),
    ] {
        assert_eq!(read("cases", column, text), code, "{text}");
    }
    assert_eq!(read("orders", "status", "賣家已發貨,等待買家確認"), "shipped");
}

#[test]
fn a_table_decides_what_a_status_means() {
    assert_eq!(read("orders", "status", "交易关闭"), "cancelled");
    assert_eq!(read("cases", "status", "CLOSED"), "closed");
    assert_eq!(read("orders", "status", "已签收"), "signed");
    assert_eq!(read("orders", "status", "未发货"), "paid");
    assert_eq!(read("cases", "goods_status", "未发货"), "unshipped");
    assert_eq!(read("orders", "status", "refunded"), "cancelled");
    assert_eq!(read("cases", "status", "refunded"), "refunded");
}

#[test]
fn extra_words_stand_above_the_file() {
    let extra =
        ["cases.status: 我方已处理 = resolved", "cases.status：關閉＝cancelled", "orders.customer_tier: V9 = v9"];
    let vocabulary = Vocabulary::with(&extra.map(str::to_owned)).unwrap();
    let cases = vocabulary.place("cases", "status").unwrap();
    assert_eq!(cases.read("我方已處理"), Reading::Code("resolved"));
    assert_eq!(cases.read("关闭"), Reading::Code("cancelled"));
    assert_eq!(vocabulary.place("orders", "customer_tier").unwrap().read("v9"), Reading::Code("v9"));
    for (entry, code) in [
        ("我方已处理 = resolved", "extra-malformed"),
        ("cases.status: 我方已处理", "extra-malformed"),
        ("cases.status: = resolved", "extra-malformed"),
        ("tickets.status: 我方已处理 = resolved", "extra-column"),
        ("cases.status: 我方已处理 = handled", "extra-code"),
    ] {
        assert_eq!(Vocabulary::with(&[entry.to_owned()]).unwrap_err().code, code, "{entry}");
    }
}

#[test]
fn the_file_is_toml_and_no_word_means_two_things() {
    let file: toml::Table = FILE.parse().unwrap();
    let strings = |value: &toml::Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let vocabulary = Vocabulary::embedded();
    let columns = file["column"].as_array().unwrap();
    assert_eq!(columns.len(), vocabulary.columns.len());
    let mut places = BTreeSet::new();
    for (column, read) in columns.iter().zip(&vocabulary.columns) {
        assert_eq!(strings(&column["in"]), read.places);
        assert_eq!(column.get("quarantine").map(strings).unwrap_or_default(), read.strict);
        assert!(read.strict.iter().all(|place| read.places.contains(place)));
        assert!(read.places.iter().all(|place| places.insert(*place)), "a column stands twice");
        let mut meanings = BTreeMap::new();
        for (code, words) in column["words"].as_table().unwrap() {
            for word in strings(words).iter().chain([code]) {
                let before = meanings.insert(vocabulary.fold.key(word), code.as_str());
                assert!(before.is_none_or(|before| before == code), "{word} in {:?}", read.places);
            }
        }
        let known: BTreeMap<_, _> = read.words.iter().map(|(word, code)| (word.to_owned(), code)).collect();
        assert_eq!(known, meanings);
    }
    let manifest: toml::Table = include_str!("../../plugin.toml").parse().unwrap();
    let parameter = &manifest["parameter"].as_array().unwrap()[1];
    assert_eq!(parameter["default"], file["version"]);
    let doc = parameter["doc"]["en"].as_str().unwrap();
    assert!(doc.contains(file["valid_from"].as_str().unwrap()));
    for preset in manifest["preset"].as_array().unwrap() {
        Vocabulary::with(&strings(&preset["set"]["extra"])).unwrap();
    }
}
