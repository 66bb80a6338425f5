//! What the glue throws, as a failure.

use aftersight_contract::manifest::Words;
use aftersight_contract::{Breach, Malformed, Place};
use aftersight_pipeline::engine::{Failure, Trap};
use aftersight_pipeline::limits::Allowance;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

use crate::from_js;
use crate::limits::hold;

/// Traps in the words of the engines: a failed plugin reads the same on every host.
const TRAPS: &[(&str, Trap)] = &[
    ("unreachable", Trap::Unreachable),
    ("memory access out of bounds", Trap::OutsideMemory),
    ("divide by zero", Trap::DivisionByZero),
    ("remainder by zero", Trap::DivisionByZero),
    ("divide result unrepresentable", Trap::Overflow),
    ("float unrepresentable in integer range", Trap::NoInteger),
    ("table index is out of bounds", Trap::OutsideTable),
    ("null function", Trap::NoFunction),
    ("signature mismatch", Trap::Signature),
    ("Maximum call stack size exceeded", Trap::Stack),
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
        return Failure::Unusable(Words::new(
            "这个浏览器没有剩余内存，请关闭其他页面后重试",
            "found no memory left in this browser: close other pages and try again",
        ));
    }
    let known = TRAPS.iter().find(|(theirs, _)| message.contains(theirs));
    Failure::Trapped(known.map_or_else(|| Trap::other(message), |(_, trap)| trap.clone()))
}

/// What an exception says.
pub(crate) fn describe(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| "something was thrown that is no error".to_owned()),
    }
}

/// Data that breaks the contract.
pub(crate) fn malformed(what: Breach) -> Failure {
    Failure::Malformed(Malformed { place: Place::Answer, what })
}
