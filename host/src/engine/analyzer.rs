//! An opened alert or insight.

use aftersight_contract::{Args, Context, Report};
use aftersight_pipeline::engine::{Analyzer, Failure, View};
use aftersight_pipeline::limits::{Limits, Load};
use wasmtime::component::ResourceAny;

use super::bindings::analysing::Guest;
use super::live::Live;
use super::{lift, lower};

/// An instance with one analyzer in it.
pub(super) struct OpenAnalyzer<'e> {
    live: Live,
    guest: Guest,
    analyzer: ResourceAny,
    limits: &'e Limits,
    /// All that was handed in: `finish` is where the work is done.
    handed: Load,
}

impl<'e> OpenAnalyzer<'e> {
    pub(super) fn open(
        mut live: Live,
        guest: Guest,
        limits: &'e Limits,
        params: &Args,
        context: &Context,
    ) -> Result<Self, Failure> {
        let analyzer = live.call(&limits.open(), |store| {
            lower::with_args(params, |args| guest.call_open(store, args, lower::context(context)))
        })?;
        Ok(Self { live, guest, analyzer, limits, handed: Load::default() })
    }
}

impl Analyzer for OpenAnalyzer<'_> {
    fn update(&mut self, role: &str, batch: &View<'_>) -> Result<(), Failure> {
        let load = Load::batch(batch, &[]);
        self.handed = self.handed.and(load);
        let (guest, analyzer) = (self.guest.analyzer(), self.analyzer);
        self.live.call(&self.limits.take_in(load), |store| {
            lower::with_batch(batch, |batch| guest.call_update(store, analyzer, role, batch))
        })
    }

    fn finish(&mut self) -> Result<Report, Failure> {
        let allowance = self.limits.finish(self.handed);
        let (guest, analyzer) = (self.guest.analyzer(), self.analyzer);
        let report = self.live.call(&allowance, |store| guest.call_finish(store, analyzer))?;
        let report = lift::report(report);
        self.limits.check_report(&report).map_err(|failure| self.live.die(failure))?;
        Ok(report)
    }
}
