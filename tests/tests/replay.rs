//! Quarantined rows, corrected in a spreadsheet, come back onto their originals, and the totals add up.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use aftersight_tests::{Said, aftersight, scratch};
use encoding_rs::GB18030;
use serde_json::Value;

const PHONE: &str = "13800138000";
const TYPED: &str = "13912345678";

/// Ten cases; the times of the third, fifth, seventh and ninth are no times.
fn exports(folder: &Path) -> PathBuf {
    let mut text = "退款编号,订单编号,联系电话,退款的申请时间,退款状态,售后类型,备注\n".to_owned();
    for row in 1..=10 {
        let at = if row % 2 == 1 && row > 1 { "待定".to_owned() } else { format!("2025-06-{row:02} 09:05:37") };
        let case = format!("41088888888888880{row:02}");
        let order = format!("51088888888888880{row:02}");
        text += &format!("{case},{order},{PHONE},{at},退款成功,投诉,\"=1+{row}\"\n");
    }
    fs::create_dir_all(folder.join("in")).expect("a directory");
    fs::write(folder.join("in/refunds.csv"), text).expect("a file");
    let pipeline = folder.join("pipeline.toml");
    let toml = "[[source]]\npath = 'in/*.csv'\ntable = 'cases'\n[[kpi]]\nuse = 'kpi-complaint-count'\n\
                [[clean]]\nuse = 'clean-customer-key'\nparams = { tenant_key = 'a secret of this shop' }\n";
    fs::write(&pipeline, toml).expect("a file");
    pipeline
}

fn run(words: &[&str]) -> Said {
    aftersight(words)
}

/// A quarantine file: headers and rows.
type Rows = Vec<BTreeMap<String, String>>;

fn quarantine(out: &Path) -> (PathBuf, Vec<String>, Rows) {
    let mut files: Vec<PathBuf> = fs::read_dir(out.join("quarantine"))
        .expect("a directory")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let [file] = &files[..] else { panic!("{files:?}") };
    let text = fs::read_to_string(file).expect("UTF-8");
    let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').expect("a mark").as_bytes());
    let headers: Vec<String> = reader.headers().expect("headers").iter().map(str::to_owned).collect();
    let rows = reader.deserialize().map(|row| row.expect("a row")).collect();
    (file.clone(), headers, rows)
}

/// Writes the file as a Chinese Excel does: GB18030, columns in another order, dates in its own form.
fn save(file: &Path, headers: &[String], rows: &Rows) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let headers: Vec<&String> = headers.iter().rev().collect();
    writer.write_record(&headers).expect("memory");
    for row in rows {
        let date = |cell: &str| match cell.strip_prefix("2025-06-0").and_then(|rest| rest.split_once(" 09:05:")) {
            Some((day, _)) => format!("2025/6/{day} 9:05"),
            None => cell.to_owned(),
        };
        writer.write_record(headers.iter().map(|header| date(&row[*header]))).expect("memory");
    }
    let text = String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8");
    fs::write(file, GB18030.encode(&text).0).expect("a writable file");
}

/// rows, accepted, quarantined, excluded, corrected; they add up.
fn totals(out: &Path) -> [u64; 5] {
    let results: Value =
        serde_json::from_slice(&fs::read(out.join("results.json")).expect("results.json")).expect("JSON");
    let input = &results["inputs"][0];
    let counts =
        ["rows", "accepted", "quarantined", "excluded", "corrected"].map(|name| input[name].as_u64().unwrap_or(0));
    assert_eq!(counts[0], counts[1] + counts[2] + counts[3]);
    counts
}

const SECRET: &str = "clean-customer-key.tenant_key=a secret of this shop";

/// A run whose quarantine waits for somebody.
fn ran(test: &str) -> (PathBuf, PathBuf) {
    let folder = scratch(test);
    let (pipeline, out) = (exports(&folder), folder.join("out"));
    let [pipeline, written] = [&pipeline, &out].map(|path| path.to_string_lossy().into_owned());
    let said = run(&["run", &pipeline, "--out", &written, "--received-at", "2025-07-01T00:00:00+08:00"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(totals(&out), [10, 6, 4, 0, 0]);
    (folder, out)
}

fn replay(out: &Path, more: &[&str]) -> Said {
    let dir = out.to_string_lossy();
    run(&[&["replay", &*dir, "--set", SECRET, "--lang", "en"], more].concat())
}

#[test]
fn corrected_rows_come_back_and_the_totals_add_up() {
    let (_, out) = ran("replay");
    let again = fs::read_to_string(out.join("pipeline.toml")).expect("pipeline.toml");
    assert!(!again.contains("a secret of this shop") && again.contains("clean-customer-key.tenant_key"), "{again}");
    let (file, headers, mut rows) = quarantine(&out);
    assert_eq!(rows[0]["order_id"], "'5108888888888888003", "a spreadsheet would round it");
    assert_eq!(rows[0]["备注"], "'=1+3", "a spreadsheet would run it");
    assert_eq!(rows[0]["buyer_phone"], "138******00");
    rows[0].insert("created_at".to_owned(), "2025/6/3 9:05".to_owned());
    rows[0].insert("buyer_phone".to_owned(), TYPED.to_owned());
    rows[1].insert("_action".to_owned(), "删除".to_owned());
    rows[2].insert("order_id".to_owned(), "5.10889E+18".to_owned());
    rows[2].insert("created_at".to_owned(), "2025/6/7".to_owned());
    save(&file, &headers, &rows);
    let said = replay(&out, &[]);
    assert_eq!(said.code, Some(2), "one row is refused: {}", said.err);
    assert!(said.err.contains("row 7 of refunds.csv") && said.err.contains("as text first"), "{}", said.err);
    let told = "10 rows = 6 → 7 accepted + 4 → 2 quarantined + 0 → 1 excluded";
    assert!(said.out.contains(told), "{}", said.out);
    assert_eq!(totals(&out), [10, 7, 2, 1, 1]);
    // What was typed is masked as everything else, and kept for the next replay.
    let seen = |name: &str| fs::read_to_string(out.join(name)).expect("a file").contains(TYPED);
    assert!(!said.out.contains(TYPED) && !said.err.contains(TYPED) && !seen("results.json") && !seen("report.html"));
    assert!(seen("corrections.json"));

    // The refused row keeps what was typed; the second replay keeps what the first one did.
    let (file, headers, mut rows) = quarantine(&out);
    let numbers: Vec<&str> = rows.iter().map(|row| row["_row"].as_str()).collect();
    assert_eq!(numbers, ["7", "9"]);
    assert_eq!((rows[0]["order_id"].as_str(), rows[0]["created_at"].as_str()), ("'5.10889E+18", "2025/6/7"));
    rows[0].insert("order_id".to_owned(), "'5108888888888888007".to_owned());
    save(&file, &headers, &rows);
    let said = replay(&out, &["--format", "json"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(totals(&out), [10, 8, 1, 1, 2]);
    assert_eq!(said.out, fs::read_to_string(out.join("results.json")).expect("results.json"));

    // Nothing changed: nothing happens.
    let said = replay(&out, &[]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""), "{}", said.err);
    assert_eq!(totals(&out), [10, 8, 1, 1, 2]);
}

#[test]
fn the_original_is_found_by_its_hash() {
    let (folder, out) = ran("replay-moved");
    let (file, headers, mut rows) = quarantine(&out);
    rows[0].insert("created_at".to_owned(), "2025-06-03".to_owned());
    save(&file, &headers, &rows);
    let elsewhere = folder.join("elsewhere");
    fs::create_dir_all(&elsewhere).expect("a directory");
    fs::rename(folder.join("in/refunds.csv"), elsewhere.join("renamed.csv")).expect("moved");
    fs::write(folder.join("in/refunds.csv"), "another file").expect("a file");
    let said = replay(&out, &[]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("is not found") && said.err.contains("--source"), "{}", said.err);
    assert_eq!(totals(&out), [10, 6, 4, 0, 0], "nothing was touched");
    let said = replay(&out, &["--source", &elsewhere.to_string_lossy()]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(totals(&out), [10, 7, 3, 0, 1]);
}

#[test]
fn mistakes_name_the_cure_in_both_languages() {
    let (folder, out) = ran("replay-mistakes");
    let (file, headers, rows) = quarantine(&out);
    let told = |change: &dyn Fn(&mut Vec<String>, &mut Rows), zh: &str, en: &str| {
        let (mut headers, mut rows) = (headers.clone(), rows.clone());
        change(&mut headers, &mut rows);
        save(&file, &headers, &rows);
        for (lang, words) in [("zh", zh), ("en", en)] {
            let said = run(&["replay", &out.to_string_lossy(), "--set", SECRET, "--lang", lang]);
            assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{}", said.err);
            assert!(said.err.contains(words), "{words} is not in {}", said.err);
            assert!(said.err.contains("refunds.csv"), "{}", said.err);
        }
        assert_eq!(totals(&out), [10, 6, 4, 0, 0], "nothing was touched");
    };
    told(&|_, rows| _ = rows[1].insert("_row".to_owned(), String::new()), "恢复 _row 列", "Restore the column _row");
    told(&|headers, _| headers.retain(|header| header != "_row"), "缺少列 _row", "the column _row is missing");
    let renamed = |headers: &mut Vec<String>, rows: &mut Rows| {
        headers.push("create_at".to_owned());
        rows.iter_mut().for_each(|row| _ = row.insert("create_at".to_owned(), "x".to_owned()));
    };
    told(&renamed, "是否指“created_at”？", "did you mean `created_at`?");
    let twice = |_: &mut Vec<String>, rows: &mut Rows| {
        rows[0].insert("created_at".to_owned(), "2025-06-03".to_owned());
        rows.push(rows[0].clone());
        rows[0].insert("created_at".to_owned(), "2025-06-04".to_owned());
    };
    told(&twice, "请只保留一处", "Keep one of them");
    let stranger = |_: &mut Vec<String>, rows: &mut Rows| _ = rows[0].insert("_sha256".to_owned(), "ab".repeat(32));
    told(&stranger, "不在这次运行中", "is not part of this run");
    let said = run(&["replay", &out.to_string_lossy(), "--lang", "en"]);
    assert!(said.code == Some(2) && said.err.contains("--set clean-customer-key.tenant_key=VALUE"), "{}", said.err);
    let said = run(&["replay", &folder.join("in").to_string_lossy(), "--lang", "zh"]);
    assert!(said.code == Some(2) && said.err.contains("请先用 aftersight run"), "{}", said.err);
}
