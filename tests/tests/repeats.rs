//! Files that repeat each other, orders on several rows, partners that come late: by the program as people start it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aftersight_tests::{program, target};
use serde_json::Value;

const RECEIVED: &str = "2025-07-01T00:00:00+08:00";

fn scratch(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("repeats").join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a directory");
    path
}

/// A run over files of a directory, in this order, as JSON and as it was printed.
fn run(folder: &Path, files: &[&str], more: &[&str]) -> (Value, String) {
    let sources: Vec<_> = files.iter().map(|file| (*file, "")).collect();
    run_with(folder, &sources, "", more)
}

/// The same with something more to say of each source and of the run.
fn run_with(folder: &Path, sources: &[(&str, &str)], steps: &str, more: &[&str]) -> (Value, String) {
    let mut pipeline = steps.to_owned();
    for (file, facts) in sources {
        let table = file.split(['-', '.']).next().expect("a table's name");
        pipeline += &format!("[[source]]\npath = '{file}'\ntable = '{table}'\n{facts}\n");
    }
    let files: Vec<_> = sources.iter().map(|(file, _)| *file).collect();
    let formula = |name: &str, formula: &str| {
        format!("[[kpi]]\nuse = 'kpi-formula'\nname = '{name}'\ngrain = 'all'\nparams = {{ formula = '{formula}' }}\n")
    };
    if files.iter().any(|file| file.starts_with("cases")) {
        pipeline += "[[kpi]]\nuse = 'kpi-complaint-count'\ngrain = 'week'\n";
        pipeline += &formula("refunds", "sum(cases.refund_minor)");
    }
    if files.iter().any(|file| file.starts_with("orders")) {
        pipeline += &formula("sales", "sum(orders.paid_minor)");
    }
    let path = folder.join("pipeline.toml");
    fs::write(&path, pipeline).expect("a writable directory");
    let mut command = Command::new(program());
    command.arg("run").arg(&path).args(["--format", "json", "--received-at", RECEIVED]).args(more);
    command.env("XDG_CACHE_HOME", target("tmp").join("cache")).env_remove("AFTERSIGHT_PLUGINS");
    let output = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(0), "{err}");
    let results: Value = serde_json::from_str(&out).expect("JSON");
    for input in list(&results["inputs"]) {
        let count = |name: &str| input[name].as_u64().expect("a count");
        assert_eq!(count("rows"), count("accepted") + count("quarantined") + count("excluded"), "{}", input["name"]);
    }
    (results, out)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn total(results: &Value, kpi: &str) -> f64 {
    let found = list(&results["kpis"]).iter().find(|it| it["name"] == kpi).unwrap_or_else(|| panic!("no KPI {kpi}"));
    found["total"]["value"].as_f64().unwrap_or_else(|| panic!("{kpi} has no value"))
}

fn rows(results: &Value, table: &str) -> u64 {
    let found = list(&results["tables"]).iter().find(|it| it["name"] == table);
    found.and_then(|table| table["rows"].as_u64()).unwrap_or_else(|| panic!("no table {table}"))
}

/// Cells of remarks of a rule, source by source: (source, code) → cells.
fn remarks<'a>(results: &'a Value, rule: &str) -> Vec<(&'a str, &'a str, u64)> {
    let of_rule = list(&results["quality"]).iter().filter(|remark| remark["rule"] == rule);
    let text = |value: &'a Value| value.as_str().expect("text");
    of_rule.map(|it| (text(&it["source"]), text(&it["code"]), it["cells"].as_u64().expect("a count"))).collect()
}

/// Complaints C1 … C`count`, refunded 10.00 each; from `changed` on they were changed in June and refunded 12.00.
fn cases(count: u32, changed: u32) -> String {
    let mut csv =
        String::from("case_id,order_id,sku_id,case_type,status,channel,refund_minor,created_at,modified_at\n");
    for number in 1..=count {
        let (amount, modified) =
            if number >= changed { (12, "2025-06-20 08:00:00") } else { (10, "2025-06-02 08:00:00") };
        let day = 1 + number % 28;
        csv += &format!(
            "C{number},O{number},S{number},投诉,已解决,电话,{amount}.00,2025-05-{day:02} 09:00:00,{modified}\n"
        );
    }
    csv
}

fn orders(numbers: impl Iterator<Item = u32>) -> String {
    let head = "order_id,status,paid_minor,created_at\n".to_owned();
    head + &numbers.map(|number| format!("O{number},交易成功,50.00,2025-04-01 10:00:00\n")).collect::<String>()
}

#[test]
fn a_newer_export_of_the_same_cases_replaces_them() {
    let folder = scratch("newer");
    fs::write(folder.join("cases-1.csv"), cases(20, 21)).expect("a file");
    fs::write(folder.join("cases-2.csv"), cases(23, 16)).expect("a file");
    for files in [["cases-1.csv", "cases-2.csv"], ["cases-2.csv", "cases-1.csv"]] {
        let (results, _) = run(&folder, &files, &[]);
        assert_eq!(rows(&results, "cases"), 23);
        assert!((total(&results, "complaint_count") - 23.0).abs() < 1e-9);
        // Fifteen stay at 10.00, five have changed, three are new.
        assert!((total(&results, "refunds") - 100.0 * (15.0 * 10.0 + 8.0 * 12.0)).abs() < 1e-9);
        let identical = (files[0], "identical", 15);
        let newer = ("cases-1.csv", "superseded-newer", 5);
        let mut found = remarks(&results, "clean-duplicate-rows");
        found.sort_unstable();
        let mut expected = vec![identical, newer];
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let folder = scratch("twice");
    for file in ["cases-1.csv", "cases-2.csv"] {
        fs::write(folder.join(file), cases(30, 11)).expect("a file");
    }
    fs::write(folder.join("orders.csv"), orders(1..=30)).expect("a file");
    let (once, _) = run(&folder, &["cases-1.csv", "orders.csv"], &[]);
    for files in [&["cases-1.csv", "cases-2.csv", "orders.csv"], &["cases-1.csv", "cases-1.csv", "orders.csv"]] {
        let (twice, _) = run(&folder, files, &[]);
        for part in ["as_of", "kpis", "findings", "tables", "links", "failures"] {
            assert_eq!(once[part], twice[part], "{part} of {files:?}");
        }
        assert_eq!(twice["inputs"][0]["excluded"], 30);
        assert_eq!(twice["inputs"][1]["accepted"], 30);
    }
}

#[test]
fn threads_and_batches_do_not_change_a_byte_of_what_keys_decide() {
    let folder = scratch("bytes");
    fs::write(folder.join("cases-1.csv"), cases(40, 30)).expect("a file");
    fs::write(folder.join("cases-2.csv"), cases(44, 20)).expect("a file");
    fs::write(folder.join("orders-1.csv"), orders((1..=44).chain(3..=9))).expect("a file");
    let files = ["cases-1.csv", "cases-2.csv", "orders-1.csv"];
    let (_, expected) = run(&folder, &files, &[]);
    for jobs in ["1", "2"] {
        for batch in ["3", "65536"] {
            let (_, found) = run(&folder, &files, &["--jobs", jobs, "--batch-rows", batch]);
            assert!(found == expected, "--jobs {jobs} --batch-rows {batch} gives other results");
        }
    }
}

#[test]
fn an_order_that_two_files_share_counts_once() {
    let folder = scratch("split");
    let head = "order_id,status,paid_at,paid_minor,created_at,quantity,title,merchant_sku\n";
    let first = "X1001,已付款,2025-05-02 10:00:00,89.00,2025-05-02 09:59:00,1,T恤,TEE\n\
                 X1002,已付款,2025-05-03 10:00:00,60.00,2025-05-03 09:59:00,1,T恤,TEE\n";
    let second = "X1002,,,,2025-05-03 09:59:00,2,帽子,CAP\nX1002,,,,2025-05-03 09:59:00,1,杯子,MUG\n\
                  X1003,已付款,2025-05-04 10:00:00,15.00,2025-05-04 09:59:00,1,杯子,MUG\n";
    fs::write(folder.join("orders-1.csv"), format!("{head}{first}")).expect("a file");
    fs::write(folder.join("orders-2.csv"), format!("{head}{second}")).expect("a file");
    for files in [["orders-1.csv", "orders-2.csv"], ["orders-2.csv", "orders-1.csv"]] {
        let (results, _) = run(&folder, &files, &[]);
        assert_eq!(rows(&results, "orders"), 5);
        assert!((total(&results, "sales") - 16_400.0).abs() < 1e-9);
        // Two cells, paid_at and status, of two rows.
        let filled = ("orders-2.csv", "filled", 2);
        assert_eq!(remarks(&results, "clean-order-line-grain"), [filled, filled]);
    }
}

#[test]
fn a_partner_who_comes_late_is_awaited_and_then_found() {
    let folder = scratch("late");
    fs::write(folder.join("cases.csv"), cases(12, 13).replace("C7,O7", "C7,")).expect("a file");
    fs::write(folder.join("orders-1.csv"), orders(1..=9)).expect("a file");
    fs::write(folder.join("orders-2.csv"), orders(8..=12)).expect("a file");
    let link = |files: &[&str]| counts(&run(&folder, files, &[]).0);
    // Weeks after they were opened nobody awaits their orders any more.
    let found = link(&["cases.csv", "orders-1.csv"]);
    assert_eq!(found, Counts { rows: 12, matched: 8, late: None, waiting: 0, orphans: 3, without_key: 1 });
    let found = link(&["cases.csv", "orders-1.csv", "orders-2.csv"]);
    assert_eq!(found, Counts { rows: 12, matched: 11, late: None, waiting: 0, orphans: 0, without_key: 1 });
}

/// How cases found their orders.
#[derive(Debug, PartialEq, Eq)]
struct Counts {
    rows: u64,
    matched: u64,
    late: Option<u64>,
    waiting: u64,
    orphans: u64,
    without_key: u64,
}

fn orders_of_cases(results: &Value) -> &Value {
    let links = list(&results["links"]);
    links.iter().find(|link| link["from"] == "cases" && link["to"] == "orders").expect("a link")
}

fn counts(results: &Value) -> Counts {
    let link = orders_of_cases(results);
    let count = |name: &str| link[name].as_u64().expect("a count");
    Counts {
        rows: count("rows"),
        matched: count("matched"),
        late: link["late"].as_u64(),
        waiting: count("waiting"),
        orphans: count("orphans"),
        without_key: count("without_key"),
    }
}

/// The evening of the day on which the twelfth case was opened.
const EVENING: [&str; 2] = ["--as-of", "2025-05-14T00:00:00+08:00"];

#[test]
fn whose_order_is_exported_a_day_later_waits_and_then_counts_as_late() {
    let folder = scratch("day-later");
    let first = cases(12, 13).replace("C7,O7", "C7,");
    fs::write(folder.join("cases-20250513.csv"), &first).expect("a file");
    fs::write(folder.join("cases-20250514.csv"), &first).expect("a file");
    fs::write(folder.join("orders-20250513.csv"), orders(1..=9)).expect("a file");
    // Exports overlap: what stood in the first one did not come late.
    fs::write(folder.join("orders-20250514.csv"), orders(8..=12)).expect("a file");
    let day = ["cases-20250513.csv", "orders-20250513.csv"];
    let (results, _) = run(&folder, &day, &EVENING);
    assert_eq!(
        counts(&results),
        Counts { rows: 12, matched: 8, late: Some(0), waiting: 3, orphans: 0, without_key: 1 }
    );
    let summary = &orders_of_cases(&results)["summary"];
    assert!(summary["zh"].as_str().is_some_and(|text| text.contains("3 行（25%）还在等待")), "{summary}");
    assert!(summary["en"].as_str().is_some_and(|text| text.contains("3 (25%) wait")), "{summary}");
    let next = Counts { rows: 12, matched: 11, late: Some(3), waiting: 0, orphans: 0, without_key: 1 };
    let both = [day[0], day[1], "orders-20250514.csv"];
    let (results, printed) = run(&folder, &both, &EVENING);
    assert_eq!(counts(&results), next);
    let summary = &orders_of_cases(&results)["summary"];
    assert!(summary["zh"].as_str().is_some_and(|text| text.contains("3 行的对方来自更晚收到的文件")), "{summary}");
    // Neither another order of the files, nor a case that is exported again, nor batches and threads change the totals.
    let again = ["orders-20250514.csv", "cases-20250514.csv", "orders-20250513.csv", "cases-20250513.csv"];
    for files in [&[both[2], both[1], both[0]][..], &again] {
        assert_eq!(counts(&run(&folder, files, &EVENING).0), next, "{files:?}");
    }
    for (jobs, batch) in [("1", "3"), ("2", "1")] {
        let more = [EVENING[0], EVENING[1], "--jobs", jobs, "--batch-rows", batch];
        assert!(run(&folder, &both, &more).1 == printed, "--jobs {jobs} --batch-rows {batch} gives other results");
    }
}

#[test]
fn who_waits_longer_than_the_link_says_is_an_orphan() {
    let folder = scratch("wait");
    fs::write(folder.join("cases.csv"), cases(12, 13)).expect("a file");
    fs::write(folder.join("orders.csv"), orders(1..=9)).expect("a file");
    let sources = [("cases.csv", ""), ("orders.csv", "")];
    for (wait, waiting) in [("'7 d'", 3), ("'40 h'", 2), ("'1 d'", 1), ("0", 0)] {
        let steps = format!("[[link]]\nfrom = 'cases'\nto = 'orders'\nwait = {wait}\n");
        let (results, _) = run_with(&folder, &sources, &steps, &EVENING);
        let expected = Counts { rows: 12, matched: 9, late: None, waiting, orphans: 3 - waiting, without_key: 0 };
        assert_eq!(counts(&results), expected, "wait = {wait}");
    }
}

#[test]
fn the_pipeline_file_knows_better_than_a_name_when_a_file_came() {
    let folder = scratch("received");
    fs::write(folder.join("cases-20250513.csv"), cases(12, 13)).expect("a file");
    fs::write(folder.join("orders-20250514.csv"), orders(1..=12)).expect("a file");
    for (cases, orders, late) in
        [("", "", 12), ("13T08:00", "13T08:00", 0), ("13T08:00", "13T08:01", 12), ("14T23:00", "", 0)]
    {
        let fact =
            |at: &str| if at.is_empty() { String::new() } else { format!("received_at = '2025-05-{at}:00+08:00'") };
        let (cases, orders) = (fact(cases), fact(orders));
        let sources = [("cases-20250513.csv", cases.as_str()), ("orders-20250514.csv", orders.as_str())];
        let (results, _) = run_with(&folder, &sources, "", &EVENING);
        assert_eq!(counts(&results).late, Some(late), "{cases} {orders}");
    }
}
