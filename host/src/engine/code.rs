//! A plugin made ready to run: its machine code, and where its functions are.

use aftersight_contract::manifest::{Cause, PluginKind, Words};
use aftersight_pipeline::engine::Failure;
use aftersight_pipeline::limits::Limits;
use wasmtime::Engine;
use wasmtime::component::{Component, InstancePre, Linker};

use super::bindings::{analysing, cleaning, measuring};
use super::bounds::Bounds;
use super::cache::CodeCache;
use super::digest::{hex, sha256};
use super::library::{self, Entry};

/// Where a plugin's machine code came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was compiled now.
    Compiled,
    /// An earlier run compiled it.
    Cached,
}

/// A plugin that can be instantiated.
pub(super) struct Code {
    pub(super) pre: InstancePre<Bounds>,
    pub(super) exports: Exports,
    pub(super) origin: Origin,
}

/// Where the functions of the plugin's interface are.
pub(super) enum Exports {
    Cleaning(cleaning::GuestIndices),
    Measuring(measuring::GuestIndices),
    Analysing(analysing::GuestIndices),
}

impl Code {
    /// Loads a plugin's code, or compiles it.
    pub(super) fn prepare(
        entry: &Entry,
        engine: &Engine,
        cache: Option<&CodeCache>,
        limits: &Limits,
    ) -> Result<Self, Failure> {
        let digest = &entry.plugin.sha256;
        match cache.and_then(|cache| cache.load(engine, digest)) {
            Some(component) => Self::link(entry, engine, &component, Origin::Cached),
            None => {
                let component = compile(entry, engine, limits)?;
                let code = Self::link(entry, engine, &component, Origin::Compiled)?;
                if let Some(cache) = cache {
                    cache.store(digest, &component);
                }
                Ok(code)
            }
        }
    }

    fn link(entry: &Entry, engine: &Engine, component: &Component, origin: Origin) -> Result<Self, Failure> {
        // An empty linker: what imports anything cannot be instantiated, whatever its manifest says.
        let pre = Linker::new(engine).instantiate_pre(component).map_err(|error| unusable(entry, &error))?;
        let exports = match entry.plugin.manifest.kind {
            PluginKind::Cleaner => cleaning::GuestIndices::new(&pre).map(Exports::Cleaning),
            PluginKind::Kpi => measuring::GuestIndices::new(&pre).map(Exports::Measuring),
            PluginKind::Alert | PluginKind::Insight => analysing::GuestIndices::new(&pre).map(Exports::Analysing),
        };
        Ok(Self { pre, exports: exports.map_err(|error| unusable(entry, &error))?, origin })
    }
}

fn compile(entry: &Entry, engine: &Engine, limits: &Limits) -> Result<Component, Failure> {
    let id = &entry.plugin.manifest.id;
    let bytes = library::read(&entry.path, limits).map_err(|error| {
        let Words { zh, en } = error.words();
        Failure::Unusable(Words::new(format!("“{id}”{zh}"), format!("`{id}` {en}")))
    })?;
    // Results name the digest that was read at the start: other bytes must not run under it.
    if hex(&sha256(&[&bytes])) != entry.plugin.sha256 {
        return Err(Failure::Unusable(Words::new(
            format!("“{id}”的文件在使用时被改动，请重新运行"),
            format!("`{id}` was changed while it was in use: run again"),
        )));
    }
    Component::new(engine, &bytes).map_err(|error| unusable(entry, &error))
}

/// The plugin cannot be used, for a reason that only compiling or linking showed.
pub(super) fn unusable(entry: &Entry, error: &wasmtime::Error) -> Failure {
    let id = &entry.plugin.manifest.id;
    let what = Words::new(format!("“{id}”不是有效的插件"), format!("`{id}` is not a valid plugin"));
    let cure = Words::new("，请用 SDK 重新构建", "; rebuild it with the SDK");
    Failure::Unusable(Cause::technical(error.root_cause()).between(&what, &cure))
}
