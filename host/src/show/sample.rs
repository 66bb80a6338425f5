//! A result as a real run gives it, for tests and for looking at the report.

use std::collections::BTreeMap;

use aftersight_contract::manifest::{Direction, TimeBasis, Unit, Words};
use aftersight_contract::{Action, Severity};
use aftersight_pipeline::Results;
use aftersight_pipeline::results::{
    Example, FailureResult, FindingResult, InputResult, InsightResult, KpiResult, LinkResult, Object, QualityResult,
    Row, SCHEMA, SkippedResult, TableResult,
};
use jiff::civil::date;

pub(crate) fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

/// A row without time and keys.
pub(crate) fn row(fields: &[(&str, f64)]) -> Row {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    Row { closed: true, fields: fields.collect(), ..Row::default() }
}

/// A result in which nothing happened.
pub(crate) fn empty() -> Results {
    Results {
        schema: SCHEMA,
        as_of: "2025-06-25T18:30:00+08:00".to_owned(),
        received_at: "2025-06-26T09:00:00+08:00".to_owned(),
        timezone: "Asia/Shanghai".to_owned(),
        inputs: Vec::new(),
        tables: Vec::new(),
        links: Vec::new(),
        cleaners: Vec::new(),
        quality: Vec::new(),
        kpis: Vec::new(),
        skipped: Vec::new(),
        findings: Vec::new(),
        insights: Vec::new(),
        failures: Vec::new(),
        presets: Vec::new(),
    }
}

/// A small generator: the same numbers every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64 - 0.5
    }
}

/// A share with its Wilson interval.
fn share(above: f64, below: f64) -> Vec<(&'static str, f64)> {
    let (rate, z) = (above / below, 1.96_f64);
    let centre = (rate + z * z / (2.0 * below)) / (1.0 + z * z / below);
    let half = z / (1.0 + z * z / below) * (rate * (1.0 - rate) / below + z * z / (4.0 * below * below)).sqrt();
    vec![("value", rate), ("low", centre - half), ("high", centre + half), ("numerator", above), ("denominator", below)]
}

const WEEKS: i64 = 26;

/// The week's Monday; 26 weeks, the last of them not over.
fn monday(week: i64) -> String {
    let begin = date(2024, 12, 30).checked_add(jiff::Span::new().days(week * 7)).unwrap();
    format!("{begin}T00:00:00+08:00")
}

fn kpi(id: &str, title: Words, unit: Unit, direction: Direction) -> KpiResult {
    KpiResult {
        name: id.trim_start_matches("kpi-").replace('-', "_"),
        plugin: id.to_owned(),
        version: "1.0.0".to_owned(),
        sha256: "3f1c9a4be1d0aa5577c2".repeat(3) + "beef",
        title,
        params: BTreeMap::from([("window".to_owned(), 2_592_000.0.into()), ("population".to_owned(), "orders".into())]),
        preset: Some("generic".to_owned()),
        unit,
        direction,
        time_basis: TimeBasis::Event,
        grain: "week".to_owned(),
        ..KpiResult::default()
    }
}

fn at_week(week: i64, keys: &[(&str, &str)], fields: &[(&str, f64)]) -> Row {
    Row {
        at: Some(monday(week)),
        keys: keys.iter().map(|(name, key)| ((*name).to_owned(), (*key).to_owned())).collect(),
        closed: week < WEEKS - 1,
        ..row(fields)
    }
}

fn return_rate(dice: &mut Dice) -> KpiResult {
    let mut kpi = kpi("kpi-return-rate", words("退货率", "Return rate"), Unit::Fraction, Direction::Lower);
    kpi.by = vec!["region".to_owned()];
    let regions = [
        ("华东", 0.08, 2_100.0),
        ("华南", 0.10, 1_500.0),
        ("西南", 0.17, 420.0),
        ("东北", 0.11, 310.0),
        ("∅", 0.3, 9.0),
    ];
    for (region, rate, below) in regions {
        let mut all = (0.0, 0.0);
        for week in 0..WEEKS {
            let below = (below * (1.0 + 0.3 * dice.roll())).round();
            let surge = if region == "西南" && week > 20 { 1.6 } else { 1.0 };
            let above = (below * rate * surge * (1.0 + 0.3 * dice.roll())).round();
            all = (all.0 + above, all.1 + below);
            kpi.rows.push(at_week(week, &[("region", region)], &share(above, below)));
        }
        kpi.groups.push(Row {
            keys: BTreeMap::from([("region".to_owned(), region.to_owned())]),
            ..row(&share(all.0, all.1))
        });
    }
    let sum = |rows: &[&Row], name: &str| rows.iter().filter_map(|row| row.fields[name].as_f64()).sum::<f64>();
    for week in 0..WEEKS {
        let begin = monday(week);
        let of: Vec<&Row> = kpi.rows.iter().filter(|row| row.at.as_ref() == Some(&begin)).collect();
        kpi.series.push(at_week(week, &[], &share(sum(&of, "numerator"), sum(&of, "denominator"))));
    }
    let of: Vec<&Row> = kpi.rows.iter().collect();
    kpi.total = row(&share(sum(&of, "numerator"), sum(&of, "denominator")));
    kpi
}

/// A KPI without dimensions around a level, with a drift per week.
fn plain(dice: &mut Dice, mut kpi: KpiResult, level: f64, drift: f64, more: &[&'static str]) -> KpiResult {
    let fields = |value: f64| {
        let mut fields = vec![("value", value)];
        fields.extend(more.iter().map(|name| match *name {
            "n" => ("n", 812.0),
            "p90" => ("p90", value * 2.6),
            name => (name, value),
        }));
        fields
    };
    for week in 0..WEEKS {
        let value = level * (1.0 + drift * week as f64) * (1.0 + 0.12 * dice.roll());
        let value = if matches!(kpi.unit, Unit::Count | Unit::Money) { value.round() } else { value };
        kpi.rows.push(at_week(week, &[], &fields(value)));
    }
    kpi.total = row(&fields(level));
    kpi
}

fn kpis(dice: &mut Dice) -> Vec<KpiResult> {
    let mut all = vec![return_rate(dice)];
    let hour = 3.6e9;
    let made = kpi(
        "kpi-complaint-resolution-time",
        words("投诉解决时长", "Complaint resolution time"),
        Unit::Duration,
        Direction::Lower,
    );
    all.push(plain(dice, made, 31.0 * hour, -0.01, &["n", "p50", "p90"]));
    let made = kpi("kpi-complaint-count", words("投诉量", "Complaints"), Unit::Count, Direction::Lower);
    all.push(plain(dice, made, 1_260.0, 0.012, &["n"]));
    let made = kpi("kpi-csat", words("满意度 CSAT", "Customer satisfaction"), Unit::Fraction, Direction::Higher);
    all.push(plain(dice, made, 0.874, 0.001, &["n"]));
    let mut made = kpi("kpi-return-cost", words("单均退货成本", "Cost per return"), Unit::Money, Direction::Lower);
    made = plain(dice, made, 1_845.0, 0.004, &["n"]);
    made.total.fields.insert("currency".to_owned(), "CNY".into());
    all.push(made);
    let made =
        kpi("kpi-dispute-refund-rate", words("纠纷退款率", "Dispute refund rate"), Unit::Fraction, Direction::Lower);
    all.push(plain(dice, made, 0.000_83, 0.01, &["n"]));
    let made = kpi("kpi-nps", words("净推荐值", "Net promoter score"), Unit::Score, Direction::Higher);
    all.push(plain(dice, made, 38.0, 0.0, &["n"]));
    let mut made = kpi(
        "kpi-repurchase-after-case",
        words("售后后复购率", "Repurchase after a case"),
        Unit::Fraction,
        Direction::Higher,
    );
    made.grain = "all".to_owned();
    made.total = row(&[("value", 0.0)]);
    made.total.fields =
        Object::from([("value".to_owned(), serde_json::Value::Null), ("reason".to_owned(), "no-denominator".into())]);
    all.push(made);
    all
}

fn finding(severity: Severity, route: &str, on: &str, message: Words, figures: &[(&str, f64)]) -> FindingResult {
    FindingResult {
        name: format!("shift_{on}"),
        plugin: "alert-rate-shift".to_owned(),
        on: Some(on.to_owned()),
        severity,
        route: Some(route.to_owned()),
        keys: BTreeMap::new(),
        at: Some(monday(WEEKS - 2)),
        code: "shift".to_owned(),
        message,
        args: Object::new(),
        figures: figures.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect(),
        evidence: Vec::new(),
    }
}

fn findings(kpis: &[KpiResult]) -> Vec<FindingResult> {
    let mut first = finding(
        Severity::Critical,
        "product",
        "return_rate",
        words(
            "西南 退货率升至 27.2%，此前 8 周为 17.1%",
            "西南: return rate rose to 27.2%, from 17.1% over the 8 weeks before",
        ),
        &[
            ("value", 0.272),
            ("expected", 0.171),
            ("low", 0.14),
            ("high", 0.205),
            ("confidence", 0.9991),
            ("impact", 45.08),
        ],
    );
    first.keys.insert("region".to_owned(), "西南".to_owned());
    first.evidence = kpis[0].rows.iter().filter(|row| row.keys["region"] == "西南").skip(21).take(4).cloned().collect();
    vec![
        first,
        finding(
            Severity::Warning,
            "service",
            "complaint_count",
            words("投诉量连续 3 周高于预警线", "Complaints stayed above the limit for 3 weeks"),
            &[("value", 1_611.0), ("expected", 1_300.0)],
        ),
        finding(Severity::Info, "logistics", "return_rate", words("退货在途时长缩短", "Returns travel faster"), &[]),
    ]
}

fn quality() -> Vec<QualityResult> {
    let note = |source: &str,
                table: &str,
                rule: &str,
                column: &str,
                action,
                reason: Words,
                cells,
                examples: &[(u64, &str, Option<&str>)]| QualityResult {
        source: source.to_owned(),
        table: table.to_owned(),
        rule: rule.to_owned(),
        column: column.to_owned(),
        action,
        code: "x".to_owned(),
        reason,
        cells,
        examples: examples
            .iter()
            .map(|(row, before, after)| Example {
                row: *row,
                before: (*before).to_owned(),
                after: after.map(str::to_owned),
            })
            .collect(),
    };
    let (orders, cases) = ("订单导出_2025上半年.csv", "退款.xlsx · Sheet1");
    vec![
        note(
            orders,
            "orders",
            "clean-amounts",
            "paid_minor",
            Action::Fix,
            words("带货币符号和千位分隔符", "currency sign and thousands separators"),
            41_203,
            &[(2, "￥1,234.50", Some("1234.50 CNY")), (3, "88元", Some("88.00 CNY"))],
        ),
        note(
            orders,
            "orders",
            "clean-timestamps",
            "paid_at",
            Action::Flag,
            words("时间没有时区，按 Asia/Shanghai 理解", "no time zone: read as Asia/Shanghai"),
            12_880,
            &[(2, "2025/1/3 22:02", Some("2025-01-03T14:02:00Z"))],
        ),
        note(
            orders,
            "orders",
            "clean-lost-precision-ids",
            "order_id",
            Action::Quarantine,
            words("编号被表格软件改成科学计数，无法还原", "the id became scientific notation and cannot be recovered"),
            37,
            &[(512, "4.10889E+18", None)],
        ),
        note(
            cases,
            "cases",
            "clean-test-orders",
            "reason_raw",
            Action::Exclude,
            words("测试单", "test order"),
            12,
            &[(9, "测试勿发", None)],
        ),
    ]
}

/// A realistic result: 26 weeks, eight KPIs, findings, quality.
pub(crate) fn results() -> Results {
    let mut dice = Dice(7);
    let kpis = kpis(&mut dice);
    let input = |name: &str, table: &str, rows, quarantined, excluded, fixed| InputResult {
        name: name.to_owned(),
        sha256: "ab".repeat(32),
        table: table.to_owned(),
        profile: "taobao-orders".to_owned(),
        profile_version: "1.0.0".to_owned(),
        profile_title: words("淘宝/天猫订单", "Taobao and Tmall orders"),
        profile_score: 0.942,
        unmatched: vec!["订单备注".to_owned()],
        rows,
        accepted: rows - quarantined - excluded,
        fixed,
        flagged: fixed / 3,
        quarantined,
        excluded,
        received_at: None,
        corrected: 0,
        reading: aftersight_pipeline::results::Reading { tail: 2, mended: 1, ..Default::default() },
        not_rows: 2,
        columns: BTreeMap::from([("订单编号".to_owned(), "order_id".to_owned())]),
    };
    let link = |from: &str, to: &str, on: &str, rows, matched| LinkResult {
        from: from.to_owned(),
        to: to.to_owned(),
        on: vec![on.to_owned()],
        rows,
        matched,
        late: (to == "orders").then_some(rows / 40),
        waiting: (rows - matched) / 3,
        orphans: rows - matched - (rows - matched) / 3,
        without_key: 0,
        wait_seconds: 7 * 86_400,
        summary: words(&format!("{rows} 行中 {matched} 行匹配。"), &format!("{matched} of {rows} rows matched.")),
    };
    Results {
        inputs: vec![
            input("订单导出_2025上半年.csv", "orders", 112_480, 37, 0, 41_203),
            input("退款.xlsx · Sheet1", "cases", 9_871, 204, 12, 3_100),
        ],
        tables: vec![TableResult {
            name: "orders".to_owned(),
            rows: 112_443,
            columns: BTreeMap::new(),
            withheld: false,
        }],
        links: vec![link("cases", "orders", "order_id", 9_655, 9_402), link("shipments", "orders", "order_id", 0, 0)],
        cleaners: super::cleaners::sample(),
        quality: quality(),
        findings: findings(&kpis),
        kpis,
        skipped: vec![SkippedResult {
            reason: None,
            plugin: "kpi-first-response-time".to_owned(),
            missing: vec!["conversations".to_owned()],
        }],
        insights: vec![InsightResult {
            name: "pareto".to_owned(),
            plugin: "insight-pareto".to_owned(),
            title: words("80% 的退货来自这些品类", "80% of returns come from these categories"),
            columns: vec!["category".to_owned(), "n".to_owned(), "share".to_owned()],
            rows: vec![
                vec!["女装".into(), 4_210.into(), 0.412.into()],
                vec!["鞋靴".into(), 2_018.into(), 0.1975.into()],
            ],
        }],
        ..empty()
    }
}

/// The same, with a plugin that failed.
pub(crate) fn failed() -> Results {
    Results {
        failures: vec![FailureResult {
            step: "first_response_time".to_owned(),
            plugin: "kpi-first-response-time".to_owned(),
            message: words("插件超过时间限制", "the plugin ran out of time"),
            consequence: words(
                "该指标没有结果，依赖它的预警不会运行",
                "this KPI has no result, and alerts that stand on it do not run",
            ),
        }],
        ..results()
    }
}
