//! Dirt has the stated share, and the truth says what must become of each row.

use std::collections::HashMap;

use aftersight_generate::{Config, Dirt, Encoding, Fate};

use crate::memory::{Table, run, truth};

#[test]
fn clean_data_has_none() {
    let (summary, files) = run(&Config { rows: 300, dirt: 0.0, ..Config::default() });
    for file in &summary.files {
        assert!(file.dirt.is_empty() && file.tail_rows == 0, "{}", file.name);
        assert_eq!(file.fates.get(&Fate::Keep), Some(&file.rows), "{}", file.name);
    }
    assert!(truth(&files, "orders").column("fate").all(|fate| fate == "keep"));
}

#[test]
fn shares_are_as_stated() {
    let (summary, files) = run(&Config { rows: 4_000, dirt: 0.1, ..Config::default() });
    let mut kinds: HashMap<Dirt, u64> = HashMap::new();
    for file in &summary.files {
        for (kind, rows) in &file.dirt {
            *kinds.entry(*kind).or_default() += rows;
        }
    }
    for kind in Dirt::ALL {
        assert!(kinds.contains_key(kind), "{} occurs", kind.name());
    }
    for table in ["orders", "order_lines", "shipments", "conversations"] {
        let table_ = truth(&files, table);
        let drawn = |dirt: &str| !dirt.is_empty() && dirt != "test_order";
        let share = table_.column("dirt").filter(|dirt| drawn(dirt)).count() as f64 / table_.rows.len() as f64;
        assert!((share - 0.1).abs() < 0.01, "{table}: {share}");
    }
    let lines = truth(&files, "orders");
    let tests = lines.column("fate").filter(|fate| *fate == "test").count() as f64 / lines.rows.len() as f64;
    assert!((tests - 0.01).abs() < 0.002, "{tests}");
    assert_eq!(summary.files[0].tail_rows, 1, "{}", summary.files[0].name);
}

#[test]
fn the_truth_names_the_row_of_the_export() {
    let (summary, files) = run(&Config { rows: 600, dirt: 0.1, encoding: Encoding::Utf8, ..Config::default() });
    for (table, header, name) in
        [("orders", "订单编号", "order_id"), ("cases", "退款编号", "case_id"), ("shipments", "物流单号", "tracking_no")]
    {
        let truth = truth(&files, table);
        let exports: HashMap<&str, Table> =
            summary.files.iter().map(|file| (file.name.as_str(), Table::read(&files[&file.name]))).collect();
        let mut first: HashMap<&str, &csv::StringRecord> = HashMap::new();
        for row in &truth.rows {
            let export = &exports[truth.get(row, "file")];
            let number: usize = truth.get(row, "row").parse().unwrap();
            let exported = &export.rows[number - 1];
            let (id, dirt) = (truth.get(row, name), truth.get(row, "dirt"));
            if dirt.is_empty() {
                assert_eq!(export.get(exported, header), id);
            }
            if truth.get(row, "fate") == "duplicate" {
                first.insert(id, exported);
            } else if let Some(before) = first.remove(id) {
                assert_eq!(before, exported, "a duplicate is the same row again");
            }
        }
        assert!(first.is_empty(), "{table}: every duplicate comes again");
    }
}

#[test]
fn what_is_spoilt_can_be_read_back_or_is_not_kept() {
    let (_, files) = run(&Config { rows: 2_000, dirt: 0.2, encoding: Encoding::Utf8, ..Config::default() });
    let truth = truth(&files, "orders");
    let exports = ["taobao_orders.csv", "tmall_orders.csv"].map(|name| (name, Table::read(&files[name])));
    for row in &truth.rows {
        let export = &exports.iter().find(|(name, _)| *name == truth.get(row, "file")).unwrap().1;
        let exported = &export.rows[truth.get(row, "row").parse::<usize>().unwrap() - 1];
        let amount = export.get(exported, "买家实际支付金额");
        match truth.get(row, "dirt") {
            "money_format" => {
                let digits: String = amount.chars().filter(|character| character.is_ascii_digit()).collect();
                assert_eq!(
                    digits.trim_start_matches('0'),
                    truth.get(row, "paid_minor").trim_start_matches('0'),
                    "{amount}"
                );
            }
            "bad_amount" | "lost_precision" | "bad_time" | "unknown_status" => {
                assert_eq!(truth.get(row, "fate"), "quarantine")
            }
            "masked_phone" => assert!(export.get(exported, "联系手机").contains("****")),
            _ => {}
        }
    }
}
