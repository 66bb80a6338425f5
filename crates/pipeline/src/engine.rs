//! The only way from the pipeline to a plugin. `host` implements it over wasmtime, `browser` over transpiled components.

use std::sync::Arc;

use aftersight_contract::check::Malformed;
use aftersight_contract::manifest::{Manifest, Words};
use aftersight_contract::{Args, Column, Context, Error, Input, Notes, Report, Table};

pub use crate::limits::Excess;
pub use crate::trap::Trap;

/// A plugin that is there to be used.
#[derive(Clone, Debug)]
pub struct Plugin {
    /// Its manifest, read from the component without instantiating it.
    pub manifest: Arc<Manifest>,
    /// SHA-256 of the component, in hexadecimal.
    pub sha256: String,
}

/// A batch made of borrowed columns, under the names by which the plugin asked for them.
#[derive(Clone, Debug, Default)]
pub struct View<'a> {
    /// Rows of every column.
    pub rows: u32,
    /// The columns by name.
    pub columns: Vec<(&'a str, &'a Column)>,
}

/// Why a plugin did not do what it was asked to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// It said so itself; the sentence stands in its manifest.
    #[error("refused: {0}")]
    Refused(Error),
    /// It stopped on an instruction that cannot be executed.
    #[error("trapped: {0}")]
    Trapped(Trap),
    /// It took longer than its limit.
    #[error("exceeded its time limit")]
    TimedOut,
    /// It asked for more memory than its limit.
    #[error("exceeded its memory limit")]
    OutOfMemory,
    /// What it gave back breaks the contract.
    #[error("returned malformed data: {0}")]
    Malformed(Malformed),
    /// It gave back more than its limit.
    #[error("returned too much: {}", what.en())]
    TooMuch {
        /// What there was too much of.
        what: Excess,
    },
    /// It must see more rows at once than can be handed in.
    #[error("must see too many rows at once: {}", .0.en)]
    TooManyRows(Words),
    /// It planned what cannot be done: a condition or look-up that does not fit the tables.
    #[error("planned what cannot be done: {}", .0.en)]
    Plan(Words),
    /// It cannot be loaded: no such plugin, wrong contract version, imports. The sentence goes on behind "the plugin".
    #[error("{}", .0.en)]
    Unusable(Words),
}

/// What a cleaner gives back.
#[derive(Clone, Debug, Default)]
pub struct Cleaned {
    /// Changed and added columns.
    pub columns: Vec<Column>,
    /// What happened to single cells.
    pub notes: Notes,
}

/// An opened cleaner.
pub trait Cleaner {
    /// See the WIT.
    ///
    /// # Errors
    /// The plugin's failure; the instance is dead afterwards.
    fn clean(&mut self, batch: &View<'_>) -> Result<Cleaned, Failure>;
}

/// An opened KPI.
pub trait Accumulator {
    /// See the WIT.
    ///
    /// # Errors
    /// The plugin's failure; the instance is dead afterwards.
    fn update(&mut self, role: &str, batch: &View<'_>, groups: &[u32], group_count: u32) -> Result<(), Failure>;

    /// See the WIT.
    ///
    /// # Errors
    /// The plugin's failure; the instance is dead afterwards.
    fn state(&mut self, role: &str, first: u32, count: u32) -> Result<Vec<Column>, Failure>;

    /// See the WIT.
    ///
    /// # Errors
    /// The plugin's failure; the instance is dead afterwards.
    fn merge(&mut self, role: &str, state: &[Column], groups: &[u32], group_count: u32) -> Result<(), Failure>;

    /// See the WIT.
    ///
    /// # Errors
    /// The plugin's failure; the instance is dead afterwards.
    fn evaluate(&mut self, rows: u32, links: &[(&str, &[u32])]) -> Result<Vec<Column>, Failure>;
}

/// An opened alert or insight.
pub trait Analyzer {
    /// See the WIT.
    ///
    /// # Errors
    /// The plugin's failure; the instance is dead afterwards.
    fn update(&mut self, role: &str, batch: &View<'_>) -> Result<(), Failure>;

    /// See the WIT.
    ///
    /// # Errors
    /// The plugin's failure; the instance is dead afterwards.
    fn finish(&mut self) -> Result<Report, Failure>;
}

/// What runs plugins. Results never depend on the answer of [`Engine::parallelism`] or on the order in which
/// [`Engine::each`] runs its tasks.
pub trait Engine: Sync {
    /// The plugin of that id.
    fn plugin(&self, id: &str) -> Option<&Plugin>;

    /// Every plugin, sorted by id.
    fn plugins(&self) -> Vec<&Plugin>;

    /// Asks a plugin what it wants to see.
    ///
    /// # Errors
    /// The plugin's failure.
    fn plan(&self, id: &str, params: &Args, tables: &[Table]) -> Result<Vec<Input>, Failure>;

    /// Opens a cleaner.
    ///
    /// # Errors
    /// The plugin's failure.
    fn cleaner(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Cleaner + '_>, Failure>;

    /// Opens a KPI.
    ///
    /// # Errors
    /// The plugin's failure.
    fn accumulator(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Accumulator + '_>, Failure>;

    /// Opens an alert or insight.
    ///
    /// # Errors
    /// The plugin's failure.
    fn analyzer(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Analyzer + '_>, Failure>;

    /// How many tasks [`Engine::each`] runs at once.
    fn parallelism(&self) -> usize;

    /// Runs `task(0)` … `task(count - 1)`, in any order, maybe at once, and returns when all are done.
    fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync));
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An engine without plugins, for what only needs its threads: one, last task first.
    pub(crate) struct Nothing;

    fn none() -> Failure {
        Failure::TimedOut
    }

    impl Engine for Nothing {
        fn plugin(&self, _: &str) -> Option<&Plugin> {
            None
        }

        fn plugins(&self) -> Vec<&Plugin> {
            Vec::new()
        }

        fn plan(&self, _: &str, _: &Args, _: &[Table]) -> Result<Vec<Input>, Failure> {
            Err(none())
        }

        fn cleaner(&self, _: &str, _: &Args, _: &Context) -> Result<Box<dyn Cleaner + '_>, Failure> {
            Err(none())
        }

        fn accumulator(&self, _: &str, _: &Args, _: &Context) -> Result<Box<dyn Accumulator + '_>, Failure> {
            Err(none())
        }

        fn analyzer(&self, _: &str, _: &Args, _: &Context) -> Result<Box<dyn Analyzer + '_>, Failure> {
            Err(none())
        }

        fn parallelism(&self) -> usize {
            1
        }

        fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
            (0..count).rev().for_each(task);
        }
    }
}
