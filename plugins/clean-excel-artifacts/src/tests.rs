use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

fn cleaner() -> ExcelArtifacts {
    ExcelArtifacts { except: vec!["text".to_owned()], labels: ["ID", "订单号", "Order No."].map(label_key).to_vec() }
}

fn strip(cell: &str, column: &str) -> (String, &'static str) {
    let cleaner = cleaner();
    match cleaner.strip(cell, cleaner.content(column)) {
        None => (cell.to_owned(), ""),
        Some(Cell::Fixed(text, code)) => (text, code),
        Some(Cell::Cleared(code)) => (String::new(), code),
        Some(other) => panic!("{cell:?}: {other:?}"),
    }
}

#[test]
fn armour_comes_off_and_digits_stay() {
    for (column, cell, inner, code) in [
        ("order_id", "=\"4108888888888888889\"", "4108888888888888889", "armour"),
        ("paid_minor", "=\"12.50\"", "12.50", "armour"),
        ("text", "=\"好评\"", "好评", "armour"),
        ("order_id", "\u{a0}=\"410\"\u{200b}", "410", "armour"),
        ("order_id", "=\"'410\"", "410", "armour"),
        ("title", "=\"5\"\" 屏\"", "5\" 屏", "armour"),
        ("order_id", "=\"\"", "", "armour"),
        ("order_id", "'4108888888888888889", "4108888888888888889", "apostrophe"),
        ("buyer_name", "'张三", "张三", "apostrophe"),
        ("order_id", "\t4108888888888888889\t", "4108888888888888889", "tab"),
        ("order_id", " 410 \t", "410", "tab"),
        ("order_id", "ID：4108888888888888889", "4108888888888888889", "label"),
        ("order_id", "id: 410", "410", "label"),
        ("case_id", "订单号：=\"410\"", "410", "label"),
        ("order_id", "ORDER NO: 410", "410", "label"),
    ] {
        assert_eq!(strip(cell, column), (inner.to_owned(), code), "{cell:?}");
    }
}

#[test]
fn what_is_no_armour_stays() {
    for (column, cell) in [
        ("order_id", "4108888888888888889"),
        ("order_id", " 410 "),
        ("order_id", "=\"a\"&\"b\""),
        ("order_id", "=410"),
        ("order_id", "青禾:410"),
        ("order_id", "ID："),
        ("status", "ID：410"),
        ("text", "'s wonderful"),
        ("text", "\t段落"),
        ("title", "'quoted'"),
        ("variant", "规格\t红"),
    ] {
        assert_eq!(strip(cell, column), (cell.to_owned(), ""), "{cell:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_text_once_is_twice(cell in "[=\"'\t ：:ID1é\u{200b}]{0,12}|.{0,20}", column in "order_id|text|status") {
        let (once, _) = strip(&cell, &column);
        prop_assert_eq!(strip(&once, &column).0, once);
    }

    #[test]
    fn the_quick_look_misses_nothing(cell in "[=\"'\t ：:ID1é\u{200b}]{0,12}|.{0,20}", column in "order_id|text|status") {
        let (_, code) = strip(&cell, &column);
        let texts = Column::text("x", [Some("5"), Some(cell.as_str())]);
        prop_assert!(code.is_empty() || suspicious(&texts, cleaner().content(&column)));
    }

    #[test]
    fn armoured_digits_come_back(digits in "[0-9]{1,25}") {
        for cell in [format!("=\"{digits}\""), format!("'{digits}"), format!("\t{digits}"), format!("ID：{digits}")] {
            prop_assert_eq!(&strip(&cell, "order_id").0, &digits);
        }
    }
}
