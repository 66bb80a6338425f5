//! Generated types to plain ones and back: vectors move, nothing is copied.

use aftersight_contract as plain;

use crate::Params;
use crate::bindings::{analysing, cleaning, columns, common};

pub(crate) fn params(args: common::Args) -> Params {
    Params::new(args.into_iter().map(|(name, value)| (name, value_in(value))).collect())
}

fn value_in(value: common::Value) -> plain::Value {
    match value {
        common::Value::Boolean(value) => plain::Value::Boolean(value),
        common::Value::Integer(value) => plain::Value::Integer(value),
        common::Value::Number(value) => plain::Value::Number(value),
        common::Value::Text(value) => plain::Value::Text(value),
        common::Value::Texts(value) => plain::Value::Texts(value),
        common::Value::Moment(value) => plain::Value::Moment(value),
        common::Value::Duration(value) => plain::Value::Duration(value),
        common::Value::Money((minor, currency)) => plain::Value::Money(minor, currency),
    }
}

fn value_out(value: plain::Value) -> common::Value {
    match value {
        plain::Value::Boolean(value) => common::Value::Boolean(value),
        plain::Value::Integer(value) => common::Value::Integer(value),
        plain::Value::Number(value) => common::Value::Number(value),
        plain::Value::Text(value) => common::Value::Text(value),
        plain::Value::Texts(value) => common::Value::Texts(value),
        plain::Value::Moment(value) => common::Value::Moment(value),
        plain::Value::Duration(value) => common::Value::Duration(value),
        plain::Value::Money(minor, currency) => common::Value::Money((minor, currency)),
    }
}

fn args_out(args: plain::Args) -> common::Args {
    args.into_iter().map(|(name, value)| (name, value_out(value))).collect()
}

pub(crate) fn context(context: common::Context) -> plain::Context {
    plain::Context { as_of: context.as_of, received_at: context.received_at, timezone: context.timezone }
}

pub(crate) fn error(error: plain::Error) -> common::Error {
    common::Error { code: error.code, args: args_out(error.args) }
}

pub(crate) fn tables(tables: Vec<columns::Table>) -> Vec<plain::Table> {
    let field = |field: columns::Field| plain::Field { name: field.name, kind: kind(field.kind) };
    let table = |table: columns::Table| plain::Table {
        name: table.name,
        fields: table.fields.into_iter().map(field).collect(),
    };
    tables.into_iter().map(table).collect()
}

fn kind(kind: columns::Kind) -> plain::Kind {
    match kind {
        columns::Kind::Boolean => plain::Kind::Boolean,
        columns::Kind::Int64 => plain::Kind::Int64,
        columns::Kind::Float64 => plain::Kind::Float64,
        columns::Kind::Timestamp => plain::Kind::Timestamp,
        columns::Kind::Money => plain::Kind::Money,
        columns::Kind::Text => plain::Kind::Text,
        columns::Kind::Category => plain::Kind::Category,
        columns::Kind::Binary => plain::Kind::Binary,
    }
}

fn text_in(text: columns::Text) -> plain::Text {
    plain::Text { offsets: text.offsets, bytes: text.bytes }
}

fn text_out(text: plain::Text) -> columns::Text {
    columns::Text { offsets: text.offsets, bytes: text.bytes }
}

fn categories_in(categories: columns::Categories) -> plain::Categories {
    plain::Categories { codes: categories.codes, names: text_in(categories.names) }
}

fn categories_out(categories: plain::Categories) -> columns::Categories {
    columns::Categories { codes: categories.codes, names: text_out(categories.names) }
}

fn column_in(column: columns::Column) -> plain::Column {
    let values = match column.values {
        columns::Values::Boolean(bits) => plain::Values::Boolean(bits),
        columns::Values::Int64(values) => plain::Values::Int64(values),
        columns::Values::Float64(values) => plain::Values::Float64(values),
        columns::Values::Timestamp(values) => plain::Values::Timestamp(values),
        columns::Values::Money(money) => {
            plain::Values::Money(plain::Money { minor: money.minor, currency: categories_in(money.currency) })
        }
        columns::Values::Text(text) => plain::Values::Text(text_in(text)),
        columns::Values::Category(categories) => plain::Values::Category(categories_in(categories)),
        columns::Values::Binary(blob) => {
            plain::Values::Binary(plain::Blob { offsets: blob.offsets, bytes: blob.bytes })
        }
    };
    plain::Column { name: column.name, values, validity: column.validity }
}

fn column_out(column: plain::Column) -> columns::Column {
    let values = match column.values {
        plain::Values::Boolean(bits) => columns::Values::Boolean(bits),
        plain::Values::Int64(values) => columns::Values::Int64(values),
        plain::Values::Float64(values) => columns::Values::Float64(values),
        plain::Values::Timestamp(values) => columns::Values::Timestamp(values),
        plain::Values::Money(money) => {
            columns::Values::Money(columns::Money { minor: money.minor, currency: categories_out(money.currency) })
        }
        plain::Values::Text(text) => columns::Values::Text(text_out(text)),
        plain::Values::Category(categories) => columns::Values::Category(categories_out(categories)),
        plain::Values::Binary(blob) => {
            columns::Values::Binary(columns::Blob { offsets: blob.offsets, bytes: blob.bytes })
        }
    };
    columns::Column { name: column.name, values, validity: column.validity }
}

pub(crate) fn columns_in(columns: Vec<columns::Column>) -> Vec<plain::Column> {
    columns.into_iter().map(column_in).collect()
}

pub(crate) fn columns_out(columns: Vec<plain::Column>) -> Vec<columns::Column> {
    columns.into_iter().map(column_out).collect()
}

pub(crate) fn batch(batch: columns::Batch) -> plain::Batch {
    plain::Batch { rows: batch.rows, columns: columns_in(batch.columns) }
}

fn batch_out(batch: plain::Batch) -> columns::Batch {
    columns::Batch { rows: batch.rows, columns: columns_out(batch.columns) }
}

fn lookup(lookup: plain::Lookup) -> common::Lookup {
    common::Lookup {
        table: lookup.table,
        key: lookup.key,
        anchor: lookup.anchor,
        within: lookup.within,
        filter: lookup.filter,
    }
}

fn derived(derived: plain::Derived) -> common::Derived {
    match derived {
        plain::Derived::Previous(rows, take) => common::Derived::Previous((lookup(rows), take)),
        plain::Derived::Next(rows, take) => common::Derived::Next((lookup(rows), take)),
        plain::Derived::Exists(rows) => common::Derived::Exists(lookup(rows)),
        plain::Derived::Count(rows) => common::Derived::Count(lookup(rows)),
        plain::Derived::Distinct(rows, take) => common::Derived::Distinct((lookup(rows), take)),
        plain::Derived::ServiceTime(from, to) => common::Derived::ServiceTime((from, to)),
        plain::Derived::InService(at) => common::Derived::InService(at),
    }
}

pub(crate) fn input(input: plain::Input) -> common::Input {
    let window = match input.window {
        plain::Window::Interval => common::Window::Interval,
        plain::Window::TrailingDays(days) => common::Window::TrailingDays(days),
        plain::Window::Cumulative => common::Window::Cumulative,
        plain::Window::Span { begin, end } => common::Window::Span((begin, end)),
    };
    let derivation =
        |derivation: plain::Derivation| common::Derivation { name: derivation.name, kind: derived(derivation.kind) };
    common::Input {
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

pub(crate) fn notes(notes: plain::Notes) -> cleaning::Notes {
    let action = |action: plain::Action| match action {
        plain::Action::Fix => cleaning::Action::Fix,
        plain::Action::Flag => cleaning::Action::Flag,
        plain::Action::Quarantine => cleaning::Action::Quarantine,
        plain::Action::Exclude => cleaning::Action::Exclude,
    };
    cleaning::Notes {
        rows: notes.rows,
        columns: categories_out(notes.columns),
        actions: notes.actions.into_iter().map(action).collect(),
        codes: categories_out(notes.codes),
        before: text_out(notes.before),
    }
}

pub(crate) fn report(report: plain::Report) -> analysing::Report {
    let evidence = |evidence: plain::Evidence| analysing::Evidence { role: evidence.role, row: evidence.row };
    let finding = |finding: plain::Finding| analysing::Finding {
        code: finding.code,
        args: args_out(finding.args),
        severity: match finding.severity {
            plain::Severity::Info => analysing::Severity::Info,
            plain::Severity::Warning => analysing::Severity::Warning,
            plain::Severity::Critical => analysing::Severity::Critical,
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
    };
    let sheet = |sheet: plain::Sheet| analysing::Sheet { code: sheet.code, rows: batch_out(sheet.rows) };
    analysing::Report {
        findings: report.findings.into_iter().map(finding).collect(),
        sheets: report.sheets.into_iter().map(sheet).collect(),
    }
}
