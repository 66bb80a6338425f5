//! Files of every format, the sample and pipeline files, dropped on the page in Chromium, give the results.json that the program
//! writes, to the last byte.

mod packed;
mod parquet;
mod table;
mod workbook;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aftersight_tests::{aftersight, in_fast_mode, root, sample, scratch};

use table::Table;

const RECEIVED: &str = "2025-07-01T00:00:00+08:00";

/// What the trial is called, and its files.
type Trial = (&'static str, Vec<(&'static str, Vec<u8>)>);

/// The sample's shop on Tmall, in every format that people export.
fn trials() -> Vec<Trial> {
    let orders = Table::sample("tmall_orders.csv", 400);
    let refunds = Table::sample("tmall_refunds.csv", 200);
    let shipments = Table::sample("shipments.csv", 400);
    let book = [("订单", &orders), ("退款", &refunds), ("物流", &shipments)];
    vec![
        ("csv", vec![("orders.csv", orders.csv()), ("refunds.csv", refunds.csv()), ("shipments.csv", shipments.csv())]),
        ("xlsx", vec![("shop.xlsx", workbook::xlsx(&book))]),
        ("ods", vec![("shop.ods", workbook::ods(&book))]),
        (
            "json",
            vec![
                ("shop.json", Table::json(&[("orders", &orders), ("refunds", &refunds)])),
                ("shipments.json", shipments.array()),
            ],
        ),
        (
            "ndjson",
            vec![
                ("orders.ndjson", orders.lines()),
                ("refunds.jsonl", refunds.lines()),
                ("shipments.ndjson", shipments.lines()),
            ],
        ),
        (
            "parquet",
            vec![
                ("orders.parquet", parquet::write(&orders)),
                ("refunds.parquet", parquet::write(&refunds)),
                ("shipments.parquet", parquet::write(&shipments)),
            ],
        ),
        (
            "zip",
            vec![(
                "shop.zip",
                packed::zip(&[
                    ("orders.csv", orders.csv()),
                    ("inner/refunds.xlsx", workbook::xlsx(&[("退款", &refunds)])),
                    ("shipments.csv.gz", packed::gzip(&shipments.csv())),
                ]),
            )],
        ),
        (
            "gzip",
            vec![
                ("orders.csv.gz", packed::gzip(&orders.csv())),
                ("refunds.ndjson.gz", packed::gzip(&refunds.lines())),
                ("shipments.csv.gz", packed::gzip(&shipments.csv())),
            ],
        ),
    ]
}

/// Writes a trial's files.
fn written(folder: &Path, (name, files): &Trial) -> Vec<PathBuf> {
    let folder = folder.join(name);
    fs::create_dir_all(&folder).expect("a directory");
    let path = |(name, bytes): &(&str, Vec<u8>)| {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a writable directory");
        path
    };
    files.iter().map(path).collect()
}

/// What `aftersight run` writes.
fn program(folder: &Path, files: &[PathBuf]) -> String {
    let out = folder.join("out");
    let mut words: Vec<String> = vec!["run".into()];
    words.extend(files.iter().map(|path| path.display().to_string()));
    words.extend(["--out".into(), out.display().to_string(), "--received-at".into(), RECEIVED.into()]);
    let said = aftersight(&words);
    assert_eq!(said.code, Some(0), "{files:?}: {}", said.err);
    fs::read_to_string(out.join("results.json")).expect("results")
}

/// What the page gives to whoever drops them and saves its results.
fn page(folder: &Path, trials: &[Vec<PathBuf>]) -> Vec<String> {
    let list = folder.join("trials.json");
    fs::write(&list, serde_json::to_string(trials).expect("JSON")).expect("a writable directory");
    let script = root().join("tests/browser/drop.mjs");
    let output = Command::new("node").arg(script).arg(RECEIVED).arg(&list).output().expect("node runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "drop.mjs, built by `cargo xtask browser --test`: {complaint}");
    serde_json::from_slice(&output.stdout).expect("results are JSON")
}

#[test]
fn every_format_gives_in_chromium_what_the_program_gives() {
    if in_fast_mode("files dropped on the page") {
        return;
    }
    let folder = scratch("dropped");
    let trials = trials();
    let files: Vec<Vec<PathBuf>> = trials.iter().map(|trial| written(&folder, trial)).collect();
    let here: Vec<String> = files.iter().map(|files| program(&folder, files)).collect();
    let there = page(&folder, &files);
    assert_eq!(there.len(), trials.len());
    for (((name, _), here), there) in trials.iter().zip(&here).zip(&there) {
        let results: serde_json::Value = serde_json::from_str(here).expect("results are JSON");
        let tables: Vec<_> = results["inputs"].as_array().into_iter().flatten().map(|input| &input["table"]).collect();
        assert_eq!(tables.len(), 3, "{name}: {tables:?}");
        let rows: u64 =
            results["inputs"].as_array().into_iter().flatten().filter_map(|input| input["rows"].as_u64()).sum();
        assert_eq!(rows, 1000, "{name}");
        assert!(results["kpis"].as_array().is_some_and(|kpis| kpis.len() > 3), "{name}");
        equal(name, here, there);
    }
}

fn equal(name: &str, here: &str, there: &str) {
    if here != there {
        let line = here.lines().zip(there.lines()).position(|(left, right)| left != right).unwrap_or_default();
        let pick = |text: &str| text.lines().nth(line).unwrap_or("(nothing)").to_owned();
        panic!("{name}, line {}:\n  program {}\n  page    {}", line + 1, pick(here), pick(there));
    }
}

/// Sources in an order of their own, one of them with a time zone, and a hand-in of the file's own.
const SETTLED: &str = "received_at = '2025-06-20T00:00:00+08:00'
[[source]]
path = 'tmall_re*.csv'
timezone = 'Asia/Tokyo'
[[source]]
path = 'tmall_or*.csv'
[[source]]
path = 'exports/shipments.csv'
[[source]]
path = 'case_*.csv'
[[kpi]]
use = 'kpi-return-rate'
by = ['category']
grain = 'month'
params = { preset = 'lines' }
[[alert]]
use = 'alert-rate-shift'
on = 'return_rate'
";

#[test]
fn pipeline_files_give_in_chromium_what_the_program_gives() {
    if in_fast_mode("pipeline files dropped on the page") {
        return;
    }
    let folder = scratch("dropped-pipelines");
    let sample = sample();
    let committed = program(&folder, &[sample.join("pipeline.toml")]);
    let results: serde_json::Value = serde_json::from_str(&committed).expect("results are JSON");
    let routes: Vec<_> = results["findings"].as_array().into_iter().flatten().map(|found| &found["route"]).collect();
    assert_eq!(routes, ["product", "logistics", "logistics"]);
    let exports: Vec<PathBuf> =
        fs::read_dir(&sample).expect("the sample").flatten().map(|entry| entry.path()).collect();
    // Dropped in an order that nobody chose.
    let all: Vec<PathBuf> = exports.iter().rev().cloned().collect();
    let some = ["tmall_refunds.csv", "tmall_orders.csv", "tmall_order_lines.csv", "shipments.csv", "case_events.csv"];
    let own = folder.join("own");
    fs::create_dir_all(own.join("exports")).expect("a directory");
    for name in some {
        let below = if name == "shipments.csv" { own.join("exports") } else { own.clone() };
        fs::copy(sample.join(name), below.join(name)).expect("a writable directory");
    }
    let settled = own.join("settled.toml");
    fs::write(&settled, SETTLED).expect("a writable directory");
    let words = ["run".as_ref(), settled.as_os_str(), "--format".as_ref(), "json".as_ref()];
    let said = aftersight(words);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("\"received_at\": \"2025-06-20T00:00:00+08:00\""));
    let mut dropped: Vec<PathBuf> = some.iter().map(|name| sample.join(name)).collect();
    dropped.push(settled);
    let there = page(&folder, &[Vec::new(), all, dropped]);
    let here = [("the page's sample", &committed), ("the sample, dropped", &committed), ("settled.toml", &said.out)];
    for ((name, here), there) in here.into_iter().zip(&there) {
        equal(name, here, there);
    }
}
