//! Each planted truth can be counted in the truth, and is not there when it is left out.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use aftersight_generate::{Config, Planted, Scenario};

use crate::memory::{Table, run, truth};

type Files = BTreeMap<String, Vec<u8>>;

static WITH: LazyLock<Files> = LazyLock::new(|| run(&Config { rows: 20_000, dirt: 0.0, ..Config::default() }).1);
static WITHOUT: LazyLock<Files> =
    LazyLock::new(|| run(&Config { rows: 20_000, dirt: 0.0, planted: Planted::none(), ..Config::default() }).1);

/// Cases per unit of one group over cases per unit of the rest.
fn ratio(inside: (f64, f64), outside: (f64, f64)) -> f64 {
    (inside.0 / inside.1) / (outside.0 / outside.1)
}

fn count(add: &mut (f64, f64), hit: bool) {
    add.0 += f64::from(u8::from(hit));
    add.1 += 1.0;
}

/// Rows by an id.
fn by<'a>(table: &'a Table, id: &str) -> HashMap<&'a str, &'a csv::StringRecord> {
    table.rows.iter().map(|row| (table.get(row, id), row)).collect()
}

#[test]
fn logistics_delay() {
    let measure = |files: &Files| {
        let (orders, cases) = (truth(files, "orders"), truth(files, "cases"));
        let hits: HashMap<&str, ()> = cases
            .rows
            .iter()
            .filter(|row| matches!(cases.get(row, "issue_type"), "not_received" | "delay"))
            .filter(|row| cases.get(row, "case_type") != "enquiry")
            .map(|row| (cases.get(row, "order_id"), ()))
            .collect();
        let (mut inside, mut outside) = ((0.0, 0.0), (0.0, 0.0));
        for row in &orders.rows {
            let paid = orders.get(row, "paid_at");
            if orders.get(row, "province") != "广东省" || orders.get(row, "carrier") != "圆通速递" || paid.is_empty()
            {
                continue;
            }
            // 14 April to 11 May, in Asia/Shanghai.
            let during = ("2025-04-13T16:00:00Z".."2025-05-11T16:00:00Z").contains(&paid);
            let group = if during { &mut inside } else { &mut outside };
            count(group, hits.contains_key(orders.get(row, "order_id")));
        }
        ratio(inside, outside)
    };
    assert!((4.0..9.0).contains(&measure(&WITH)), "{}", measure(&WITH));
    assert!((0.3..2.2).contains(&measure(&WITHOUT)), "{}", measure(&WITHOUT));
}

#[test]
fn late_parcels() {
    let measure = |files: &Files| {
        let shipments = truth(files, "shipments");
        let (mut inside, mut outside) = ((0.0, 0.0), (0.0, 0.0));
        for row in &shipments.rows {
            let get = |name: &str| shipments.get(row, name);
            let ours = get("direction") == "forward" && get("province") == "广东省" && get("carrier") == "圆通速递";
            if !ours || get("signed_at").is_empty() {
                continue;
            }
            let during = ("2025-04-14T16:00:00Z".."2025-05-11T16:00:00Z").contains(&get("picked_at"));
            count(if during { &mut inside } else { &mut outside }, get("signed_at") > get("promised_at"));
        }
        (inside.0 / inside.1, outside.0 / outside.1)
    };
    let (inside, outside) = measure(&WITH);
    assert!(inside > 0.6 && outside < 0.15, "{inside} {outside}");
    let (inside, outside) = measure(&WITHOUT);
    assert!((inside - outside).abs() < 0.06, "{inside} {outside}");
}

#[test]
fn product_defect() {
    let (lines, cases) = (truth(&WITH, "order_lines"), truth(&WITH, "cases"));
    let quality: HashMap<&str, ()> = cases
        .rows
        .iter()
        .filter(|row| cases.get(row, "is_quality") == "true")
        .map(|row| (cases.get(row, "line_id"), ()))
        .collect();
    let (mut inside, mut outside) = ((0.0, 0.0), (0.0, 0.0));
    for row in &lines.rows {
        let bad = lines.get(row, "batch_no") == "LOT250321X";
        if !bad && lines.get(row, "category") != "数码配件" {
            continue;
        }
        count(if bad { &mut inside } else { &mut outside }, quality.contains_key(lines.get(row, "line_id")));
    }
    assert!(inside.1 > 500.0, "{} lines of the batch", inside.1);
    assert!((4.5..7.5).contains(&ratio(inside, outside)), "{}", ratio(inside, outside));
    assert!(truth(&WITHOUT, "order_lines").column("batch_no").all(|batch| batch != "LOT250321X"));
}

#[test]
fn complaint_season() {
    let measure = |files: &Files| {
        let (cases, lines) = (truth(files, "cases"), truth(files, "order_lines"));
        let lines_by_id = by(&lines, "line_id");
        let (mut inside, mut outside) = ((0.0, 0.0), (0.0, 0.0));
        for row in &cases.rows {
            if lines.get(lines_by_id[cases.get(row, "line_id")], "category") != "家用电器" {
                continue;
            }
            let june = cases.get(row, "created_at") >= "2025-05-31T16:00:00Z";
            let group = if june { &mut inside } else { &mut outside };
            count(group, cases.get(row, "case_type") == "complaint");
        }
        // Odds: the factor raises the complaints and leaves the other cases as they were.
        (inside.0 / (inside.1 - inside.0)) / (outside.0 / (outside.1 - outside.0))
    };
    assert!((1.9..3.2).contains(&measure(&WITH)), "{}", measure(&WITH));
    assert!((0.7..1.4).contains(&measure(&WITHOUT)), "{}", measure(&WITHOUT));
}

#[test]
fn new_issue() {
    let cases = truth(&WITH, "cases");
    let (mut before, mut since) = ((0.0, 0.0), (0.0, 0.0));
    for row in &cases.rows {
        let group = if cases.get(row, "created_at") < "2025-05-19T16:00:00Z" { &mut before } else { &mut since };
        count(group, cases.get(row, "reason_raw") == "电子保修卡无法激活");
    }
    assert!(before.0 < 1.0, "never before");
    let share = since.0 / since.1;
    assert!((0.03..0.05).contains(&share), "{share}");
    assert!(truth(&WITHOUT, "cases").column("reason_raw").all(|reason| reason != "电子保修卡无法激活"));
}

#[test]
fn the_list_of_facts_is_complete() {
    let list = |files: &Files| {
        serde_json::from_slice::<serde_json::Value>(&files["truth/planted.json"]).unwrap()["facts"].clone()
    };
    let facts = list(&WITH);
    let ids: Vec<&str> = facts.as_array().unwrap().iter().map(|fact| fact["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["logistics_delay", "product_defect", "complaint_season", "new_issue"]);
    assert_eq!(facts[0]["when"]["from"], "2025-04-14");
    assert_eq!(facts[0]["when"]["to"], "2025-05-11");
    assert_eq!(facts[1]["where"]["category"], "数码配件");
    assert_eq!(facts[1]["when"]["from"], "2025-03-21");
    assert_eq!(facts[2]["when"]["from"], "2025-06-01");
    assert_eq!(facts[3]["when"]["from"], "2025-05-20");
    assert_eq!(list(&WITHOUT).as_array().unwrap().len(), 0);
}

#[test]
fn a_small_shop_says_how_large_its_truths_are() {
    let files = run(&Config::of(Scenario::Small)).1;
    let list: serde_json::Value = serde_json::from_slice(&files["truth/planted.json"]).unwrap();
    assert_eq!((&list["rows"], &list["orders_per_case"]), (&650.into(), &4.into()));
    let facts = list["facts"].as_array().unwrap();
    let ids: Vec<&str> = facts.iter().map(|fact| fact["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["logistics_delay", "product_defect"]);
    assert_eq!(facts[0]["where"], serde_json::json!({ "province": "广东省" }), "of every carrier");
    assert_eq!((&facts[0]["when"]["from"], &facts[0]["size"]["case_factor"]), (&"2025-05-01".into(), &15.0.into()));
    assert_eq!((&facts[1]["when"]["from"], &facts[1]["size"]["case_factor"]), (&"2025-05-01".into(), &15.0.into()));
    let (lines, orders) = (truth(&files, "order_lines"), truth(&files, "orders"));
    let products: std::collections::HashSet<&str> = lines.column("product_id").collect();
    assert_eq!(
        (products.len(), orders.rows.iter().filter(|row| orders.get(row, "fate") != "duplicate").count()),
        (24, 2_600)
    );
}
