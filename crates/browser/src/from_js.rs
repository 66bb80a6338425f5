//! What jco's glue lifts, to plain values. The glue checks neither types nor lengths of what it passes on: each value is
//! checked here; whether columns fit their rows is checked by the pipeline.

mod columns;
mod plan;
mod report;

use aftersight_contract::{Args, Breach, Error, Value};
use aftersight_pipeline::engine::Failure;
use js_sys::{Array, BigInt, Reflect};
use wasm_bindgen::{JsCast, JsValue};

pub(crate) use columns::{cleaned, columns};
pub(crate) use plan::inputs;
pub(crate) use report::report;

use crate::failure::malformed;

type Result<T> = std::result::Result<T, Failure>;

/// A field of a record.
fn field(record: &JsValue, name: &str) -> Result<JsValue> {
    Reflect::get(record, &name.into()).map_err(|_| malformed(Breach::NoRecord))
}

/// A variant's case and its value.
fn variant(value: &JsValue) -> Result<(String, JsValue)> {
    Ok((string(&field(value, "tag")?)?, field(value, "val")?))
}

fn list(value: &JsValue) -> Result<Array> {
    value.dyn_ref::<Array>().cloned().ok_or_else(|| malformed(Breach::NoList))
}

fn each<T>(value: &JsValue, convert: impl Fn(&JsValue) -> Result<T>) -> Result<Vec<T>> {
    list(value)?.iter().map(|item| convert(&item)).collect()
}

fn pair(value: &JsValue) -> Result<(JsValue, JsValue)> {
    let pair = list(value)?;
    if pair.length() == 2 { Ok((pair.get(0), pair.get(1))) } else { Err(malformed(Breach::NoPair)) }
}

fn pair_of_strings(value: &JsValue) -> Result<(String, String)> {
    let (first, second) = pair(value)?;
    Ok((string(&first)?, string(&second)?))
}

fn option<T>(value: &JsValue, convert: impl Fn(&JsValue) -> Result<T>) -> Result<Option<T>> {
    if value.is_undefined() || value.is_null() { Ok(None) } else { convert(value).map(Some) }
}

fn string(value: &JsValue) -> Result<String> {
    value.as_string().ok_or_else(|| malformed(Breach::NoText))
}

fn boolean(value: &JsValue) -> Result<bool> {
    value.as_bool().ok_or_else(|| malformed(Breach::NoBoolean))
}

fn number(value: &JsValue) -> Result<f64> {
    value.as_f64().ok_or_else(|| malformed(Breach::NoNumber))
}

fn integer(value: &JsValue) -> Result<i64> {
    let big = value.dyn_ref::<BigInt>().cloned();
    big.and_then(|big| i64::try_from(big).ok()).ok_or_else(|| malformed(Breach::NoInteger))
}

fn unsigned(value: &JsValue) -> Result<u64> {
    let big = value.dyn_ref::<BigInt>().cloned();
    big.and_then(|big| u64::try_from(big).ok()).ok_or_else(|| malformed(Breach::NoUnsigned))
}

fn small(value: &JsValue) -> Result<u32> {
    let number = number(value)?;
    let fits = (0.0..=f64::from(u32::MAX)).contains(&number) && number.fract() == 0.0;
    if fits { Ok(number as u32) } else { Err(malformed(Breach::NoSmallUnsigned)) }
}

fn args(value: &JsValue) -> Result<Args> {
    each(value, |item| {
        let (name, value) = pair(item)?;
        Ok((string(&name)?, argument(&value)?))
    })
}

fn argument(value: &JsValue) -> Result<Value> {
    let (tag, value) = variant(value)?;
    Ok(match tag.as_str() {
        "boolean" => Value::Boolean(boolean(&value)?),
        "integer" => Value::Integer(integer(&value)?),
        "number" => Value::Number(number(&value)?),
        "text" => Value::Text(string(&value)?),
        "texts" => Value::Texts(each(&value, string)?),
        "moment" => Value::Moment(integer(&value)?),
        "duration" => Value::Duration(integer(&value)?),
        "money" => {
            let (minor, currency) = pair(&value)?;
            Value::Money(integer(&minor)?, string(&currency)?)
        }
        _ => return Err(malformed(Breach::NoArgument)),
    })
}

/// A plugin's refusal.
pub(crate) fn error(value: &JsValue) -> Result<Error> {
    Ok(Error { code: string(&field(value, "code")?)?, args: args(&field(value, "args")?)? })
}
