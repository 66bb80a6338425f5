//! Opened plugins: each lives in an instance of its own, and dies with it.

use std::rc::Rc;

use aftersight_contract::{Args, Column, Context, Report};
use aftersight_pipeline::engine::{Accumulator, Analyzer, Cleaned, Cleaner, Failure, View};
use aftersight_pipeline::limits::{Groups, Load};

use crate::crowd::Place;
use crate::instance::{Entry, House, Live};
use crate::{from_js, to_js};

/// An opened cleaner. Rows of a batch are cleaned by themselves, so a cleaner that rests may make room for another and
/// begin again.
pub(crate) struct JsCleaner {
    house: Rc<House>,
    entry: Rc<Entry>,
    params: Args,
    context: Context,
    place: Rc<Place<Live>>,
}

impl JsCleaner {
    pub(crate) fn open(
        house: &Rc<House>,
        entry: &Rc<Entry>,
        params: &Args,
        context: &Context,
    ) -> Result<Self, Failure> {
        let place = Rc::default();
        house.crowd.rest(&place, Live::open(house, entry, params, context)?);
        let (house, entry) = (Rc::clone(house), Rc::clone(entry));
        Ok(Self { house, entry, params: params.clone(), context: context.clone(), place })
    }
}

impl Cleaner for JsCleaner {
    fn clean(&mut self, batch: &View<'_>) -> Result<Cleaned, Failure> {
        let mut live = match self.place.take() {
            Some(live) => live,
            None => Live::open(&self.house, &self.entry, &self.params, &self.context)?,
        };
        let allowance = self.house.limits.clean(Load::batch(batch, &[]));
        let answer = live.call("clean", [to_js::batch(batch)], &allowance, from_js::cleaned);
        match answer {
            Ok(_) => self.house.crowd.rest(&self.place, live),
            // What it died of is the answer to every later call.
            Err(_) => drop(self.place.replace(Some(live))),
        }
        answer
    }
}

/// An opened KPI.
pub(crate) struct JsAccumulator {
    live: Live,
    /// The most bytes of state that a group takes.
    state_bytes: u32,
    groups: Groups,
}

impl JsAccumulator {
    pub(crate) fn new(live: Live) -> Self {
        let kpi = live.entry().plugin.manifest.kpi.as_ref();
        let state_bytes = kpi.map_or(0, |kpi| kpi.state_bytes_per_group);
        Self { live, state_bytes, groups: Groups::default() }
    }
}

impl Accumulator for JsAccumulator {
    fn update(&mut self, role: &str, batch: &View<'_>, groups: &[u32], group_count: u32) -> Result<(), Failure> {
        let load = Load::batch(batch, groups).and(self.groups.grow(group_count));
        let args = [role.into(), to_js::batch(batch), to_js::u32s(groups), group_count.into()];
        let allowance = self.live.limits().take_in(load);
        self.live.call("update", args, &allowance, |_| Ok(()))
    }

    fn state(&mut self, role: &str, first: u32, count: u32) -> Result<Vec<Column>, Failure> {
        let allowance = self.live.limits().state(count, self.state_bytes);
        self.live.call("state", [role.into(), first.into(), count.into()], &allowance, from_js::columns)
    }

    fn merge(&mut self, role: &str, state: &[Column], groups: &[u32], group_count: u32) -> Result<(), Failure> {
        let load = Load::state(state, groups).and(self.groups.grow(group_count));
        let args = [role.into(), to_js::columns(state), to_js::u32s(groups), group_count.into()];
        let allowance = self.live.limits().take_in(load);
        self.live.call("merge", args, &allowance, |_| Ok(()))
    }

    fn evaluate(&mut self, rows: u32, links: &[(&str, &[u32])]) -> Result<Vec<Column>, Failure> {
        let allowance = self.live.limits().evaluate(rows, self.groups.evaluated(rows, links));
        self.live.call("evaluate", [rows.into(), to_js::links(links)], &allowance, from_js::columns)
    }
}

/// An opened alert or insight.
pub(crate) struct JsAnalyzer {
    live: Live,
    /// All that was handed in: `finish` is where the work is done.
    handed: Load,
}

impl JsAnalyzer {
    pub(crate) fn new(live: Live) -> Self {
        Self { live, handed: Load::default() }
    }
}

impl Analyzer for JsAnalyzer {
    fn update(&mut self, role: &str, batch: &View<'_>) -> Result<(), Failure> {
        let load = Load::batch(batch, &[]);
        self.handed = self.handed.and(load);
        let allowance = self.live.limits().take_in(load);
        self.live.call("update", [role.into(), to_js::batch(batch)], &allowance, |_| Ok(()))
    }

    fn finish(&mut self) -> Result<Report, Failure> {
        let allowance = self.live.limits().finish(self.handed);
        let report = self.live.call("finish", [], &allowance, from_js::report)?;
        self.live.limits().check_report(&report).map_err(|failure| self.live.die(failure))?;
        Ok(report)
    }
}
