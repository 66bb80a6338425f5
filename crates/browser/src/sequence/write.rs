//! What came back, as JSON: everything that crossed the boundary, null rows and unused codes included.

use aftersight_contract::{
    Args, Categories, Column, Derivation, Derived, Evidence, Finding, Input, Lookup, Notes, Report, Text,
    Value as Given, Values, Window,
};
use aftersight_pipeline::engine::{Cleaned, Failure};
use serde_json::{Value, json};

pub(super) fn failure(failure: &Failure) -> Value {
    match failure {
        Failure::Refused(error) => json!({ "code": error.code, "args": args(&error.args) }),
        other => json!(other.to_string()),
    }
}

fn args(args: &Args) -> Value {
    args.iter().map(|(name, value)| json!([name, argument(value)])).collect()
}

/// With its type: a moment is no duration.
fn argument(value: &Given) -> Value {
    match value {
        Given::Boolean(value) => json!({ "boolean": value }),
        Given::Integer(value) => json!({ "integer": value }),
        Given::Number(value) => json!({ "number": float(*value) }),
        Given::Text(value) => json!({ "text": value }),
        Given::Texts(values) => json!({ "texts": values }),
        Given::Moment(value) => json!({ "moment": value }),
        Given::Duration(value) => json!({ "duration": value }),
        Given::Money(minor, currency) => json!({ "money": [minor, currency] }),
    }
}

/// A number by its shortest text, which no other number has; what JSON cannot write by its bits.
fn float(value: f64) -> Value {
    if value.is_finite() { json!(value) } else { json!(format!("{:016x}", value.to_bits())) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn columns(columns: &[Column]) -> Value {
    columns.iter().map(column).collect()
}

fn column(column: &Column) -> Value {
    let values = match &column.values {
        Values::Boolean(bits) => json!(hex(bits)),
        Values::Int64(values) | Values::Timestamp(values) => json!(values),
        Values::Float64(values) => values.iter().map(|value| float(*value)).collect(),
        Values::Money(money) => json!({ "minor": money.minor, "currency": categories(&money.currency) }),
        Values::Text(values) => text(values),
        Values::Category(values) => categories(values),
        Values::Binary(blob) => json!({ "offsets": blob.offsets, "bytes": hex(&blob.bytes) }),
    };
    let validity = column.validity.as_deref().map(hex);
    json!({ "name": column.name, "kind": column.kind(), "values": values, "validity": validity })
}

fn text(text: &Text) -> Value {
    json!({ "offsets": text.offsets, "bytes": String::from_utf8(text.bytes.clone()).unwrap_or_else(|_| hex(&text.bytes)) })
}

fn categories(categories: &Categories) -> Value {
    json!({ "codes": categories.codes, "names": text(&categories.names) })
}

pub(super) fn cleaned(cleaned: &Cleaned) -> Value {
    json!({ "columns": columns(&cleaned.columns), "notes": notes(&cleaned.notes) })
}

fn notes(notes: &Notes) -> Value {
    json!({
        "rows": notes.rows,
        "columns": categories(&notes.columns),
        "actions": notes.actions,
        "codes": categories(&notes.codes),
        "before": text(&notes.before),
    })
}

pub(super) fn report(report: &Report) -> Value {
    let sheets = report
        .sheets
        .iter()
        .map(|sheet| json!({ "code": sheet.code, "rows": sheet.rows.rows, "columns": columns(&sheet.rows.columns) }));
    json!({ "findings": report.findings.iter().map(finding).collect::<Value>(), "sheets": sheets.collect::<Value>() })
}

fn finding(finding: &Finding) -> Value {
    let evidence = |evidence: &Evidence| json!([evidence.role, evidence.row]);
    json!({
        "code": finding.code,
        "args": args(&finding.args),
        "severity": finding.severity,
        "subject": finding.subject.as_ref().map(evidence),
        "keys": finding.keys,
        "value": finding.value.map(float),
        "expected": finding.expected.map(float),
        "low": finding.low.map(float),
        "high": finding.high.map(float),
        "confidence": finding.confidence.map(float),
        "impact": finding.impact.map(float),
        "evidence": finding.evidence.iter().map(evidence).collect::<Value>(),
        "route": finding.route,
    })
}

pub(super) fn inputs(inputs: &[Input]) -> Value {
    inputs.iter().map(input).collect()
}

fn input(input: &Input) -> Value {
    let window = match &input.window {
        Window::Interval => json!("interval"),
        Window::TrailingDays(days) => json!({ "trailing_days": days }),
        Window::Cumulative => json!("cumulative"),
        Window::Span { begin, end } => json!({ "span": [begin, end] }),
    };
    json!({
        "role": input.role,
        "table": input.table,
        "time": input.time,
        "columns": input.columns,
        "filter": input.filter,
        "window": window,
        "lag": input.lag,
        "without": input.without,
        "derive": input.derive.iter().map(derivation).collect::<Value>(),
    })
}

fn derivation(derivation: &Derivation) -> Value {
    let rule = match &derivation.kind {
        Derived::Previous(rows, take) => json!({ "previous": [lookup(rows), take] }),
        Derived::Next(rows, take) => json!({ "next": [lookup(rows), take] }),
        Derived::Exists(rows) => json!({ "exists": lookup(rows) }),
        Derived::Count(rows) => json!({ "count": lookup(rows) }),
        Derived::Distinct(rows, take) => json!({ "distinct": [lookup(rows), take] }),
        Derived::ServiceTime(from, to) => json!({ "service_time": [from, to] }),
        Derived::InService(at) => json!({ "in_service": at }),
    };
    json!([derivation.name, rule])
}

fn lookup(lookup: &Lookup) -> Value {
    json!({
        "table": lookup.table,
        "key": lookup.key,
        "anchor": lookup.anchor,
        "within": lookup.within,
        "filter": lookup.filter,
    })
}
