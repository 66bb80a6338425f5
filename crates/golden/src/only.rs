//! An engine without cleaners, run in one thread, that remembers what a plugin refused.

use std::sync::Mutex;

use aftersight_contract::manifest::PluginKind;
use aftersight_contract::{Args, Context, Error, Input, Table};
use aftersight_pipeline::engine::{Accumulator, Analyzer, Cleaner, Engine, Failure, Plugin};

/// Tables of a case are typed as given: no cleaner may touch them on their way through the pipeline.
pub(crate) struct Only<'a> {
    engine: &'a dyn Engine,
    refused: Mutex<Option<Error>>,
}

impl<'a> Only<'a> {
    pub(crate) fn new(engine: &'a dyn Engine) -> Self {
        Self { engine, refused: Mutex::new(None) }
    }

    /// The code of the last refusal.
    pub(crate) fn refusal(&self) -> Option<String> {
        let refused = self.refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        refused.as_ref().map(|error| error.code.clone())
    }

    fn watch<T>(&self, result: Result<T, Failure>) -> Result<T, Failure> {
        if let Err(Failure::Refused(error)) = &result {
            *self.refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error.clone());
        }
        result
    }
}

impl Engine for Only<'_> {
    fn plugin(&self, id: &str) -> Option<&Plugin> {
        self.engine.plugin(id)
    }

    fn plugins(&self) -> Vec<&Plugin> {
        let all = self.engine.plugins();
        all.into_iter().filter(|plugin| plugin.manifest.kind != PluginKind::Cleaner).collect()
    }

    fn plan(&self, id: &str, params: &Args, tables: &[Table]) -> Result<Vec<Input>, Failure> {
        self.watch(self.engine.plan(id, params, tables))
    }

    fn cleaner(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Cleaner + '_>, Failure> {
        self.watch(self.engine.cleaner(id, params, context))
    }

    fn accumulator(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Accumulator + '_>, Failure> {
        self.watch(self.engine.accumulator(id, params, context))
    }

    fn analyzer(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Analyzer + '_>, Failure> {
        self.watch(self.engine.analyzer(id, params, context))
    }

    fn parallelism(&self) -> usize {
        1
    }

    fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(task);
    }
}
