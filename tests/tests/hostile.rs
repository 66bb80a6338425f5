//! Plugins that mean harm, in whole runs: each is stopped and named, and costs the others nothing.

use aftersight::engine::WasmEngine;
use aftersight_intake::{Bytes, File};
use aftersight_pipeline::config::SourceStep;
use aftersight_pipeline::run::Prepared;
use aftersight_pipeline::stage::Source;
use aftersight_pipeline::{Config, Results, run};
use aftersight_tests::hostile::{self, CANARY, HONEST, RECEIVED, TIME, cases, orders};
use aftersight_tests::words::english;

/// So few rows in a batch that every table has several.
const BATCH_ROWS: usize = 3;
const MEMORY: &str = "the plugin exceeded its memory limit";
const TRAP: &str = "the plugin trapped: ";
const UNREACHABLE: &str = "the plugin trapped: wasm `unreachable` instruction executed";

fn engine(hostile: &str) -> WasmEngine {
    hostile::engine(hostile::plugin(hostile), 2)
}

fn source(table: &str, csv: String) -> Vec<Source<'static>> {
    let step = SourceStep { table: Some(table.to_owned()), ..SourceStep::default() };
    let mut file = File::open(&format!("{table}.csv"), Bytes::from(csv.into_bytes())).expect("a readable file");
    file.tables(&step, &aftersight_intake::Profiles::default()).expect("a readable table")
}

fn go(engine: &WasmEngine, pipeline: &str) -> (Prepared, Results) {
    let config = Config::parse(&format!("timezone = 'Asia/Shanghai'\n{pipeline}")).expect("a pipeline");
    let sources: Vec<_> = source("cases", cases()).into_iter().chain(source("orders", orders())).collect();
    run::run(engine, &config, &sources, RECEIVED, BATCH_ROWS, &|_| {}).expect("a run")
}

/// Everything that steps other than the hostile one found, as JSON.
fn others(results: &Results) -> String {
    let kpis: Vec<_> = results.kpis.iter().filter(|kpi| kpi.name != "evil").collect();
    let findings: Vec<_> = results.findings.iter().filter(|finding| finding.name != "evil").collect();
    serde_json::to_string(&(kpis, findings)).expect("JSON")
}

/// Exactly one failure: this plugin's, in this step, for this reason, in both languages.
fn named(results: &Results, plugin: &str, step: &str, message: &str, deed: &str) {
    let failures: Vec<_> = results.failures.iter().map(|failure| (&*failure.plugin, &*failure.step)).collect();
    assert_eq!(failures, [(plugin, step)], "{deed}");
    let words = &results.failures[0].message;
    assert!(words.en.starts_with(message), "{deed}: {} instead of {message}", words.en);
    for zh in [&words.zh, &results.failures[0].consequence.zh] {
        assert!(!zh.is_ascii() && english(zh).is_none(), "{deed}: {zh}");
    }
}

fn kpi(deed: &str) -> String {
    format!("[[kpi]]\nuse = 'kpi-evil'\nname = 'evil'\ngrain = 'week'\nparams = {{ deed = '{deed}' }}\n{HONEST}")
}

#[test]
fn a_hostile_kpi_fails_alone() {
    let malformed = |column: &str, what: &str| format!("the plugin returned malformed data: column `{column}`: {what}");
    let rows = "it has another number of rows";
    let infinite = "it holds NaN or infinity";
    let too_much = |what: &str| format!("the plugin returned too much: {what}");
    let deeds = [
        ("loop-plan", TIME.to_owned()),
        ("loop-open", TIME.to_owned()),
        ("loop-update", TIME.to_owned()),
        ("loop-state", TIME.to_owned()),
        ("loop-merge", TIME.to_owned()),
        ("loop-evaluate", TIME.to_owned()),
        ("memory", MEMORY.to_owned()),
        ("memory-held", UNREACHABLE.to_owned()),
        ("memory-at-once", MEMORY.to_owned()),
        ("recursion", TRAP.to_owned()),
        ("panic", UNREACHABLE.to_owned()),
        ("huge-plan", too_much("roles in its plan")),
        ("huge-state", too_much("data from `state`")),
        ("huge-evaluate", too_much("data from `evaluate`")),
        ("huge-refusal", too_much("words in a refusal")),
        ("short-state", malformed("count", rows)),
        ("short-rows", malformed("value", rows)),
        ("nan", malformed("value", infinite)),
        ("infinity", malformed("value", infinite)),
        ("bad-utf8", malformed("bad", "it is not UTF-8")),
        ("bad-offsets", malformed("bad", "its offsets do not rise from 0 to the end of its bytes")),
        ("bad-code", malformed("bad", "a code names nothing")),
        ("no-name", malformed("", "a name has 1 to 256 bytes")),
        ("twice", malformed("value", "stands twice")),
        ("no-value", malformed("value", "it is missing, or holds no float64")),
        ("refuse", "it will not count".to_owned()),
    ];
    let engine = engine("kpi-evil");
    let (_, honest) = go(&engine, &kpi("none"));
    assert!(honest.failures.is_empty(), "{:?}", honest.failures);
    assert_eq!(honest.kpis.len(), 3);
    for kpi in &honest.kpis[..2] {
        assert_eq!(kpi.total.fields["value"], 12.0, "{}", kpi.name);
    }
    for (deed, message) in deeds {
        let (_, results) = go(&engine, &kpi(deed));
        named(&results, "kpi-evil", "evil", &message, deed);
        assert_eq!(results.kpis.len(), 2, "{deed}");
        assert_eq!(others(&results), others(&honest), "{deed}");
    }
}

#[test]
fn a_hostile_plan_costs_the_others_nothing() {
    let engine = engine("kpi-evil");
    let (_, honest) = go(&engine, &kpi("none"));
    for deed in ["plan-lag", "plan-days", "plan-roles", "memory-shrugged"] {
        let (_, results) = go(&engine, &kpi(deed));
        assert_eq!(others(&results), others(&honest), "{deed}");
        let evil = results.kpis.iter().find(|kpi| kpi.name == "evil");
        assert!(evil.is_none_or(|kpi| kpi.total.fields["value"] == 12.0), "{deed}");
    }
}

#[test]
fn a_plan_that_cannot_be_carried_out_fails_alone() {
    let engine = engine("kpi-evil");
    let (_, honest) = go(&engine, &kpi("none"));
    for (deed, message) in [
        ("plan-condition", "condition `case_type = `: "),
        ("plan-condition-column", "condition `no_such_column = 'x'`: "),
        ("plan-condition-kind", "condition `case_type > 3`: "),
        ("plan-lookup", "condition `created_at = 'yesterday'`: "),
        ("plan-anchor", "the column `case_type` holds "),
        ("plan-calendar", "the column `case_type` holds "),
    ] {
        let (_, results) = go(&engine, &kpi(deed));
        named(&results, "kpi-evil", "evil", &format!("the plugin planned what cannot be done: {message}"), deed);
        assert_eq!(others(&results), others(&honest), "{deed}");
    }
}

#[test]
fn a_condition_that_the_user_gave_stops_the_run() {
    let engine = engine("kpi-evil");
    let pipeline = "[[kpi]]\nuse = 'kpi-complaint-count'\nparams = { population = \"case_typ = 'complaint'\" }\n";
    let config = Config::parse(pipeline).expect("a pipeline");
    let error = run::run(&engine, &config, &source("cases", cases()), RECEIVED, BATCH_ROWS, &|_| {}).unwrap_err();
    for part in ["complaint_count", "population", "case_typ", "`case_type`"] {
        assert!(error.0.en.contains(part), "{part} is not in {}", error.0.en);
    }
    assert!(error.0.zh.contains("参数“population”：条件") && error.0.zh.contains("没有列“case_typ”"), "{}", error.0.zh);
}

#[test]
fn a_hostile_alert_fails_alone() {
    let malformed = |column: &str, what: &str| format!("the plugin returned malformed data: column `{column}`: {what}");
    let findings = |what: &str| format!("the plugin returned malformed data: its findings: {what}");
    let row = "evidence names a row that was not handed in";
    let deeds = [
        ("loop-plan", TIME.to_owned()),
        ("loop-open", TIME.to_owned()),
        ("loop-finish", TIME.to_owned()),
        ("plan-column", "the plugin planned what cannot be done: `series` has no column `no_such_column`".to_owned()),
        ("plan-condition", "the plugin planned what cannot be done: condition `case_type = `: ".to_owned()),
        ("memory", MEMORY.to_owned()),
        ("recursion", TRAP.to_owned()),
        ("panic", UNREACHABLE.to_owned()),
        ("many-findings", "the plugin returned too much: findings".to_owned()),
        ("huge", "the plugin returned too much: data in its report".to_owned()),
        ("evidence-row", findings(row)),
        ("subject-row", findings(row)),
        ("evidence-role", findings("evidence names a role that was not planned")),
        ("nan", findings("a figure is NaN or infinite")),
        ("sheet-rows", malformed("bad", "it has another number of rows")),
        ("sheet-utf8", malformed("bad", "it is not UTF-8")),
        ("refuse", "it will not look".to_owned()),
    ];
    let pipeline = |deed: &str| {
        format!(
            "{HONEST}[[alert]]\nuse = 'alert-evil'\nname = 'evil'\non = 'complaint_count'\nparams = {{ deed = '{deed}' }}\n"
        )
    };
    let engine = engine("alert-evil");
    let (_, honest) = go(&engine, &pipeline("none"));
    assert!(honest.failures.is_empty(), "{:?}", honest.failures);
    for (deed, message) in deeds {
        let (_, results) = go(&engine, &pipeline(deed));
        named(&results, "alert-evil", "evil", &message, deed);
        assert!(results.findings.iter().all(|finding| finding.plugin != "alert-evil"), "{deed}");
        assert!(results.insights.is_empty(), "{deed}");
        assert_eq!(others(&results), others(&honest), "{deed}");
    }
}

/// Present cells of a column of cases, over all batches.
fn present(prepared: &Prepared, column: &str) -> usize {
    let table = prepared.tables.get("cases").expect("the table is there");
    let parts = table.parts.iter().enumerate();
    let cells = parts.map(|(part, rows)| {
        let column = table.column(part, column).expect("the column is there");
        (0..rows.batch.rows as usize).filter(|row| column.is_valid(*row)).count()
    });
    cells.sum()
}

#[test]
fn a_hostile_cleaner_fails_alone_and_for_its_whole_table() {
    let malformed = |what: &str| format!("the plugin returned malformed data: column `reason_raw`: {what}");
    let rows = "it has another number of rows";
    // Whether it had said which columns it cleans: what it never claimed is left alone.
    let deeds = [
        ("loop-plan", false, TIME.to_owned()),
        ("loop-clean", true, TIME.to_owned()),
        ("memory", true, MEMORY.to_owned()),
        ("recursion", true, TRAP.to_owned()),
        ("panic", true, UNREACHABLE.to_owned()),
        ("panic-on-word", true, UNREACHABLE.to_owned()),
        ("huge", true, "the plugin returned too much: data from `clean`".to_owned()),
        ("short-rows", true, malformed(rows)),
        ("bad-utf8", true, malformed("it is not UTF-8")),
        ("bad-offsets", true, malformed("its offsets do not rise from 0 to the end of its bytes")),
        ("cut-character", true, malformed("an offset cuts a character in two")),
        ("bad-code", true, malformed("a code names nothing")),
        ("nan", true, malformed("it holds NaN or infinity")),
        ("no-name", true, "the plugin returned malformed data: column ``: a name has 1 to 256 bytes".to_owned()),
        ("note-row", true, "the plugin returned malformed data: its notes: a note names a row".to_owned()),
        ("ask-unknown", false, "the plugin asks for the column `no_such_column`".to_owned()),
        ("refuse", true, "it will not clean".to_owned()),
    ];
    let pipeline = |deed: &str| format!("[[clean]]\nuse = 'clean-evil'\nparams = {{ deed = '{deed}' }}\n{HONEST}");
    let engine = engine("clean-evil");
    let (prepared, honest) = go(&engine, &pipeline("none"));
    assert!(honest.failures.is_empty(), "{:?}", honest.failures);
    assert_eq!(present(&prepared, "reason_raw"), 12);
    for (deed, claimed, message) in deeds {
        let (prepared, results) = go(&engine, &pipeline(deed));
        named(&results, "clean-evil", "clean-evil", &message, deed);
        assert_eq!(present(&prepared, "reason_raw"), if claimed { 0 } else { 12 }, "{deed}");
        assert_eq!(present(&prepared, "case_id"), 12, "{deed}");
        let noted = results.quality.iter().filter(|remark| remark.code == "plugin-failed");
        let noted: Vec<_> = noted.map(|remark| (&*remark.rule, &*remark.column, remark.cells)).collect();
        let expected = [("clean-evil", "reason_raw", 12)];
        assert_eq!(noted, if claimed { &expected[..] } else { &[] }, "{deed}");
        assert_eq!(others(&results), others(&honest), "{deed}");
    }
}

#[test]
fn a_kpi_that_needed_a_nulled_column_says_so() {
    let engine = engine("clean-evil");
    let kpis = "[[kpi]]\nuse = 'kpi-formula'\nname = 'reasons'\nparams = { formula = 'count(cases where reason_raw is null)' }\n";
    let evil = "[[clean]]\nuse = 'clean-evil'\nparams = { deed = 'panic' }\n";
    let (_, results) = go(&engine, &format!("{evil}{HONEST}{kpis}"));
    named(&results, "clean-evil", "clean-evil", UNREACHABLE, "panic");
    let [skipped] = &results.skipped[..] else { panic!("{:?}", results.skipped) };
    assert_eq!((&*skipped.plugin, skipped.reason.as_deref()), ("kpi-formula", Some("plugin-failed")));
    assert_eq!(skipped.missing, ["cases.reason_raw"]);
    assert_eq!(results.kpis.len(), 2);
}

#[test]
fn a_cleaner_that_cannot_be_opened_fails_alone() {
    let engine = engine("clean-evil");
    let (_, results) =
        go(&engine, &format!("[[clean]]\nuse = 'clean-evil'\nparams = {{ deed = 'loop-open' }}\n{HONEST}"));
    named(&results, "clean-evil", "clean-evil", TIME, "loop-open");
    assert_eq!(results.kpis.len(), 2);
}

#[test]
fn a_table_whose_masker_breaks_is_withheld() {
    let engine = engine("clean-evil-mask");
    let formula =
        "[[kpi]]\nuse = 'kpi-formula'\nname = 'orders'\ngrain = 'all'\nparams = { formula = 'count(orders)' }\n";
    // At once, when it is asked for an example of the first batch, in the second batch.
    for after in [0, 1, 2] {
        let mask = format!("[[clean]]\nuse = 'clean-evil-mask'\nparams = {{ after = {after} }}\n");
        let (prepared, results) = go(&engine, &format!("{mask}{HONEST}{formula}"));
        named(&results, "clean-evil-mask", "clean-evil-mask", UNREACHABLE, "mask");
        let table = results.tables.iter().find(|table| table.name == "cases").expect("it is named");
        assert!(table.withheld && table.rows == 0 && table.columns.is_empty(), "{table:?}");
        assert_eq!(prepared.tables.get("cases").map_or(0, |table| table.rows()), 0);
        assert!(prepared.quarantine.iter().all(|rows| rows.table != "cases"));
        let skipped: Vec<_> = results.skipped.iter().map(|kpi| kpi.plugin.as_str()).collect();
        assert_eq!(skipped, ["kpi-complaint-count", "kpi-complaint-resolution-time"]);
        let names: Vec<_> = results.kpis.iter().map(|kpi| kpi.name.as_str()).collect();
        assert_eq!(names, ["orders"]);
        assert_eq!(results.kpis[0].total.fields["value"], 12.0);
        let json = serde_json::to_string(&results).expect("JSON");
        for canary in CANARY {
            assert!(!json.contains(canary), "{canary} is in {json}");
        }
    }
}
