//! Targets of the pipeline file and of a table, and the figures of peers in a dashboard's export, through the program.

use std::fs;

use aftersight_tests::{aftersight, scratch};
use encoding_rs::GB18030;
use serde_json::{Value, json};

/// Ten orders a day for two days in two regions; in 华东 three of ten are returned on the first day, in 华南 none.
fn orders() -> String {
    let mut out = "订单编号,订单创建时间,大区,买家实际支付金额\n".to_owned();
    for day in 1..=2 {
        for order in 0..20 {
            let region = if order < 10 { "华东" } else { "华南" };
            out += &format!("D{day}{order:02},2025-06-{day:02} 10:00:00,{region},100.00\n");
        }
    }
    out
}

fn cases() -> String {
    let mut out = "退款编号,订单编号,售后类型,退款的申请时间,退款状态\n".to_owned();
    for order in 0..3 {
        out += &format!("C{order},D1{order:02},退货退款,2025-06-03 10:00:00,退款成功\n");
    }
    out
}

const PIPELINE: &str = r#"
as_of = "2025-06-30T00:00:00+08:00"
[[source]]
path = "orders.csv"
table = "orders"
columns = { "大区" = "region" }
[[source]]
path = "cases.csv"
[[source]]
path = "dashboard.csv"
[[kpi]]
use = "kpi-return-rate"
by = ["region"]
grain = "month"
params = { lag = "1 d" }
[[target]]
on = "return_rate"
value = "5 %"
[[target]]
on = "return_rate"
value = 0.05
keys = { region = "华南" }
[[target]]
on = "return_rate"
value = "5 %"
from = 2025-07-01
"#;

/// A run of these files as JSON, or what it said.
fn run(test: &str, pipeline: &str, more: &[(&str, &[u8])]) -> (Option<i32>, Value, String) {
    let folder = scratch(test);
    let dashboard = "统计对象,退货率,退款时长(小时)\n本店,7.50%,30.1\n同行均值,6.20%,36.5\n同行优秀,2.10%,12\n";
    let (encoded, _, _) = GB18030.encode(dashboard);
    let files = [
        ("orders.csv", orders().into_bytes()),
        ("cases.csv", cases().into_bytes()),
        ("dashboard.csv", encoded.into_owned()),
    ];
    for (name, bytes) in &files {
        fs::write(folder.join(name), bytes).expect("a directory");
    }
    for (name, bytes) in more {
        fs::write(folder.join(name), bytes).expect("a directory");
    }
    let path = folder.join("pipeline.toml");
    fs::write(&path, pipeline).expect("a directory");
    let path = path.to_string_lossy();
    let words = ["run", &path, "--format", "json", "--received-at", "2025-07-01T00:00:00+08:00", "--lang", "en"];
    let said = aftersight(words);
    (said.code, serde_json::from_str(&said.out).unwrap_or_default(), said.err)
}

fn kpi(results: &Value) -> &Value {
    &results["kpis"][0]
}

#[test]
fn a_kpi_is_judged_by_its_targets_and_stands_beside_its_peers() {
    // June is closed once July has begun and the waiting time is over.
    let pipeline = PIPELINE.replace("2025-06-30T00:00:00", "2025-07-05T00:00:00");
    let (code, results, said) = run("targets", &pipeline, &[]);
    assert_eq!(code, Some(0), "{said}");
    let targets = kpi(&results)["targets"].as_array().expect("targets");
    let told: Vec<Value> = targets
        .iter()
        .map(|target| json!([target["keys"], target["value"], target["status"], target["sure"]]))
        .collect();
    let expected = [
        json!([null, 0.075, "missed", false]),
        json!([{ "region": "华南" }, 0.0, "met", false]),
        json!([null, null, "unknown", false]),
    ];
    assert_eq!(told, expected);
    assert_eq!(targets[0]["at"], "2025-06-01T00:00:00+08:00");
    assert!((targets[0]["gap"].as_f64().expect("a gap") - 0.025).abs() < 1e-12);
    let peers = kpi(&results)["peers"].as_array().expect("peers");
    let told: Vec<Value> =
        peers.iter().map(|peer| json!([peer["label"], peer["title"]["en"], peer["source"]])).collect();
    assert_eq!(
        told,
        [json!(["同行均值", "Peer average", "dashboard.csv"]), json!(["同行优秀", "Peer best", "dashboard.csv"])]
    );
    let values: Vec<f64> = peers.iter().filter_map(|peer| peer["value"].as_f64()).collect();
    assert!((values[0] - 0.062).abs() < 1e-12 && (values[1] - 0.021).abs() < 1e-12, "{values:?}");
    let dashboard = results["inputs"].as_array().expect("inputs").iter().find(|input| input["table"] == "dashboard");
    let dashboard = dashboard.expect("the dashboard");
    assert_eq!((dashboard["rows"].as_u64(), dashboard["reading"]["tail"].as_u64()), (Some(1), Some(2)));
    assert_eq!(dashboard["reading"]["encoding"], "GB18030");
}

#[test]
fn nothing_is_judged_before_its_interval_is_over() {
    let (code, results, said) = run("targets-open", PIPELINE, &[]);
    assert_eq!(code, Some(0), "{said}");
    let targets = kpi(&results)["targets"].as_array().expect("targets");
    assert!(targets.iter().all(|target| target["status"] == "unknown" && target["value"].is_null()), "{targets:?}");
}

#[test]
fn a_table_brings_targets_by_the_titles_of_kpis() {
    let head =
        PIPELINE.split("[[target]]").next().unwrap_or_default().replace("2025-06-30T00:00:00", "2025-07-05T00:00:00");
    let pipeline = format!("{head}\n[[source]]\npath = \"targets.csv\"\n");
    let table = "指标,目标值,大区,容差\n退货率,5%,,\n退货率,10%,华东,60%\n";
    let (code, results, said) = run("targets-table", &pipeline, &[("targets.csv", table.as_bytes())]);
    assert_eq!(code, Some(0), "{said}");
    let targets = kpi(&results)["targets"].as_array().expect("targets");
    let told: Vec<Value> =
        targets.iter().map(|target| json!([target["keys"], target["target"], target["status"]])).collect();
    assert_eq!(told, [json!([null, 0.05, "missed"]), json!([{ "region": "华东" }, 0.1, "near"])]);
    let wrong = [("targets.csv", "指标,目标值\n退货率,5 天\n".as_bytes())];
    let (code, _, said) = run("targets-wrong", &pipeline, &wrong);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("targets in targets.csv, row 1: target = 5 天 is not in the KPI's unit"), "{said}");
}

#[test]
fn wrong_targets_are_refused_with_the_cure() {
    for (from, to, part) in [
        (
            "value = \"5 %\"\n[[target]]",
            "value = 5\n[[target]]",
            "[[target]], on = \"return_rate\": value = 5 is not in the KPI's unit: write a number from 0 to 1",
        ),
        (
            "on = \"return_rate\"\nvalue = 0.05",
            "on = \"return_rat\"\nvalue = 0.05",
            "on = \"return_rat\": there is no such KPI; did you mean `return_rate`?",
        ),
        (
            "region = \"华南\"",
            "shop = \"华南\"",
            "`keys` names shop; it must name exactly the KPI's dimensions: region",
        ),
    ] {
        let pipeline = PIPELINE.replacen(from, to, 1);
        assert_ne!(pipeline, PIPELINE);
        let (code, _, said) = run("targets-refused", &pipeline, &[]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(part), "{said}");
    }
}
