//! Plain values to what jco's glue lowers: records as objects, variants as `{ tag, val }`, lists of numbers as typed arrays.

use aftersight_contract::{Args, Blob, Categories, Column, Context, Table, Text, Value, Values};
use aftersight_pipeline::engine::View;
use js_sys::{Array, BigInt64Array, Float64Array, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::JsValue;

pub(crate) fn u32s(values: &[u32]) -> JsValue {
    Uint32Array::new_from_slice(values).into()
}

fn u8s(values: &[u8]) -> JsValue {
    Uint8Array::new_from_slice(values).into()
}

fn i64s(values: &[i64]) -> JsValue {
    BigInt64Array::new_from_slice(values).into()
}

fn f64s(values: &[f64]) -> JsValue {
    Float64Array::new_from_slice(values).into()
}

pub(crate) fn record<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Fails on frozen objects and proxies only.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}

fn variant(tag: &str, value: JsValue) -> JsValue {
    record([("tag", tag.into()), ("val", value)])
}

fn pair(first: JsValue, second: JsValue) -> JsValue {
    Array::of2(&first, &second).into()
}

fn list<T>(items: impl IntoIterator<Item = T>, convert: impl Fn(T) -> JsValue) -> JsValue {
    items.into_iter().map(convert).collect::<Array>().into()
}

pub(crate) fn args(args: &Args) -> JsValue {
    list(args, |(name, value)| pair(name.into(), self::value(value)))
}

fn value(value: &Value) -> JsValue {
    match value {
        Value::Boolean(value) => variant("boolean", (*value).into()),
        Value::Integer(value) => variant("integer", (*value).into()),
        Value::Number(value) => variant("number", (*value).into()),
        Value::Text(value) => variant("text", value.into()),
        Value::Texts(values) => variant("texts", list(values, JsValue::from)),
        Value::Moment(value) => variant("moment", (*value).into()),
        Value::Duration(value) => variant("duration", (*value).into()),
        Value::Money(minor, currency) => variant("money", pair((*minor).into(), currency.into())),
    }
}

pub(crate) fn context(context: &Context) -> JsValue {
    record([
        ("asOf", context.as_of.into()),
        ("receivedAt", context.received_at.into()),
        ("timezone", (&context.timezone).into()),
    ])
}

pub(crate) fn tables(tables: &[Table]) -> JsValue {
    list(tables, |table| {
        let fields =
            list(&table.fields, |field| record([("name", (&field.name).into()), ("kind", field.kind.name().into())]));
        record([("name", (&table.name).into()), ("fields", fields)])
    })
}

pub(crate) fn batch(batch: &View<'_>) -> JsValue {
    let columns = list(&batch.columns, |(name, column)| self::column(name, column));
    record([("rows", batch.rows.into()), ("columns", columns)])
}

pub(crate) fn columns(columns: &[Column]) -> JsValue {
    list(columns, |column| self::column(&column.name, column))
}

fn column(name: &str, column: &Column) -> JsValue {
    let validity = column.validity.as_deref().map_or(JsValue::UNDEFINED, u8s);
    record([("name", name.into()), ("values", values(&column.values)), ("validity", validity)])
}

fn values(values: &Values) -> JsValue {
    match values {
        Values::Boolean(bits) => variant("boolean", u8s(bits)),
        Values::Int64(values) => variant("int64", i64s(values)),
        Values::Float64(values) => variant("float64", f64s(values)),
        Values::Timestamp(values) => variant("timestamp", i64s(values)),
        Values::Money(money) => {
            let fields = [("minor", i64s(&money.minor)), ("currency", categories(&money.currency))];
            variant("money", record(fields))
        }
        Values::Text(text) => variant("text", self::text(text)),
        Values::Category(values) => variant("category", categories(values)),
        Values::Binary(Blob { offsets, bytes }) => variant("binary", offset_bytes(offsets, bytes)),
    }
}

fn text(text: &Text) -> JsValue {
    offset_bytes(&text.offsets, &text.bytes)
}

fn offset_bytes(offsets: &[u32], bytes: &[u8]) -> JsValue {
    record([("offsets", u32s(offsets)), ("bytes", u8s(bytes))])
}

fn categories(categories: &Categories) -> JsValue {
    record([("codes", u32s(&categories.codes)), ("names", text(&categories.names))])
}

pub(crate) fn links(links: &[(&str, &[u32])]) -> JsValue {
    list(links, |(role, groups)| record([("role", (*role).into()), ("groups", u32s(groups))]))
}
