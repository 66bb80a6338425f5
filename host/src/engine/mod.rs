//! Runs plugins with wasmtime.
//!
//! A plugin is a component without imports. [`WasmEngine::load`] reads the manifests of all of them and runs nothing; a
//! plugin is compiled, or its machine code taken from the cache, when it is first used or named to
//! [`WasmEngine::prepare`]. Every opened cleaner, KPI or analysis is an instance with a store of its own, held to the
//! [`Limits`] at each call, and dead after its first failure.

mod accumulator;
mod analyzer;
mod bindings;
mod bounds;
mod cache;
mod cleaner;
mod code;
mod digest;
mod inspect;
mod library;
mod lift;
mod live;
mod lower;
mod open;
mod opened;
mod pool;
mod problem;
mod settings;
mod ticker;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use aftersight_contract::manifest::{Cause, Words};
use aftersight_pipeline::engine::{Engine, Failure};
use wasmtime::component::Instance;

use cache::CodeCache;
use code::Code;
use library::{Entry, Library};
use live::Live;
use ticker::Ticker;

use crate::system;

pub use aftersight_pipeline::limits::Limits;
pub use code::Origin;
pub use inspect::{Inspected, inspect};
pub use problem::{LoadError, LoadProblem};

/// How plugins are loaded and run.
#[derive(Clone, Debug)]
pub struct Options {
    /// What a plugin may use.
    pub limits: Limits,
    /// Where machine code is kept between runs: a directory that is the user's alone. None: it is not kept.
    pub cache: Option<PathBuf>,
    /// Threads that run plugins.
    pub jobs: usize,
}

/// wasmtime does not work on this machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words().en)]
pub struct EngineError(Cause);

impl EngineError {
    /// The sentence in both languages; `to_string` gives it in English.
    #[must_use]
    pub fn words(&self) -> Words {
        let what = Words::new("本机无法运行 WebAssembly", "WebAssembly cannot be run on this machine");
        self.0.between(&what, &Words::default())
    }
}

/// Plugins, and what runs them: see [`Engine`].
pub struct WasmEngine {
    slots: BTreeMap<String, Slot>,
    problems: Vec<LoadProblem>,
    cache: Option<CodeCache>,
    limits: Limits,
    jobs: usize,
    ticker: OnceLock<Result<Ticker, Failure>>,
    engine: wasmtime::Engine,
}

impl std::fmt::Debug for WasmEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plugins: Vec<_> = self.slots.keys().collect();
        f.debug_struct("WasmEngine")
            .field("plugins", &plugins)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

/// A plugin, and its code once it was needed.
struct Slot {
    entry: Entry,
    code: OnceLock<Result<Code, Failure>>,
}

impl WasmEngine {
    /// Reads the manifests of `sources`: files, and directories of `*.wasm`. Of two plugins with one id the first is used.
    /// A file that is no usable plugin is named in [`WasmEngine::problems`] and left out.
    ///
    /// # Errors
    /// Where wasmtime does not work on this machine.
    pub fn load(sources: &[PathBuf], options: Options) -> Result<Self, EngineError> {
        let Options { limits, cache, jobs } = options;
        let engine = settings::engine(&limits).map_err(|error| EngineError(Cause::technical(error.root_cause())))?;
        let mut library = Library::read(sources, &limits, jobs);
        let cache = cache.and_then(|directory| match CodeCache::open(&directory, &engine) {
            Ok(cache) => Some(cache),
            Err(reason) => {
                library.problem(directory, LoadError::Cache { reason });
                None
            }
        });
        let slot = |(id, entry)| (id, Slot { entry, code: OnceLock::new() });
        let slots = library.entries.into_iter().map(slot).collect();
        Ok(Self {
            slots,
            problems: library.problems,
            cache,
            limits,
            jobs: jobs.max(1),
            ticker: OnceLock::new(),
            engine,
        })
    }

    /// Files that are not used, and warnings, in the order in which they were met.
    #[must_use]
    pub fn problems(&self) -> &[LoadProblem] {
        &self.problems
    }

    /// The limits that plugins are held to.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Makes plugins ready to run, several at once, so that no later call waits for a compiler. Returns those that cannot
    /// be used, sorted by id; using them later gives the same failure.
    pub fn prepare<S: AsRef<str> + Sync>(&self, ids: &[S]) -> Vec<(String, Failure)> {
        let failed = Mutex::new(BTreeMap::new());
        self.each(ids.len(), &|index| {
            let id = ids[index].as_ref();
            if let Err(failure) = self.code(id) {
                failed.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), failure);
            }
        });
        failed.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect()
    }

    /// Where a plugin's machine code came from; None where it was not needed yet or cannot be used.
    #[must_use]
    pub fn origin(&self, id: &str) -> Option<Origin> {
        self.slots.get(id)?.code.get()?.as_ref().ok().map(|code| code.origin)
    }

    fn slot(&self, id: &str) -> Result<&Slot, Failure> {
        self.slots.get(id).ok_or_else(|| Failure::Unusable(self.why_missing(id)))
    }

    /// A refused file may be the one that was meant.
    fn why_missing(&self, id: &str) -> Words {
        let meant = |problem: &&LoadProblem| {
            problem.error.is_refusal() && problem.path.file_stem().is_some_and(|stem| stem == id)
        };
        match self.problems.iter().find(meant) {
            Some(problem) => problem.words(),
            None => Words::new(
                format!("没有“{id}”。请先构建它，或加入它所在的目录"),
                format!("`{id}` is not there: build it, or add the directory that it lies in"),
            ),
        }
    }

    fn code(&self, id: &str) -> Result<(&Slot, &Code), Failure> {
        let slot = self.slot(id)?;
        let prepare = || Code::prepare(&slot.entry, &self.engine, self.cache.as_ref(), &self.limits);
        slot.code.get_or_init(prepare).as_ref().map(|code| (slot, code)).map_err(Failure::clone)
    }

    /// A fresh instance of a plugin.
    fn start(&self, code: &Code) -> Result<(Live, Instance), Failure> {
        let no_clock = |error| {
            let what = Words::new("无法计时，因此不运行任何插件", "is not run, since no time limit can be kept");
            Failure::Unusable(system::cause(&error).between(&what, &Words::default()))
        };
        self.ticker.get_or_init(|| Ticker::start(&self.engine).map_err(no_clock)).as_ref().map_err(Failure::clone)?;
        Live::start(code, &self.limits)
    }
}
