//! Ten KPIs over tables held in memory, beside DuckDB computing the same ten in one statement from its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use aftersight_contract::manifest::PluginKind;
use aftersight_contract::{Batch, Categories, Column, Text, Values, bitmap};
use aftersight_pipeline::config::KpiStep;
use aftersight_pipeline::engine::Engine;
use aftersight_pipeline::run::{self, BATCH_ROWS, Prepared};
use aftersight_pipeline::stage::{Rows, Source};
use aftersight_pipeline::{Config, RunError};

use crate::statistics::{RUNS, Times, ratio, seconds};

/// Rows of cases; other tables follow in proportion.
const CASES: usize = 5_000_000;
/// Of these sizes the growth is told.
const SIZES: [usize; 4] = [500_000, 1_000_000, 2_500_000, CASES];

const TEN: [&str; 10] = [
    "refund-rate",
    "return-rate",
    "complaint-rate",
    "quality-refund-rate",
    "sla-attainment",
    "reopen-rate",
    "complaint-resolution-time",
    "first-action-time",
    "csat",
    "responsibility-share",
];

/// 2025-01-01T00:00:00+08:00, and the half year over which rows are spread.
const BEGIN: i64 = 1_735_660_800_000_000;
const SPAN: u64 = 181 * 86_400;
const HOUR: u64 = 3_600;
const AS_OF: &str = "2025-08-01T00:00:00+08:00";

/// Numbers that look drawn; `kpis.py` draws the same.
fn drawn(row: usize, salt: u64, below: u64) -> u64 {
    const PRIME: u64 = 1_000_003;
    let row = row as u64;
    (row % PRIME * 7_919 + salt * 104_729 + row / PRIME * 31_337) * (salt % 7 + 3) % PRIME * 997 % below
}

fn moment(row: usize, salt: u64) -> i64 {
    BEGIN + (drawn(row, salt, SPAN) * 1_000_000) as i64
}

fn category(name: &str, names: &[&str], rows: std::ops::Range<usize>, salt: u64) -> Column {
    let codes = rows.map(|row| drawn(row, salt, names.len() as u64) as u32).collect();
    Column::new(name, Values::Category(Categories { codes, names: names.iter().copied().collect() }))
}

fn ids(name: &str, rows: std::ops::Range<usize>, number: impl Fn(usize) -> usize) -> Column {
    let mut text = Text::default();
    let mut id = String::new();
    for row in rows {
        id.clear();
        let _ = write!(id, "{:010}", number(row));
        text.push(&id);
    }
    Column::new(name, Values::Text(text))
}

fn times(name: &str, rows: std::ops::Range<usize>, at: impl Fn(usize) -> i64) -> Column {
    Column::new(name, Values::Timestamp(rows.map(at).collect()))
}

const PLATFORMS: [&str; 4] = ["taobao", "tmall", "jd", "pdd"];
const CATEGORIES: [&str; 8] = ["鞋", "上衣", "裤子", "家电", "食品", "美妆", "玩具", "箱包"];
const TYPES: [&str; 4] = ["complaint", "return_refund", "refund_only", "exchange"];
const STATUSES: [&str; 4] = ["refunded", "closed", "rejected", "open"];
const TEAMS: [&str; 5] = ["product", "logistics", "service", "customer", "unknown"];

fn cut(rows: std::ops::Range<usize>) -> [Column; 2] {
    [category("platform", &PLATFORMS, rows.clone(), 1), category("category", &CATEGORIES, rows, 2)]
}

fn cases(rows: std::ops::Range<usize>, orders: usize) -> Vec<Column> {
    let after =
        |salt: u64, hours: u64| move |row: usize| moment(row, 3) + (drawn(row, salt, hours * HOUR) * 1_000_000) as i64;
    let quality = bitmap::collect(rows.clone().map(|row| drawn(row, 9, 5) == 0));
    let mut columns = vec![
        ids("order_id", rows.clone(), |row| row % orders),
        times("created_at", rows.clone(), |row| moment(row, 3)),
        times("first_action_at", rows.clone(), after(4, 24)),
        times("closed_at", rows.clone(), after(5, 200)),
        times("due_at", rows.clone(), after(6, 220)),
        times("refund_finished_at", rows.clone(), after(7, 240)),
        category("case_type", &TYPES, rows.clone(), 8),
        Column::new("is_quality", Values::Boolean(quality)),
        category("status", &STATUSES, rows.clone(), 10),
        category("responsibility", &TEAMS, rows.clone(), 11),
        Column::new("reopens", Values::Int64(rows.clone().map(|row| (drawn(row, 12, 12) / 10) as i64).collect())),
    ];
    columns.extend(cut(rows));
    columns
}

fn orders(rows: std::ops::Range<usize>) -> Vec<Column> {
    let mut columns = vec![
        ids("order_id", rows.clone(), |row| row),
        times("created_at", rows.clone(), |row| moment(row, 13)),
        times("paid_at", rows.clone(), |row| moment(row, 13) + 60_000_000),
    ];
    columns.extend(cut(rows));
    columns
}

fn feedback(rows: std::ops::Range<usize>) -> Vec<Column> {
    let number =
        |name: &str, of: &dyn Fn(usize) -> f64| Column::new(name, Values::Float64(rows.clone().map(of).collect()));
    let mut columns = vec![
        category("kind", &["csat"], rows.clone(), 14),
        number("score", &|row| drawn(row, 15, 5) as f64 + 1.0),
        number("scale_min", &|_| 1.0),
        number("scale_max", &|_| 5.0),
        times("responded_at", rows.clone(), |row| moment(row, 16)),
    ];
    columns.extend(cut(rows.clone()));
    columns
}

/// A table that is made batch by batch.
struct Made<F>(usize, F);

impl<F: Fn(std::ops::Range<usize>) -> Vec<Column> + Sync> Rows for Made<F> {
    fn chunks(&self) -> usize {
        self.0.div_ceil(BATCH_ROWS)
    }

    fn read(&self, chunk: usize, _: usize) -> Result<Vec<Batch>, RunError> {
        let rows = chunk * BATCH_ROWS..((chunk + 1) * BATCH_ROWS).min(self.0);
        Ok(vec![Batch { rows: rows.len() as u32, columns: (self.1)(rows) }])
    }
}

fn source<'a>(
    table: &str,
    rows: usize,
    make: impl Fn(std::ops::Range<usize>) -> Vec<Column> + Sync + 'a,
) -> Source<'a> {
    Source {
        name: table.to_owned(),
        sha256: String::new(),
        salt: String::new(),
        table: table.to_owned(),
        columns: BTreeMap::new(),
        not_rows: 0,
        filter: None,
        timezone: None,
        received_at: None,
        profile: None,
        rows: Box::new(Made(rows, make)),
    }
}

/// The tables in memory, as typed as cleaning would leave them.
fn prepare(engine: &dyn Engine, rows: usize) -> Prepared {
    let mut text = format!("as_of = \"{AS_OF}\"\n");
    for plugin in engine.plugins().into_iter().filter(|plugin| plugin.manifest.kind == PluginKind::Cleaner) {
        let _ = write!(text, "[[clean]]\nuse = \"{}\"\nenabled = false\n", plugin.manifest.id);
    }
    let config = Config::parse(&text).expect("a pipeline file");
    let ordered = rows / 5;
    let sources = [
        source("cases", rows, move |rows| cases(rows, ordered)),
        source("orders", ordered, orders),
        source("order_lines", ordered, orders),
        source("feedback", rows / 10, feedback),
    ];
    run::prepare(engine, &config, &sources, i64::MAX / 4, BATCH_ROWS, &|_| {}).expect("it runs")
}

/// The ten steps by day, platform and category, over the interval itself.
fn steps(names: &[&str]) -> Vec<KpiStep> {
    let step = |name: &&str| {
        let window = if *name == "refund-rate" { "params = { window = \"0 s\" }" } else { "" };
        format!("[[kpi]]\nuse = \"kpi-{name}\"\ngrain = \"day\"\nby = [\"platform\", \"category\"]\n{window}\n")
    };
    Config::parse(&names.iter().map(step).collect::<String>()).expect("a pipeline file").kpis
}

fn measure(engine: &dyn Engine, prepared: &Prepared, names: &[&str]) -> f64 {
    let steps = steps(names);
    seconds(|| {
        let kpis = run::measure(engine, prepared, &steps, true, &|_| {}).expect("it measures");
        assert_eq!(kpis.measured.len(), names.len(), "every KPI has a result");
        kpis
    })
}

pub(crate) fn print(home: &Path) {
    let engine = crate::engine(Some(home.join("cache")), 2);
    let used: Vec<String> = TEN.iter().map(|name| format!("kpi-{name}")).collect();
    assert!(engine.prepare(&used).is_empty(), "the plugins are usable");
    println!(
        "## Ten KPIs\n\n{} by day × platform × category over {CASES} rows of cases, {} of orders and of order lines, {} of feedback, held in memory as typed columns; 2 threads. DuckDB computes the same in one statement from its in-memory tables, quantiles by `approx_quantile`. Each run numbers days, dimensions and cells anew.\n",
        TEN.join(", "),
        CASES / 5,
        CASES / 10
    );
    let mut sizes = Vec::new();
    for rows in SIZES {
        let mut times = Vec::new();
        for _ in 0..3 {
            let prepared = prepare(&engine, rows);
            times.push(measure(&engine, &prepared, &TEN));
        }
        sizes.push((rows, Times::new(times)));
    }
    let (mut ours, mut theirs, mut first, mut again) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let python = std::env::var_os("AFTERSIGHT_PYTHON");
    for _ in 0..RUNS {
        let prepared = prepare(&engine, CASES);
        ours.push(measure(&engine, &prepared, &TEN));
        again.push(measure(&engine, &prepared, &TEN));
        drop(prepared);
        first.push(measure(&engine, &prepare(&engine, CASES), &TEN[..1]));
        theirs.extend(python.as_deref().map(duckdb));
    }
    println!("| ten KPIs | Aftersight | DuckDB | Aftersight ÷ DuckDB |\n|---|---|---|---|");
    match theirs.is_empty() {
        true => println!(
            "| first time | {} | skipped: AFTERSIGHT_PYTHON names no interpreter | |",
            Times::new(ours.clone()).show()
        ),
        false => {
            let (shown, other) = (Times::new(ours.clone()).show(), Times::new(theirs.clone()).show());
            println!("| first time | {shown} | {other} | {} |", ratio(&ours, &theirs));
            println!(
                "| again, days and cells numbered | {} | {other} | {} |",
                Times::new(again.clone()).show(),
                ratio(&again, &theirs)
            );
        }
    }
    let (ten, one) = (Times::new(ours).median(), Times::new(first).median());
    println!("\nOne KPI alone takes {one:.2} s, each further one {:.3} s.\n", (ten - one) / 9.0);
    growth(&sizes);
    many_groups(&engine);
}

/// The exponent of the growth, fitted by least squares on logarithms.
fn growth(sizes: &[(usize, Times)]) {
    println!("| rows of cases | ten KPIs |\n|---|---|");
    let mut points = Vec::new();
    for (rows, times) in sizes {
        println!("| {rows} | {} |", times.show());
        points.push(((*rows as f64).ln(), times.median().ln()));
    }
    let n = points.len() as f64;
    let (x, y) = (points.iter().map(|(x, _)| x).sum::<f64>() / n, points.iter().map(|(_, y)| y).sum::<f64>() / n);
    let above: f64 = points.iter().map(|(px, py)| (px - x) * (py - y)).sum();
    let below: f64 = points.iter().map(|(px, _)| (px - x).powi(2)).sum();
    println!("\nFitted growth: rows to the power of {:.2}.\n", above / below);
}

/// 100 000 groups with a sketch each: their states do not fit one plugin's memory at once, and are cut into blocks.
fn many_groups(engine: &dyn Engine) {
    let prepared = prepare(engine, 500_000);
    let text = "[[kpi]]\nuse = \"kpi-complaint-resolution-time\"\ngrain = \"all\"\nby = [\"order_id\"]\nparams = { population = \"true\" }\n";
    let steps = Config::parse(text).expect("a pipeline file").kpis;
    let mut groups = 0;
    let took = seconds(|| {
        let kpis = run::measure(engine, &prepared, &steps, true, &|_| {}).expect("it measures");
        groups = kpis.measured.first().map_or(0, |measured| measured.result.rows.len());
    });
    println!(
        "{groups} groups with a quantile sketch each, over 500 000 rows: {took:.1} s, within the memory of one plugin.\n"
    );
}

fn duckdb(python: &std::ffi::OsStr) -> f64 {
    let script = crate::root().join("tests/benches/speed/kpis.py");
    let output = Command::new(python).arg(script).arg(CASES.to_string()).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("seconds")
}
