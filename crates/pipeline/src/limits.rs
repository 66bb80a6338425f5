//! What a plugin may use, take and give back: the same numbers on every host. Hosts differ in how they hold a plugin to
//! them.

mod allowance;

use std::time::Duration;

pub use allowance::{Allowance, Excess, Groups, Load, size};

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// The limits of one profile. All may be changed; a change never changes a result, only whether there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest component that is read, in bytes.
    pub component_bytes: usize,
    /// Linear memory per instance, in bytes. A plugin that declares a greater maximum is refused.
    pub memory_bytes: usize,
    /// Call stack per instance, in bytes.
    pub stack_bytes: usize,
    /// Instances that may live at once, over all plugins.
    pub instances: u32,
    /// Wall-clock time that every call may take.
    pub call_time: Duration,
    /// What a call may take longer per row that it is about.
    pub time_per_row: Duration,
    /// What a call may take longer per byte that is handed in.
    pub time_per_byte: Duration,
    /// A row call returns at most so many times its batch …
    pub row_call_factor: usize,
    /// … and so many bytes per row …
    pub row_call_bytes_per_row: usize,
    /// … and so many bytes.
    pub row_call_bytes: usize,
    /// `state` returns at most `state_bytes_per_group` of the manifest per group, and so many bytes.
    pub state_bytes: usize,
    /// `evaluate` returns at most so many bytes per output row …
    pub evaluate_bytes_per_row: usize,
    /// … and so many bytes.
    pub evaluate_bytes: usize,
    /// A report is at most so many bytes.
    pub report_bytes: usize,
    /// A report has at most so many findings.
    pub findings: usize,
    /// A plan is at most so many bytes.
    pub plan_bytes: usize,
    /// A refusal, where a call gives back nothing else, is at most so many bytes.
    pub refusal_bytes: usize,
}

impl Limits {
    /// For plugins compiled to WebAssembly.
    #[must_use]
    pub fn native() -> Self {
        Self {
            component_bytes: 32 * MIB,
            memory_bytes: 128 * MIB,
            stack_bytes: 256 * KIB,
            instances: 1000,
            call_time: Duration::from_secs(2),
            time_per_row: Duration::from_micros(2),
            time_per_byte: Duration::from_nanos(20),
            row_call_factor: 8,
            row_call_bytes_per_row: 256,
            row_call_bytes: MIB,
            state_bytes: 64 * KIB,
            evaluate_bytes_per_row: 512,
            evaluate_bytes: 64 * KIB,
            report_bytes: 64 * MIB,
            findings: 10_000,
            plan_bytes: MIB,
            refusal_bytes: 64 * KIB,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::native()
    }
}
