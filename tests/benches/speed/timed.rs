//! A source and an engine that add up the time spent in them, over all threads.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use aftersight_contract::{Args, Batch, Column, Context, Input, Table};
use aftersight_pipeline::RunError;
use aftersight_pipeline::engine::{Accumulator, Analyzer, Cleaned, Cleaner, Engine, Failure, Plugin, View};
use aftersight_pipeline::stage::Rows;

/// Nanoseconds of all threads.
#[derive(Debug, Default)]
pub(crate) struct Clock(AtomicU64);

impl Clock {
    fn count<T>(&self, work: impl FnOnce() -> T) -> T {
        let begin = Instant::now();
        let made = work();
        self.0.fetch_add(begin.elapsed().as_nanos() as u64, Ordering::Relaxed);
        made
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.0.load(Ordering::Relaxed) as f64 / 1e9
    }
}

/// Where the time of a run goes.
#[derive(Debug, Default)]
pub(crate) struct Clocks {
    pub(crate) read: Clock,
    pub(crate) kpi: Clock,
    /// By rule.
    rules: Mutex<BTreeMap<String, Arc<Clock>>>,
}

impl Clocks {
    fn rule(&self, id: &str) -> Arc<Clock> {
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(rules.entry(id.to_owned()).or_default())
    }

    /// Seconds of each cleaning rule.
    pub(crate) fn rules(&self) -> BTreeMap<String, f64> {
        let rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        rules.iter().map(|(id, clock)| (id.clone(), clock.seconds())).collect()
    }
}

pub(crate) struct TimedRows<'a> {
    pub(crate) rows: Box<dyn Rows + 'a>,
    pub(crate) clocks: &'a Clocks,
}

impl Rows for TimedRows<'_> {
    fn chunks(&self) -> usize {
        self.rows.chunks()
    }

    fn read(&self, chunk: usize, batch_rows: usize) -> Result<Vec<Batch>, RunError> {
        self.clocks.read.count(|| self.rows.read(chunk, batch_rows))
    }
}

pub(crate) struct TimedEngine<'a> {
    pub(crate) engine: &'a dyn Engine,
    pub(crate) clocks: &'a Clocks,
}

impl Engine for TimedEngine<'_> {
    fn plugin(&self, id: &str) -> Option<&Plugin> {
        self.engine.plugin(id)
    }

    fn plugins(&self) -> Vec<&Plugin> {
        self.engine.plugins()
    }

    fn plan(&self, id: &str, params: &Args, tables: &[Table]) -> Result<Vec<Input>, Failure> {
        self.engine.plan(id, params, tables)
    }

    fn cleaner(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Cleaner + '_>, Failure> {
        let clock = self.clocks.rule(id);
        let inner = clock.count(|| self.engine.cleaner(id, params, context))?;
        Ok(Box::new(TimedCleaner { inner, clock }))
    }

    fn accumulator(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Accumulator + '_>, Failure> {
        let inner = self.clocks.kpi.count(|| self.engine.accumulator(id, params, context))?;
        Ok(Box::new(TimedAccumulator { inner, clock: &self.clocks.kpi }))
    }

    fn analyzer(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Analyzer + '_>, Failure> {
        self.engine.analyzer(id, params, context)
    }

    fn parallelism(&self) -> usize {
        self.engine.parallelism()
    }

    fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        self.engine.each(count, task);
    }
}

struct TimedCleaner<'a> {
    inner: Box<dyn Cleaner + 'a>,
    clock: Arc<Clock>,
}

impl Cleaner for TimedCleaner<'_> {
    fn clean(&mut self, batch: &View<'_>) -> Result<Cleaned, Failure> {
        let Self { inner, clock } = self;
        clock.count(|| inner.clean(batch))
    }
}

struct TimedAccumulator<'a> {
    inner: Box<dyn Accumulator + 'a>,
    clock: &'a Clock,
}

impl Accumulator for TimedAccumulator<'_> {
    fn update(&mut self, role: &str, batch: &View<'_>, groups: &[u32], group_count: u32) -> Result<(), Failure> {
        self.clock.count(|| self.inner.update(role, batch, groups, group_count))
    }

    fn state(&mut self, role: &str, first: u32, count: u32) -> Result<Vec<Column>, Failure> {
        self.clock.count(|| self.inner.state(role, first, count))
    }

    fn merge(&mut self, role: &str, state: &[Column], groups: &[u32], group_count: u32) -> Result<(), Failure> {
        self.clock.count(|| self.inner.merge(role, state, groups, group_count))
    }

    fn evaluate(&mut self, rows: u32, links: &[(&str, &[u32])]) -> Result<Vec<Column>, Failure> {
        self.clock.count(|| self.inner.evaluate(rows, links))
    }
}
