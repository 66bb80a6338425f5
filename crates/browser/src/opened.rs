//! Opened plugins: each lives in an instance of its own, and dies with it.

use aftersight_contract::{Column, Report};
use aftersight_pipeline::engine::{Accumulator, Analyzer, Cleaned, Cleaner, Failure, View};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::Watch;
use crate::failure::{malformed, thrown};
use crate::limits::{Allowance, FINDINGS, Load, REPORT};
use crate::{from_js, to_js};

/// What a plugin's functions or a resource's methods are called on.
pub(crate) struct Target<'a> {
    pub(crate) id: &'a str,
    pub(crate) watch: Option<&'a Watch>,
    /// The most bytes of state that a KPI's group takes.
    pub(crate) state_bytes: u32,
    pub(crate) object: JsValue,
}

impl Target<'_> {
    /// Calls a function. The watch is told before and after.
    pub(crate) fn call<const N: usize>(&self, name: &str, args: [JsValue; N], load: Load) -> Result<JsValue, Failure> {
        let function =
            Reflect::get(&self.object, &name.into()).ok().and_then(|found| found.dyn_into::<Function>().ok());
        let function = function.ok_or_else(|| malformed("it lacks a function of the contract"))?;
        let args: Array = args.into_iter().collect();
        if let Some(watch) = self.watch {
            watch.enter(self.id, load.millis());
        }
        let result = function.apply(&self.object, &args);
        if let Some(watch) = self.watch {
            watch.leave();
        }
        result.map_err(|error| thrown(&error))
    }
}

impl Cleaner for Target<'_> {
    fn clean(&mut self, batch: &View<'_>) -> Result<Cleaned, Failure> {
        let load = Load::batch(batch, &[]);
        let cleaned = from_js::cleaned(&self.call("clean", [to_js::batch(batch)], load)?)?;
        Allowance::clean(load).check(cleaned)
    }
}

impl Accumulator for Target<'_> {
    fn update(&mut self, role: &str, batch: &View<'_>, groups: &[u32], group_count: u32) -> Result<(), Failure> {
        let args = [role.into(), to_js::batch(batch), to_js::u32s(groups), group_count.into()];
        self.call("update", args, Load::batch(batch, groups)).map(|_| ())
    }

    fn state(&mut self, role: &str, first: u32, count: u32) -> Result<Vec<Column>, Failure> {
        let load = Load::rows(count as usize, 0);
        let state = from_js::columns(&self.call("state", [role.into(), first.into(), count.into()], load)?)?;
        Allowance::state(count, self.state_bytes).check(state)
    }

    fn merge(&mut self, role: &str, state: &[Column], groups: &[u32], group_count: u32) -> Result<(), Failure> {
        let args = [role.into(), to_js::columns(state), to_js::u32s(groups), group_count.into()];
        self.call("merge", args, Load::state(state, groups)).map(|_| ())
    }

    fn evaluate(&mut self, rows: u32, links: &[(&str, &[u32])]) -> Result<Vec<Column>, Failure> {
        let load = Load::rows(rows as usize, links.iter().map(|(_, groups)| size_of_val(*groups)).sum());
        let columns = from_js::columns(&self.call("evaluate", [rows.into(), to_js::links(links)], load)?)?;
        Allowance::evaluate(rows).check(columns)
    }
}

/// An opened alert or insight: how long `finish` may take depends on everything that it was handed.
pub(crate) struct JsAnalyzer<'a> {
    pub(crate) target: Target<'a>,
    pub(crate) seen: Load,
}

impl Analyzer for JsAnalyzer<'_> {
    fn update(&mut self, role: &str, batch: &View<'_>) -> Result<(), Failure> {
        let load = Load::batch(batch, &[]);
        self.seen = self.seen.and(load);
        self.target.call("update", [role.into(), to_js::batch(batch)], load).map(|_| ())
    }

    fn finish(&mut self) -> Result<Report, Failure> {
        let report = from_js::report(&self.target.call("finish", [], self.seen)?)?;
        if report.findings.len() > FINDINGS {
            return Err(Failure::TooMuch { what: "findings" });
        }
        REPORT.check(report)
    }
}
