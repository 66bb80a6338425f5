//! Parameters as results show them.

use aftersight_contract::manifest::Manifest;
use aftersight_contract::{Args, Value};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

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

/// 32 bits of an HMAC-SHA256 under the secret itself: enough to tell two secrets apart, too few to find one again. Null for
/// an empty text: nothing was given.
fn fingerprint(value: &Value) -> serde_json::Value {
    if matches!(value, Value::Text(text) if text.is_empty()) {
        return serde_json::Value::Null;
    }
    let secret = format!("{value:?}");
    let Ok(mut code) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return serde_json::Value::Null };
    code.update(b"aftersight fingerprint");
    let hex = code.finalize().into_bytes().iter().take(4).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_tells_secrets_apart_and_says_nothing_of_them() {
        let of = |text: &str| fingerprint(&Value::Text(text.to_owned()));
        let one = of("a tenant's own key");
        assert_eq!(one, of("a tenant's own key"));
        assert_ne!(one, of("a tenant's own kez"));
        assert_eq!(one.as_str().map(str::len), Some("fingerprint:".len() + 8));
        assert_eq!(of(""), serde_json::Value::Null);
    }
}
