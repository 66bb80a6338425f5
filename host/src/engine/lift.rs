//! Generated types to plain ones, on the way out of a plugin: vectors move, nothing is copied. Nothing is checked here
//! beyond what the types say.

use aftersight_contract as plain;
use aftersight_pipeline::engine::Cleaned;

use super::bindings::columns::{BatchResult, CategoriesResult, ColumnResult, TextResult, ValuesResult};
use super::bindings::{analysing, cleaning, common};

pub(super) fn error(error: common::Error) -> plain::Error {
    plain::Error { code: error.code, args: args(error.args) }
}

fn args(args: common::ArgsResult) -> plain::Args {
    args.into_iter().map(|(name, argument)| (name, value(argument))).collect()
}

fn value(value: common::ValueResult) -> plain::Value {
    match value {
        common::ValueResult::Boolean(value) => plain::Value::Boolean(value),
        common::ValueResult::Integer(value) => plain::Value::Integer(value),
        common::ValueResult::Number(value) => plain::Value::Number(value),
        common::ValueResult::Text(value) => plain::Value::Text(value),
        common::ValueResult::Texts(value) => plain::Value::Texts(value),
        common::ValueResult::Moment(value) => plain::Value::Moment(value),
        common::ValueResult::Duration(value) => plain::Value::Duration(value),
        common::ValueResult::Money((minor, currency)) => plain::Value::Money(minor, currency),
    }
}

pub(super) fn plan(plan: Vec<common::Input>) -> Vec<plain::Input> {
    plan.into_iter().map(input).collect()
}

fn input(input: common::Input) -> plain::Input {
    let window = match input.window {
        common::Window::Interval => plain::Window::Interval,
        common::Window::TrailingDays(days) => plain::Window::TrailingDays(days),
        common::Window::Cumulative => plain::Window::Cumulative,
        common::Window::Span((begin, end)) => plain::Window::Span { begin, end },
    };
    let derivation =
        |derivation: common::Derivation| plain::Derivation { name: derivation.name, kind: derived(derivation.kind) };
    plain::Input {
        role: input.role,
        table: input.table,
        time: input.time,
        columns: input.columns,
        filter: input.filter,
        window,
        lag: input.lag,
        without: input.without,
        derive: input.derive.into_iter().map(derivation).collect(),
    }
}

fn derived(derived: common::Derived) -> plain::Derived {
    match derived {
        common::Derived::Previous((rows, take)) => plain::Derived::Previous(lookup(rows), take),
        common::Derived::Next((rows, take)) => plain::Derived::Next(lookup(rows), take),
        common::Derived::Exists(rows) => plain::Derived::Exists(lookup(rows)),
        common::Derived::Count(rows) => plain::Derived::Count(lookup(rows)),
        common::Derived::Distinct((rows, take)) => plain::Derived::Distinct(lookup(rows), take),
        common::Derived::ServiceTime((from, to)) => plain::Derived::ServiceTime(from, to),
        common::Derived::InService(at) => plain::Derived::InService(at),
    }
}

fn lookup(lookup: common::Lookup) -> plain::Lookup {
    plain::Lookup {
        table: lookup.table,
        key: lookup.key,
        anchor: lookup.anchor,
        within: lookup.within,
        filter: lookup.filter,
    }
}

pub(super) fn columns(columns: Vec<ColumnResult>) -> Vec<plain::Column> {
    columns.into_iter().map(column).collect()
}

fn column(column: ColumnResult) -> plain::Column {
    let values = match column.values {
        ValuesResult::Boolean(bits) => plain::Values::Boolean(bits),
        ValuesResult::Int64(values) => plain::Values::Int64(values),
        ValuesResult::Float64(values) => plain::Values::Float64(values),
        ValuesResult::Timestamp(values) => plain::Values::Timestamp(values),
        ValuesResult::Money(money) => {
            plain::Values::Money(plain::Money { minor: money.minor, currency: categories(money.currency) })
        }
        ValuesResult::Text(values) => plain::Values::Text(text(values)),
        ValuesResult::Category(values) => plain::Values::Category(categories(values)),
        ValuesResult::Binary(blob) => plain::Values::Binary(plain::Blob { offsets: blob.offsets, bytes: blob.bytes }),
    };
    plain::Column { name: column.name, values, validity: column.validity }
}

fn text(text: TextResult) -> plain::Text {
    plain::Text { offsets: text.offsets, bytes: text.bytes }
}

fn categories(categories: CategoriesResult) -> plain::Categories {
    plain::Categories { codes: categories.codes, names: text(categories.names) }
}

fn batch(batch: BatchResult) -> plain::Batch {
    plain::Batch { rows: batch.rows, columns: columns(batch.columns) }
}

pub(super) fn cleaned(cleaned: cleaning::Cleaned) -> Cleaned {
    let action = |action| match action {
        cleaning::Action::Fix => plain::Action::Fix,
        cleaning::Action::Flag => plain::Action::Flag,
        cleaning::Action::Quarantine => plain::Action::Quarantine,
        cleaning::Action::Exclude => plain::Action::Exclude,
    };
    let notes = plain::Notes {
        rows: cleaned.notes.rows,
        columns: categories(cleaned.notes.columns),
        actions: cleaned.notes.actions.into_iter().map(action).collect(),
        codes: categories(cleaned.notes.codes),
        before: text(cleaned.notes.before),
    };
    Cleaned { columns: columns(cleaned.columns), notes }
}

pub(super) fn report(report: analysing::Report) -> plain::Report {
    let sheet = |sheet: analysing::Sheet| plain::Sheet { code: sheet.code, rows: batch(sheet.rows) };
    plain::Report {
        findings: report.findings.into_iter().map(finding).collect(),
        sheets: report.sheets.into_iter().map(sheet).collect(),
    }
}

fn finding(finding: analysing::Finding) -> plain::Finding {
    let evidence = |evidence: analysing::Evidence| plain::Evidence { role: evidence.role, row: evidence.row };
    plain::Finding {
        code: finding.code,
        args: args(finding.args),
        severity: match finding.severity {
            analysing::Severity::Info => plain::Severity::Info,
            analysing::Severity::Warning => plain::Severity::Warning,
            analysing::Severity::Critical => plain::Severity::Critical,
        },
        subject: finding.subject.map(evidence),
        keys: finding.keys,
        value: finding.value,
        expected: finding.expected,
        low: finding.low,
        high: finding.high,
        confidence: finding.confidence,
        impact: finding.impact,
        evidence: finding.evidence.into_iter().map(evidence).collect(),
        route: finding.route,
    }
}
