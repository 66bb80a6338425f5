//! One instance of a plugin: every call into it goes through here.

use aftersight_contract::manifest::Words;
use aftersight_pipeline::engine::{Failure, Trap as Stopped};
use aftersight_pipeline::limits::{Allowance, Limits};
use wasmtime::component::Instance;
use wasmtime::{PoolConcurrencyLimitError, Store, Trap};

use super::bindings::common;
use super::bounds::Bounds;
use super::code::Code;
use super::lift;
use super::ticker::ticks;

/// An instance, or what it died of. wasmtime does not say in which state a trap leaves an instance, and a plugin that
/// refused one batch cannot be trusted with the sum of the others: after any failure there is only the failure.
#[derive(Debug)]
pub(super) struct Live {
    store: Result<Store<Bounds>, Failure>,
}

impl Live {
    /// A fresh instance, with memory of its own.
    pub(super) fn start(code: &Code, limits: &Limits) -> Result<(Self, Instance), Failure> {
        let mut store = Store::new(code.pre.engine(), Bounds::new(limits.memory_bytes));
        store.limiter(|bounds| bounds);
        let allowance = limits.open();
        // Modules may run code as they start.
        store.set_epoch_deadline(ticks(allowance.time));
        match code.pre.instantiate(&mut store) {
            Ok(instance) => Ok((Self { store: Ok(store) }, instance)),
            Err(error) => Err(failure(&error, store.data(), &allowance)),
        }
    }

    /// The store, for looking up functions.
    pub(super) fn store(&mut self) -> Result<&mut Store<Bounds>, Failure> {
        self.store.as_mut().map_err(|failure| failure.clone())
    }

    /// Calls into the plugin.
    pub(super) fn call<R>(
        &mut self,
        allowance: &Allowance,
        run: impl FnOnce(&mut Store<Bounds>) -> wasmtime::Result<Result<R, common::Error>>,
    ) -> Result<R, Failure> {
        let store = self.store()?;
        store.data_mut().begin();
        store.set_epoch_deadline(ticks(allowance.time));
        // wasmtime counts the bytes while it copies a result out of the plugin and stops at the limit: a list of a million
        // texts that all point to the same megabyte would fill the memory here long before anybody could measure it.
        store.set_hostcall_fuel(allowance.bytes);
        let failure = match run(store) {
            Ok(Ok(result)) => return Ok(result),
            Ok(Err(refusal)) => Failure::Refused(lift::error(refusal)),
            Err(error) => failure(&error, store.data(), allowance),
        };
        Err(self.die(failure))
    }

    /// Gives back the instance's memory and remembers what it died of.
    pub(super) fn die(&mut self, failure: Failure) -> Failure {
        self.store = Err(failure.clone());
        failure
    }
}

fn failure(error: &wasmtime::Error, bounds: &Bounds, allowance: &Allowance) -> Failure {
    if error.is::<PoolConcurrencyLimitError>() {
        return Failure::Unusable(Words::new(
            "同时打开的插件太多，请减少步骤，或用 --jobs 减少并行数",
            "finds no room beside those that are open: name fewer steps, or fewer `--jobs`",
        ));
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::Interrupt) => Failure::TimedOut,
        // What was refused memory traps on purpose.
        _ if bounds.refused() => Failure::OutOfMemory,
        Some(trap) => Failure::Trapped(stopped(trap)),
        None if is_fuel_exhausted(error) => Failure::TooMuch { what: allowance.what },
        // Pointers, lengths or discriminants that the component model does not allow: wasmtime traps there too.
        None => Failure::Trapped(answered(&error.root_cause().to_string())),
    }
}

/// wasmtime keeps the type of this error to itself. A test holds us to its words.
fn is_fuel_exhausted(error: &wasmtime::Error) -> bool {
    error.root_cause().to_string().contains("fuel allocated for hostcalls")
}

/// A trap of the code, by its name.
fn stopped(trap: &Trap) -> Stopped {
    match trap {
        Trap::UnreachableCodeReached => Stopped::Unreachable,
        Trap::MemoryOutOfBounds => Stopped::OutsideMemory,
        Trap::TableOutOfBounds => Stopped::OutsideTable,
        Trap::IndirectCallToNull => Stopped::NoFunction,
        Trap::BadSignature => Stopped::Signature,
        Trap::IntegerDivisionByZero => Stopped::DivisionByZero,
        Trap::IntegerOverflow => Stopped::Overflow,
        Trap::BadConversionToInteger => Stopped::NoInteger,
        Trap::StackOverflow => Stopped::Stack,
        other => Stopped::other(other.to_string().trim_start_matches("wasm trap: ")),
    }
}

/// What wasmtime says of an answer that the component model does not allow: it has no types for it.
const ANSWERS: [(&str, Stopped); 7] = [
    ("list pointer/length out of bounds", Stopped::ListOutside),
    ("string pointer/length out of bounds", Stopped::TextOutside),
    ("not aligned", Stopped::Unaligned),
    ("utf-8", Stopped::NotUtf8),
    ("utf8", Stopped::NotUtf8),
    ("discriminant", Stopped::UnknownCase),
    ("out of bounds", Stopped::OutsideMemory),
];

fn answered(text: &str) -> Stopped {
    let known = ANSWERS.iter().find(|(theirs, _)| text.contains(theirs));
    known.map_or_else(|| Stopped::other(text), |(_, stopped)| stopped.clone())
}
