//! Parameters as results show them.

use aftersight_contract::manifest::Manifest;
use aftersight_contract::{Args, Value};
use xxhash_rust::xxh3::xxh3_128;

use crate::results::Object;
use crate::time::Zone;

/// Every parameter as used. Secret ones never leave the process: a fingerprint stands for them.
pub(crate) fn shown(manifest: &Manifest, params: &Args, zone: &Zone) -> Object {
    let show = |(name, value): &(String, Value)| {
        let secret = manifest.parameter(name).is_some_and(|parameter| parameter.secret);
        let shown = if secret { fingerprint(value) } else { json(value, zone) };
        (name.clone(), shown)
    };
    params.iter().map(show).collect()
}

fn fingerprint(value: &Value) -> serde_json::Value {
    format!("fingerprint:{:032x}", xxh3_128(format!("{value:?}").as_bytes())).into()
}

/// A value as JSON: moments as RFC 3339, durations in seconds.
pub(crate) fn json(value: &Value, zone: &Zone) -> serde_json::Value {
    match value {
        Value::Boolean(value) => (*value).into(),
        Value::Integer(value) => (*value).into(),
        Value::Number(value) => (*value).into(),
        Value::Text(value) => value.as_str().into(),
        Value::Texts(values) => values.clone().into(),
        Value::Moment(at) => zone.rfc3339(*at).into(),
        Value::Duration(microseconds) => (*microseconds as f64 / 1e6).into(),
        Value::Money(minor, currency) => format!("{minor} {currency}").into(),
    }
}
