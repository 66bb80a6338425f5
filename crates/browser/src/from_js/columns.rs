//! Columns and notes.

use aftersight_contract::{Action, Batch, Blob, Breach, Categories, Column, Money, Notes, Text, Values};
use aftersight_pipeline::engine::Cleaned;
use js_sys::{BigInt64Array, Float64Array, Uint8Array, Uint32Array};
use wasm_bindgen::{JsCast, JsValue};

use super::{Result, each, field, list, option, small, string, variant};
use crate::failure::malformed;

macro_rules! typed {
    ($($name:ident: $array:ty => $element:ty),+) => {$(
        fn $name(value: &JsValue) -> Result<Vec<$element>> {
            let array = value.dyn_ref::<$array>().ok_or_else(|| malformed(Breach::OtherArray))?;
            Ok(array.to_vec())
        }
    )+};
}
typed!(u8s: Uint8Array => u8, u32s: Uint32Array => u32, i64s: BigInt64Array => i64, f64s: Float64Array => f64);

pub(crate) fn columns(value: &JsValue) -> Result<Vec<Column>> {
    each(value, column)
}

pub(super) fn batch(value: &JsValue) -> Result<Batch> {
    Ok(Batch { rows: small(&field(value, "rows")?)?, columns: columns(&field(value, "columns")?)? })
}

fn column(value: &JsValue) -> Result<Column> {
    Ok(Column {
        name: string(&field(value, "name")?)?,
        values: values(&field(value, "values")?)?,
        validity: option(&field(value, "validity")?, u8s)?,
    })
}

fn values(value: &JsValue) -> Result<Values> {
    let (tag, value) = variant(value)?;
    Ok(match tag.as_str() {
        "boolean" => Values::Boolean(u8s(&value)?),
        "int64" => Values::Int64(i64s(&value)?),
        "float64" => Values::Float64(f64s(&value)?),
        "timestamp" => Values::Timestamp(i64s(&value)?),
        "money" => Values::Money(Money {
            minor: i64s(&field(&value, "minor")?)?,
            currency: categories(&field(&value, "currency")?)?,
        }),
        "text" => Values::Text(text(&value)?),
        "category" => Values::Category(categories(&value)?),
        "binary" => {
            Values::Binary(Blob { offsets: u32s(&field(&value, "offsets")?)?, bytes: u8s(&field(&value, "bytes")?)? })
        }
        _ => return Err(malformed(Breach::UnknownKind)),
    })
}

fn text(value: &JsValue) -> Result<Text> {
    Ok(Text { offsets: u32s(&field(value, "offsets")?)?, bytes: u8s(&field(value, "bytes")?)? })
}

fn categories(value: &JsValue) -> Result<Categories> {
    Ok(Categories { codes: u32s(&field(value, "codes")?)?, names: text(&field(value, "names")?)? })
}

pub(crate) fn cleaned(value: &JsValue) -> Result<Cleaned> {
    Ok(Cleaned { columns: columns(&field(value, "columns")?)?, notes: notes(&field(value, "notes")?)? })
}

fn notes(value: &JsValue) -> Result<Notes> {
    Ok(Notes {
        rows: u32s(&field(value, "rows")?)?,
        columns: categories(&field(value, "columns")?)?,
        actions: actions(&field(value, "actions")?)?,
        codes: categories(&field(value, "codes")?)?,
        before: text(&field(value, "before")?)?,
    })
}

/// A batch can have as many notes as cells: one text crosses faster than an array of words.
fn actions(value: &JsValue) -> Result<Vec<Action>> {
    let words = list(value)?;
    if words.length() == 0 {
        return Ok(Vec::new());
    }
    let joined = String::from(words.join(","));
    let action = |word| match word {
        "fix" => Ok(Action::Fix),
        "flag" => Ok(Action::Flag),
        "quarantine" => Ok(Action::Quarantine),
        "exclude" => Ok(Action::Exclude),
        _ => Err(malformed(Breach::NoAction)),
    };
    joined.split(',').map(action).collect()
}
