//! An opened KPI.

use aftersight_contract::Column;
use aftersight_pipeline::engine::{Accumulator, Failure, View};
use aftersight_pipeline::limits::{Groups, Load};

use super::bindings::measuring::{Guest, Link};
use super::opened::Opened;
use super::{lift, lower};

/// An instance with one accumulator in it.
pub(super) struct OpenAccumulator<'e> {
    pub(super) opened: Opened<'e, Guest>,
    pub(super) state_bytes_per_group: u32,
    pub(super) groups: Groups,
}

impl Accumulator for OpenAccumulator<'_> {
    fn update(&mut self, role: &str, batch: &View<'_>, groups: &[u32], group_count: u32) -> Result<(), Failure> {
        let allowance = self.opened.limits.take_in(Load::batch(batch, groups).and(self.groups.grow(group_count)));
        self.opened.call(&allowance, |guest, store, accumulator| {
            lower::with_batch(batch, |batch| {
                guest.accumulator().call_update(store, accumulator, role, batch, groups, group_count)
            })
        })
    }

    fn state(&mut self, role: &str, first: u32, count: u32) -> Result<Vec<Column>, Failure> {
        let allowance = self.opened.limits.state(count, self.state_bytes_per_group);
        let columns = self.opened.call(&allowance, |guest, store, accumulator| {
            guest.accumulator().call_state(store, accumulator, role, first, count)
        })?;
        Ok(lift::columns(columns))
    }

    fn merge(&mut self, role: &str, state: &[Column], groups: &[u32], group_count: u32) -> Result<(), Failure> {
        let allowance = self.opened.limits.take_in(Load::state(state, groups).and(self.groups.grow(group_count)));
        self.opened.call(&allowance, |guest, store, accumulator| {
            lower::with_columns(state, |state| {
                guest.accumulator().call_merge(store, accumulator, role, state, groups, group_count)
            })
        })
    }

    fn evaluate(&mut self, rows: u32, links: &[(&str, &[u32])]) -> Result<Vec<Column>, Failure> {
        let allowance = self.opened.limits.evaluate(rows, self.groups.evaluated(rows, links));
        let links: Vec<_> = links.iter().map(|(role, groups)| Link { role, groups }).collect();
        let columns = self.opened.call(&allowance, |guest, store, accumulator| {
            guest.accumulator().call_evaluate(store, accumulator, rows, &links)
        })?;
        Ok(lift::columns(columns))
    }
}
