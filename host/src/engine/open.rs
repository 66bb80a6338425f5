//! The pipeline's way to a plugin.

use aftersight_contract::manifest::{PluginKind, Words};
use aftersight_contract::{Args, Context, Input, Table};
use aftersight_pipeline::engine::{Accumulator, Analyzer, Cleaner, Engine, Failure, Plugin};
use aftersight_pipeline::limits::{Groups, Load};

use super::accumulator::OpenAccumulator;
use super::analyzer::OpenAnalyzer;
use super::bindings::{analysing, cleaning, measuring};
use super::cleaner::OpenCleaner;
use super::code::{Exports, unusable};
use super::live::Live;
use super::opened::Opened;
use super::{WasmEngine, lift, lower, pool};

/// A fresh instance of a plugin of one kind, and its functions, whose types wasmtime checks as it looks them up.
macro_rules! instance {
    ($interface:ident, $exports:ident, $chinese:literal, $english:literal) => {
        fn $interface(&self, id: &str) -> Result<(Live, $interface::Guest), Failure> {
            let (slot, code) = self.code(id)?;
            let Exports::$exports(functions) = &code.exports else {
                return Err(Failure::Unusable(Words::new(
                    format!(concat!("“{}”不是", $chinese), id),
                    format!(concat!("`{}` is no ", $english), id),
                )));
            };
            let (mut live, instance) = self.start(code)?;
            let guest = functions.load(live.store()?, &instance).map_err(|error| unusable(&slot.entry, &error))?;
            Ok((live, guest))
        }
    };
}

impl WasmEngine {
    instance!(cleaning, Cleaning, "清洗规则", "cleaner");
    instance!(measuring, Measuring, "指标", "KPI");
    instance!(analysing, Analysing, "预警或洞察", "alert or insight");
}

impl Engine for WasmEngine {
    fn plugin(&self, id: &str) -> Option<&Plugin> {
        self.slots.get(id).map(|slot| &slot.entry.plugin)
    }

    fn plugins(&self) -> Vec<&Plugin> {
        self.slots.values().map(|slot| &slot.entry.plugin).collect()
    }

    fn plan(&self, id: &str, params: &Args, tables: &[Table]) -> Result<Vec<Input>, Failure> {
        let allowance = self.limits.plan();
        let plan = lower::with_args(params, |args| {
            lower::with_tables(tables, |tables| match self.slot(id)?.entry.plugin.manifest.kind {
                PluginKind::Cleaner => {
                    let (mut live, guest) = self.cleaning(id)?;
                    live.call(&allowance, |store| guest.call_plan(store, args, tables))
                }
                PluginKind::Kpi => {
                    let (mut live, guest) = self.measuring(id)?;
                    live.call(&allowance, |store| guest.call_plan(store, args, tables))
                }
                PluginKind::Alert | PluginKind::Insight => {
                    let (mut live, guest) = self.analysing(id)?;
                    live.call(&allowance, |store| guest.call_plan(store, args, tables))
                }
            })
        })?;
        Ok(lift::plan(plan))
    }

    fn cleaner(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Cleaner + '_>, Failure> {
        let open = Opened::open(self.cleaning(id)?, &self.limits, params, context, |guest, store, args, context| {
            guest.call_open(store, args, context)
        });
        Ok(Box::new(OpenCleaner(open?)))
    }

    fn accumulator(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Accumulator + '_>, Failure> {
        let open = Opened::open(self.measuring(id)?, &self.limits, params, context, |guest, store, args, context| {
            guest.call_open(store, args, context)
        });
        let facts = self.slot(id)?.entry.plugin.manifest.kpi.as_ref();
        let state_bytes_per_group = facts.map_or(0, |facts| facts.state_bytes_per_group);
        Ok(Box::new(OpenAccumulator { opened: open?, state_bytes_per_group, groups: Groups::default() }))
    }

    fn analyzer(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Analyzer + '_>, Failure> {
        let open = Opened::open(self.analysing(id)?, &self.limits, params, context, |guest, store, args, context| {
            guest.call_open(store, args, context)
        });
        Ok(Box::new(OpenAnalyzer { opened: open?, handed: Load::default() }))
    }

    fn parallelism(&self) -> usize {
        self.jobs
    }

    fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        pool::each(self.jobs, count, task);
    }
}
