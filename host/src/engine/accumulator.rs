//! An opened KPI.

use aftersight_contract::{Args, Column, Context};
use aftersight_pipeline::engine::{Accumulator, Failure, View};
use aftersight_pipeline::limits::{Groups, Limits, Load};
use wasmtime::component::ResourceAny;

use super::bindings::measuring::{Guest, Link};
use super::live::Live;
use super::{lift, lower};

/// An instance with one accumulator in it.
pub(super) struct OpenAccumulator<'e> {
    live: Live,
    guest: Guest,
    accumulator: ResourceAny,
    limits: &'e Limits,
    state_bytes_per_group: u32,
    groups: Groups,
}

impl<'e> OpenAccumulator<'e> {
    pub(super) fn open(
        mut live: Live,
        guest: Guest,
        limits: &'e Limits,
        params: &Args,
        context: &Context,
        state_bytes_per_group: u32,
    ) -> Result<Self, Failure> {
        let accumulator = live.call(&limits.open(), |store| {
            lower::with_args(params, |args| guest.call_open(store, args, lower::context(context)))
        })?;
        Ok(Self { live, guest, accumulator, limits, state_bytes_per_group, groups: Groups::default() })
    }
}

impl Accumulator for OpenAccumulator<'_> {
    fn update(&mut self, role: &str, batch: &View<'_>, groups: &[u32], group_count: u32) -> Result<(), Failure> {
        let allowance = self.limits.take_in(Load::batch(batch, groups).and(self.groups.grow(group_count)));
        let (guest, accumulator) = (self.guest.accumulator(), self.accumulator);
        self.live.call(&allowance, |store| {
            lower::with_batch(batch, |batch| guest.call_update(store, accumulator, role, batch, groups, group_count))
        })
    }

    fn state(&mut self, role: &str, first: u32, count: u32) -> Result<Vec<Column>, Failure> {
        let allowance = self.limits.state(count, self.state_bytes_per_group);
        let (guest, accumulator) = (self.guest.accumulator(), self.accumulator);
        let columns = self.live.call(&allowance, |store| guest.call_state(store, accumulator, role, first, count))?;
        Ok(lift::columns(columns))
    }

    fn merge(&mut self, role: &str, state: &[Column], groups: &[u32], group_count: u32) -> Result<(), Failure> {
        let allowance = self.limits.take_in(Load::state(state, groups).and(self.groups.grow(group_count)));
        let (guest, accumulator) = (self.guest.accumulator(), self.accumulator);
        self.live.call(&allowance, |store| {
            lower::with_columns(state, |state| guest.call_merge(store, accumulator, role, state, groups, group_count))
        })
    }

    fn evaluate(&mut self, rows: u32, links: &[(&str, &[u32])]) -> Result<Vec<Column>, Failure> {
        let allowance = self.limits.evaluate(rows, self.groups.evaluated(rows, links));
        let links: Vec<_> = links.iter().map(|(role, groups)| Link { role, groups }).collect();
        let (guest, accumulator) = (self.guest.accumulator(), self.accumulator);
        let columns = self.live.call(&allowance, |store| guest.call_evaluate(store, accumulator, rows, &links))?;
        Ok(lift::columns(columns))
    }
}
