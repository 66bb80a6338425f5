//! What the glue throws, as a failure.

use aftersight_contract::check::Malformed;
use aftersight_pipeline::engine::Failure;
use aftersight_pipeline::limits::Allowance;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

use crate::from_js;
use crate::limits::hold;

/// Traps in the words of the engines, and in wasmtime's: a failed plugin reads the same on every host.
const TRAPS: &[(&str, &str)] = &[
    ("unreachable", "wasm `unreachable` instruction executed"),
    ("memory access out of bounds", "out of bounds memory access"),
    ("divide by zero", "integer divide by zero"),
    ("remainder by zero", "integer divide by zero"),
    ("divide result unrepresentable", "integer overflow"),
    ("float unrepresentable in integer range", "invalid conversion to integer"),
    ("table index is out of bounds", "undefined element: out of bounds table access"),
    ("null function", "uninitialized element"),
    ("signature mismatch", "indirect call type mismatch"),
    ("Maximum call stack size exceeded", "call stack exhausted"),
];

/// What the glue throws where a plugin's texts would fill the page's memory: see `www/build/transpile.mjs`.
const TOO_MUCH_TEXT: &str = "aftersight: too much text";

/// What V8 says where an instance finds no room for its memory.
const NO_ROOM: &str = "Cannot allocate Wasm memory";

/// `result<_, error>` is thrown as the error's record, bare or as the payload of a ComponentError; everything else that is
/// thrown ended the instance.
pub(crate) fn thrown(error: &JsValue, allowance: &Allowance) -> Failure {
    let payload = Reflect::get(error, &"payload".into()).ok().filter(|payload| !payload.is_undefined());
    let record = payload.as_ref().unwrap_or(error);
    if payload.is_some() || !error.is_instance_of::<js_sys::Error>() {
        let refusal = from_js::error(record).and_then(|error| hold(allowance, error));
        return refusal.map_or_else(|failure| failure, Failure::Refused);
    }
    let message = describe(error);
    if message == TOO_MUCH_TEXT {
        return Failure::TooMuch { what: allowance.what };
    }
    if message.contains(NO_ROOM) {
        return Failure::Unusable("found no memory left in this browser".to_owned());
    }
    let known = TRAPS.iter().find(|(theirs, _)| message.contains(theirs));
    Failure::Trapped(known.map_or(message, |(_, words)| (*words).to_owned()))
}

/// What an exception says.
pub(crate) fn describe(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| "something was thrown that is no error".to_owned()),
    }
}

/// Data that breaks the contract.
pub(crate) fn malformed(what: &'static str) -> Failure {
    Failure::Malformed(Malformed { column: String::new(), what })
}
