//! Parameters as results show them.

use aftersight_contract::manifest::Manifest;
use aftersight_contract::{Args, Value};
use sha2::{Digest, Sha256};

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

/// The first 128 bits of SHA-256: tells two secrets apart, and cannot be turned back.
fn fingerprint(value: &Value) -> serde_json::Value {
    let hash = Sha256::digest(format!("{value:?}").as_bytes());
    let hex = hash.iter().take(16).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    format!("fingerprint:{hex}").into()
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
