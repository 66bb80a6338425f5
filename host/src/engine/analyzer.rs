//! An opened alert or insight.

use aftersight_contract::Report;
use aftersight_pipeline::engine::{Analyzer, Failure, View};
use aftersight_pipeline::limits::Load;

use super::bindings::analysing::Guest;
use super::opened::Opened;
use super::{lift, lower};

/// An instance with one analyzer in it.
pub(super) struct OpenAnalyzer<'e> {
    pub(super) opened: Opened<'e, Guest>,
    /// All that was handed in: `finish` is where the work is done.
    pub(super) handed: Load,
}

impl Analyzer for OpenAnalyzer<'_> {
    fn update(&mut self, role: &str, batch: &View<'_>) -> Result<(), Failure> {
        let load = Load::batch(batch, &[]);
        self.handed = self.handed.and(load);
        let allowance = self.opened.limits.take_in(load);
        self.opened.call(&allowance, |guest, store, analyzer| {
            lower::with_batch(batch, |batch| guest.analyzer().call_update(store, analyzer, role, batch))
        })
    }

    fn finish(&mut self) -> Result<Report, Failure> {
        let allowance = self.opened.limits.finish(self.handed);
        let report =
            self.opened.call(&allowance, |guest, store, analyzer| guest.analyzer().call_finish(store, analyzer))?;
        let report = lift::report(report);
        self.opened.limits.check_report(&report).map_err(|failure| self.opened.die(failure))?;
        Ok(report)
    }
}
