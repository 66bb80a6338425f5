//! The run that hostile plugins disturb, on the host and in the browser.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aftersight::engine::{Limits, Options, WasmEngine};

use crate::target;

/// 2025-07-01T00:00:00+08:00.
pub const RECEIVED: i64 = 1_751_299_200_000_000;
/// A buyer's phone number that must never be seen, and a word in no other place.
pub const CANARY: [&str; 2] = ["13812345678", "金丝雀"];
/// Reports may be smaller.
pub const REPORT_BYTES: usize = 16 << 20;
/// How a failure that took too long begins.
pub const TIME: &str = "the plugin exceeded its time limit";

/// Steps that behave, with the plugins that everybody uses.
pub const HONEST: &str = "
[[kpi]]
use = 'kpi-complaint-count'
grain = 'week'

[[kpi]]
use = 'kpi-complaint-resolution-time'
grain = 'week'

[[alert]]
use = 'alert-rate-shift'
on = 'complaint_count'
";

/// Everything that is built in, and hostile plugins. Loops end soon.
///
/// # Panics
/// Where plugins are not built, or wasmtime does not run.
#[must_use]
pub fn engine(hostile: PathBuf, jobs: usize) -> WasmEngine {
    let limits = Limits { call_time: Duration::from_millis(700), report_bytes: REPORT_BYTES, ..Limits::native() };
    // Kept between tests: compiling takes longer than everything else here.
    let cache = Some(target("tmp").join("hostile-code"));
    let engine = WasmEngine::load(&[target("plugins"), hostile], Options { limits, cache, jobs });
    let engine = engine.expect("wasmtime runs here");
    assert_eq!(engine.problems(), [], "build plugins with `cargo xtask plugins`");
    engine
}

/// Twelve complaints in four weeks; the last reason is the word at which a cleaner may trap.
#[must_use]
pub fn cases() -> String {
    let mut csv = String::from("case_id,order_id,case_type,reason_raw,联系电话,created_at,closed_at\n");
    for row in 0..12 {
        let (day, reason) = (1 + row * 2, if row == 11 { "炸" } else { CANARY[1] });
        let phone = CANARY[0];
        // The first is no time: what it was goes into the results as an example.
        let closed = if row == 0 { format!("电话{phone}") } else { format!("2025-06-{day:02} 18:30:00") };
        csv.push_str(&format!("C{row},O{row},complaint,{reason},{phone},2025-06-{day:02} 09:00:00,{closed}\n"));
    }
    csv
}

/// The orders of these complaints.
#[must_use]
pub fn orders() -> String {
    let rows = (0..12).map(|row| format!("O{row},2025-05-{:02} 10:00:00\n", row + 1));
    std::iter::once("order_id,created_at\n".to_owned()).chain(rows).collect()
}

/// The file of a hostile plugin.
///
/// # Panics
/// Where it is not built.
#[must_use]
pub fn plugin(name: &str) -> PathBuf {
    let file = target("hostile").join(Path::new(name).with_extension("wasm"));
    assert!(file.is_file(), "{} IS MISSING: `cargo xtask test` builds hostile plugins", file.display());
    file
}
