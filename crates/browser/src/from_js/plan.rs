//! Plans.

use aftersight_contract::{Breach, Derivation, Derived, Input, Lookup, Window};
use wasm_bindgen::JsValue;

use super::{Result, each, field, integer, list, option, pair, pair_of_strings, small, string, variant};
use crate::failure::malformed;

pub(crate) fn inputs(value: &JsValue) -> Result<Vec<Input>> {
    each(value, input)
}

fn input(value: &JsValue) -> Result<Input> {
    Ok(Input {
        role: string(&field(value, "role")?)?,
        table: string(&field(value, "table")?)?,
        time: option(&field(value, "time")?, string)?,
        columns: each(&field(value, "columns")?, string)?,
        filter: option(&field(value, "filter")?, string)?,
        window: window(&field(value, "window")?)?,
        lag: integer(&field(value, "lag")?)?,
        without: each(&field(value, "without")?, string)?,
        derive: each(&field(value, "derive")?, derivation)?,
    })
}

fn window(value: &JsValue) -> Result<Window> {
    let (tag, value) = variant(value)?;
    Ok(match tag.as_str() {
        "interval" => Window::Interval,
        "trailing-days" => Window::TrailingDays(small(&value)?),
        "cumulative" => Window::Cumulative,
        "span" => {
            let (begin, end) = pair_of_strings(&value)?;
            Window::Span { begin, end }
        }
        _ => return Err(malformed(Breach::NoWindow)),
    })
}

fn derivation(value: &JsValue) -> Result<Derivation> {
    Ok(Derivation { name: string(&field(value, "name")?)?, kind: derived(&field(value, "kind")?)? })
}

fn derived(value: &JsValue) -> Result<Derived> {
    let (tag, value) = variant(value)?;
    let taking = || {
        let (rows, take) = pair(&value)?;
        Ok((lookup(&rows)?, string(&take)?))
    };
    Ok(match tag.as_str() {
        "previous" => taking().map(|(rows, take)| Derived::Previous(rows, take))?,
        "next" => taking().map(|(rows, take)| Derived::Next(rows, take))?,
        "exists" => Derived::Exists(lookup(&value)?),
        "count" => Derived::Count(lookup(&value)?),
        "distinct" => taking().map(|(rows, take)| Derived::Distinct(rows, take))?,
        "service-time" => pair_of_strings(&value).map(|(from, to)| Derived::ServiceTime(from, to))?,
        "in-service" => Derived::InService(string(&value)?),
        _ => return Err(malformed(Breach::NoRule)),
    })
}

fn lookup(value: &JsValue) -> Result<Lookup> {
    Ok(Lookup {
        table: string(&field(value, "table")?)?,
        key: list(&field(value, "key")?)?.iter().map(|pair| pair_of_strings(&pair)).collect::<Result<_>>()?,
        anchor: option(&field(value, "anchor")?, pair_of_strings)?,
        within: option(&field(value, "within")?, integer)?,
        filter: option(&field(value, "filter")?, string)?,
    })
}
