//! How long a call may take, and how much it may give back: the numbers of design.md, "Limits", profile `native`.
//!
//! A worker that takes too long is ended from outside: here the limit is only told. What came back is measured once it is
//! here; the glue itself stops a plugin whose texts would not fit (`www/build/transpile.mjs`).

mod weight;

use aftersight_contract::Column;
use aftersight_pipeline::engine::{Failure, View};

pub(crate) use weight::{Weigh, column, columns};

/// A browser on an old machine is slower than the server that the limits were made for. A limit decides only whether there
/// is a result, never which.
const SLACK: f64 = 5.0;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// What is handed in with a call.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Load {
    rows: usize,
    bytes: usize,
}

impl Load {
    pub(crate) fn batch(batch: &View<'_>, groups: &[u32]) -> Self {
        let bytes: usize = batch.columns.iter().map(|(_, data)| column(data)).sum();
        Self { rows: batch.rows as usize, bytes: bytes + size_of_val(groups) }
    }

    pub(crate) fn state(state: &[Column], groups: &[u32]) -> Self {
        Self { rows: groups.len(), bytes: columns(state) + size_of_val(groups) }
    }

    pub(crate) fn rows(rows: usize, bytes: usize) -> Self {
        Self { rows, bytes }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self { rows: self.rows.saturating_add(other.rows), bytes: self.bytes.saturating_add(other.bytes) }
    }

    /// 2 s, 2 µs per row and 20 ns per byte, with slack.
    pub(crate) fn millis(self) -> f64 {
        SLACK * (2_000.0 + 0.002 * self.rows as f64 + 0.000_02 * self.bytes as f64)
    }
}

/// What a call may give back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    bytes: usize,
    what: &'static str,
}

/// A plan.
pub(crate) const PLAN: Allowance = Allowance { bytes: MIB, what: "roles in its plan" };
/// A refusal.
pub(crate) const REFUSAL: Allowance = Allowance { bytes: 64 * KIB, what: "words in a refusal" };
/// A report.
pub(crate) const REPORT: Allowance = Allowance { bytes: 64 * MIB, what: "data in its report" };
/// Findings in a report.
pub(crate) const FINDINGS: usize = 10_000;

impl Allowance {
    pub(crate) fn clean(load: Load) -> Self {
        let bytes = load.bytes.saturating_mul(8).saturating_add(load.rows.saturating_mul(256)).saturating_add(MIB);
        Self { bytes, what: "data from `clean`" }
    }

    pub(crate) fn state(groups: u32, bytes_per_group: u32) -> Self {
        let states = (groups as usize).saturating_mul(bytes_per_group as usize);
        Self { bytes: states.saturating_add(64 * KIB), what: "data from `state`" }
    }

    pub(crate) fn evaluate(rows: u32) -> Self {
        let bytes = (rows as usize).saturating_mul(512).saturating_add(64 * KIB);
        Self { bytes, what: "data from `evaluate`" }
    }

    /// Gives the answer back, unless it is more than allowed.
    pub(crate) fn check<T: Weigh>(self, answer: T) -> Result<T, Failure> {
        if answer.weight() > self.bytes { Err(Failure::TooMuch { what: self.what }) } else { Ok(answer) }
    }
}
