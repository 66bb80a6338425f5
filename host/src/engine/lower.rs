//! Plain types to generated ones, on the way into a plugin: everything is borrowed, wasmtime copies it once.

use aftersight_contract as plain;
use aftersight_pipeline::engine::View;

use super::bindings::columns::{
    BatchParam, BlobParam, CategoriesParam, ColumnParam, Field, Kind, MoneyParam, Table, TextParam, ValuesParam,
};
use super::bindings::common::{ArgsParam, Context, ValueParam};

/// Hands parameters to `use_it`.
pub(super) fn with_args<R>(args: &plain::Args, use_it: impl FnOnce(ArgsParam<'_>) -> R) -> R {
    let lists: Vec<Vec<&str>> = args.iter().map(|(_, value)| texts(value)).collect();
    let lowered: Vec<_> =
        args.iter().zip(&lists).map(|((name, value), list)| (name.as_str(), lower(value, list))).collect();
    use_it(&lowered)
}

fn texts(value: &plain::Value) -> Vec<&str> {
    if let plain::Value::Texts(texts) = value { texts.iter().map(String::as_str).collect() } else { Vec::new() }
}

fn lower<'a>(value: &'a plain::Value, texts: &'a [&'a str]) -> ValueParam<'a> {
    match value {
        plain::Value::Boolean(value) => ValueParam::Boolean(*value),
        plain::Value::Integer(value) => ValueParam::Integer(*value),
        plain::Value::Number(value) => ValueParam::Number(*value),
        plain::Value::Text(value) => ValueParam::Text(value),
        plain::Value::Texts(_) => ValueParam::Texts(texts),
        plain::Value::Moment(value) => ValueParam::Moment(*value),
        plain::Value::Duration(value) => ValueParam::Duration(*value),
        plain::Value::Money(minor, currency) => ValueParam::Money((*minor, currency)),
    }
}

/// Hands the tables that a plan may draw on to `use_it`.
pub(super) fn with_tables<R>(tables: &[plain::Table], use_it: impl FnOnce(&[Table<'_>]) -> R) -> R {
    let fields: Vec<Vec<Field<'_>>> = tables.iter().map(|table| table.fields.iter().map(field).collect()).collect();
    let lowered: Vec<_> =
        tables.iter().zip(&fields).map(|(table, fields)| Table { name: &table.name, fields }).collect();
    use_it(&lowered)
}

fn field(field: &plain::Field) -> Field<'_> {
    Field { name: &field.name, kind: kind(field.kind) }
}

fn kind(kind: plain::Kind) -> Kind {
    match kind {
        plain::Kind::Boolean => Kind::Boolean,
        plain::Kind::Int64 => Kind::Int64,
        plain::Kind::Float64 => Kind::Float64,
        plain::Kind::Timestamp => Kind::Timestamp,
        plain::Kind::Money => Kind::Money,
        plain::Kind::Text => Kind::Text,
        plain::Kind::Category => Kind::Category,
        plain::Kind::Binary => Kind::Binary,
    }
}

pub(super) fn context(context: &plain::Context) -> Context<'_> {
    Context { as_of: context.as_of, received_at: context.received_at, timezone: &context.timezone }
}

/// Hands a batch to `use_it`.
pub(super) fn with_batch<R>(batch: &View<'_>, use_it: impl FnOnce(BatchParam<'_>) -> R) -> R {
    let columns: Vec<_> = batch.columns.iter().map(|(name, values)| column(name, values)).collect();
    use_it(BatchParam { rows: batch.rows, columns: &columns })
}

/// Hands columns to `use_it`, under their own names.
pub(super) fn with_columns<R>(columns: &[plain::Column], use_it: impl FnOnce(&[ColumnParam<'_>]) -> R) -> R {
    let columns: Vec<_> = columns.iter().map(|values| column(&values.name, values)).collect();
    use_it(&columns)
}

fn column<'a>(name: &'a str, column: &'a plain::Column) -> ColumnParam<'a> {
    let values = match &column.values {
        plain::Values::Boolean(bits) => ValuesParam::Boolean(bits),
        plain::Values::Int64(values) => ValuesParam::Int64(values),
        plain::Values::Float64(values) => ValuesParam::Float64(values),
        plain::Values::Timestamp(values) => ValuesParam::Timestamp(values),
        plain::Values::Money(money) => {
            ValuesParam::Money(MoneyParam { minor: &money.minor, currency: categories(&money.currency) })
        }
        plain::Values::Text(values) => ValuesParam::Text(text(values)),
        plain::Values::Category(values) => ValuesParam::Category(categories(values)),
        plain::Values::Binary(blob) => ValuesParam::Binary(BlobParam { offsets: &blob.offsets, bytes: &blob.bytes }),
    };
    ColumnParam { name, values, validity: column.validity.as_deref() }
}

fn text(text: &plain::Text) -> TextParam<'_> {
    TextParam { offsets: &text.offsets, bytes: &text.bytes }
}

fn categories(categories: &plain::Categories) -> CategoriesParam<'_> {
    CategoriesParam { codes: &categories.codes, names: text(&categories.names) }
}
