//! What plugins may use in a browser: the limits of every host, adapted, and how they are held to them.
//!
//! A worker that takes too long is ended from outside: here the limit is only told. What came back is measured once it is
//! here; the glue itself stops a plugin whose texts would not fit (`www/build/transpile.mjs`).

mod weight;

use aftersight_pipeline::engine::Failure;
use aftersight_pipeline::limits::{Allowance, Limits};

pub(crate) use weight::Weigh;

/// A browser on an old machine is slower than the server that the limits were made for. A limit decides only whether there
/// is a result, never which.
const SLACK: u32 = 5;
/// V8 has room for some 125 memories in a process. Some may belong to workers that have just been ended, or wait for the
/// garbage collector.
const INSTANCES: u32 = 50;

/// The limits where nobody asks for others.
pub(crate) fn usual() -> Limits {
    let native = Limits::native();
    Limits {
        instances: INSTANCES,
        call_time: native.call_time * SLACK,
        time_per_row: native.time_per_row * SLACK,
        time_per_byte: native.time_per_byte * SLACK,
        ..native
    }
}

/// Gives an answer back, unless it is more than allowed.
pub(crate) fn hold<T: Weigh>(allowance: &Allowance, answer: T) -> Result<T, Failure> {
    if answer.weight() > allowance.bytes { Err(Failure::TooMuch { what: allowance.what }) } else { Ok(answer) }
}
