//! What each call may take and give back.

use std::time::Duration;

use aftersight_contract::{Column, Report, Values};

use super::Limits;
use crate::engine::{Failure, View};

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// Roles of a plan.
    Plan,
    /// Words of a refusal.
    Refusal,
    /// What `clean` gives back.
    Clean,
    /// What `state` gives back.
    State,
    /// What `evaluate` gives back.
    Evaluate,
    /// A report's data.
    Report,
    /// A report's findings.
    Findings,
}

impl Excess {
    /// All of them.
    pub const ALL: &[Self] =
        &[Self::Plan, Self::Refusal, Self::Clean, Self::State, Self::Evaluate, Self::Report, Self::Findings];

    /// In Chinese and in English.
    fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::Plan => ("计划中的角色", "roles in its plan"),
            Self::Refusal => ("拒绝说明的文字", "words in a refusal"),
            Self::Clean => ("`clean` 的数据", "data from `clean`"),
            Self::State => ("`state` 的数据", "data from `state`"),
            Self::Evaluate => ("`evaluate` 的数据", "data from `evaluate`"),
            Self::Report => ("报告的数据", "data in its report"),
            Self::Findings => ("发现的条数", "findings"),
        }
    }

    /// In Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        self.both().0
    }

    /// In English.
    #[must_use]
    pub fn en(self) -> &'static str {
        self.both().1
    }
}

/// The allowance of one call.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Wall-clock time.
    pub time: Duration,
    /// Bytes that come back.
    pub bytes: usize,
    /// What there is too much of when it is more.
    pub what: Excess,
}

/// What is handed in: decides how long a call may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    rows: usize,
    bytes: usize,
}

impl Load {
    /// A batch, and so many group numbers beside it.
    #[must_use]
    pub fn batch(batch: &View<'_>, groups: &[u32]) -> Self {
        let bytes: usize = batch.columns.iter().map(|(_, column)| size(column)).sum();
        Self { rows: batch.rows as usize, bytes: bytes + size_of_val(groups) }
    }

    /// Columns of state.
    #[must_use]
    pub fn state(state: &[Column], groups: &[u32]) -> Self {
        Self { rows: groups.len(), bytes: state.iter().map(size).sum::<usize>() + size_of_val(groups) }
    }

    /// So many rows or groups, without data.
    #[must_use]
    pub fn rows(rows: usize) -> Self {
        Self { rows, bytes: 0 }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { rows: self.rows.saturating_add(other.rows), bytes: self.bytes.saturating_add(other.bytes) }
    }
}

/// The groups of an accumulator.
#[derive(Clone, Copy, Debug, Default)]
pub struct Groups(u32);

impl Groups {
    /// Groups that must be there before a call: they take time even if no row falls into them.
    #[must_use]
    pub fn grow(&mut self, group_count: u32) -> Load {
        let added = group_count.saturating_sub(self.0);
        self.0 = self.0.max(group_count);
        Load::rows(added as usize)
    }

    /// What `evaluate` has to look at: it may be all groups of any role.
    #[must_use]
    pub fn evaluated(self, rows: u32, links: &[(&str, &[u32])]) -> Load {
        let linked: usize = links.iter().map(|(_, groups)| groups.len()).sum();
        Load::rows(rows as usize).and(Load::rows(linked)).and(Load::rows(self.0 as usize))
    }
}

impl Limits {
    /// `plan`.
    #[must_use]
    pub fn plan(&self) -> Allowance {
        self.allow(Load::default(), self.plan_bytes, Excess::Plan)
    }

    /// Making an instance, and `open`.
    #[must_use]
    pub fn open(&self) -> Allowance {
        self.allow(Load::default(), self.refusal_bytes, Excess::Refusal)
    }

    /// `clean`.
    #[must_use]
    pub fn clean(&self, load: Load) -> Allowance {
        let data = load.bytes.saturating_mul(self.row_call_factor);
        let rows = load.rows.saturating_mul(self.row_call_bytes_per_row);
        self.allow(load, data.saturating_add(rows).saturating_add(self.row_call_bytes), Excess::Clean)
    }

    /// `update` and `merge`, which give back nothing.
    #[must_use]
    pub fn take_in(&self, load: Load) -> Allowance {
        self.allow(load, self.refusal_bytes, Excess::Refusal)
    }

    /// `state`, by the bytes per group that the manifest claims.
    #[must_use]
    pub fn state(&self, groups: u32, bytes_per_group: u32) -> Allowance {
        let states = (groups as usize).saturating_mul(bytes_per_group as usize);
        let load = Load { rows: groups as usize, bytes: states };
        self.allow(load, states.saturating_add(self.state_bytes), Excess::State)
    }

    /// `evaluate`.
    #[must_use]
    pub fn evaluate(&self, rows: u32, load: Load) -> Allowance {
        let bytes = (rows as usize).saturating_mul(self.evaluate_bytes_per_row);
        self.allow(load, bytes.saturating_add(self.evaluate_bytes), Excess::Evaluate)
    }

    /// `finish`, by all that was handed in before.
    #[must_use]
    pub fn finish(&self, load: Load) -> Allowance {
        self.allow(load, self.report_bytes, Excess::Report)
    }

    /// What can only be counted once the report is here.
    ///
    /// # Errors
    /// More findings than allowed.
    pub fn check_report(&self, report: &Report) -> Result<(), Failure> {
        if report.findings.len() > self.findings { Err(Failure::TooMuch { what: Excess::Findings }) } else { Ok(()) }
    }

    fn allow(&self, load: Load, bytes: usize, what: Excess) -> Allowance {
        let times = |each: Duration, count: usize| {
            let nanoseconds = each.as_nanos().saturating_mul(count as u128);
            Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
        };
        let rows = times(self.time_per_row, load.rows);
        let data = times(self.time_per_byte, load.bytes);
        Allowance { time: self.call_time.saturating_add(rows).saturating_add(data), bytes, what }
    }
}

/// The bytes of a column's data.
#[must_use]
pub fn size(column: &Column) -> usize {
    let categories = |codes: &[u32], names: &aftersight_contract::Text| {
        size_of_val(codes) + size_of_val(names.offsets.as_slice()) + names.bytes.len()
    };
    let values = match &column.values {
        Values::Boolean(bits) => bits.len(),
        Values::Int64(values) | Values::Timestamp(values) => size_of_val(values.as_slice()),
        Values::Float64(values) => size_of_val(values.as_slice()),
        Values::Money(money) => {
            size_of_val(money.minor.as_slice()) + categories(&money.currency.codes, &money.currency.names)
        }
        Values::Text(text) => size_of_val(text.offsets.as_slice()) + text.bytes.len(),
        Values::Category(values) => categories(&values.codes, &values.names),
        Values::Binary(blob) => size_of_val(blob.offsets.as_slice()) + blob.bytes.len(),
    };
    values + column.validity.as_ref().map_or(0, Vec::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowances_grow_with_what_is_handed_in() {
        let limits = Limits::native();
        let column = Column::new("n", Values::Int64(vec![0; 1000]));
        let view = View { rows: 1000, columns: vec![("n", &column)] };
        let load = Load::batch(&view, &[0; 1000]);
        assert_eq!(load, Load { rows: 1000, bytes: 12_000 });
        assert_eq!(limits.clean(load).bytes, 8 * 12_000 + 256 * 1000 + (1 << 20));
        assert_eq!(limits.take_in(load).time, Duration::from_micros(2_000_000 + 2000 + 240));
        assert_eq!(limits.state(10, 8192).bytes, 81_920 + 65_536);
        assert_eq!(limits.evaluate(10, Load::default()).bytes, 5120 + 65_536);
    }

    #[test]
    fn groups_are_counted_once() {
        let mut groups = Groups::default();
        assert_eq!(groups.grow(7), Load::rows(7));
        assert_eq!(groups.grow(5), Load::default());
        assert_eq!(groups.grow(9), Load::rows(2));
        assert_eq!(groups.evaluated(3, &[("cases", &[0, 1, 1])]), Load::rows(15));
    }

    #[test]
    fn absurd_sizes_do_not_overflow() {
        let limits = Limits { row_call_factor: usize::MAX, ..Limits::native() };
        let load = Load { rows: usize::MAX, bytes: usize::MAX };
        assert_eq!(limits.clean(load).bytes, usize::MAX);
        assert!(limits.clean(load).time > Duration::from_secs(1 << 30));
    }
}
