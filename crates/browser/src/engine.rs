//! The pipeline's way to a plugin, over transpiled components.

use std::collections::BTreeMap;
use std::sync::Arc;

use aftersight_contract::manifest::{Manifest, PluginKind};
use aftersight_contract::{Args, Context, Input, Table, VERSION};
use aftersight_pipeline::engine::{Accumulator, Analyzer, Cleaner, Engine, Failure, Plugin};
use js_sys::{Function, Reflect};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;

use crate::failure::thrown;
use crate::limits::{Load, PLAN};
use crate::opened::{JsAnalyzer, Target};
use crate::{Watch, from_js, to_js};

/// Plugins as JavaScript handed them in. The pipeline wants an engine that threads could share; here there is one thread, and
/// [`SendWrapper`] would stop a second.
#[derive(Default)]
pub(crate) struct JsEngine {
    entries: BTreeMap<String, Entry>,
    watch: Option<SendWrapper<Watch>>,
}

impl std::fmt::Debug for JsEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.entries.keys()).finish()
    }
}

struct Entry {
    plugin: Plugin,
    instantiate: SendWrapper<Function>,
    timed_out: bool,
}

impl JsEngine {
    pub(crate) fn new(watch: Option<Watch>) -> Self {
        Self { entries: BTreeMap::new(), watch: watch.map(SendWrapper::new) }
    }

    /// Adds a plugin.
    pub(crate) fn add(
        &mut self,
        toml: &str,
        sha256: String,
        instantiate: Function,
        timed_out: bool,
    ) -> Result<(), String> {
        let manifest = Manifest::parse(toml).map_err(|error| format!("plugin.toml: {error}"))?;
        let id = manifest.id.clone();
        let plugin = Plugin { manifest: Arc::new(manifest), sha256 };
        self.entries.insert(id, Entry { plugin, instantiate: SendWrapper::new(instantiate), timed_out });
        Ok(())
    }

    /// A fresh instance of a plugin, ready to be called.
    fn instance(&self, id: &str) -> Result<Target<'_>, Failure> {
        let Some((id, entry)) = self.entries.get_key_value(id) else {
            return Err(Failure::Unusable(format!("there is no plugin `{id}`")));
        };
        if entry.timed_out {
            return Err(Failure::TimedOut);
        }
        let exports = entry.instantiate.call0(&JsValue::UNDEFINED).map_err(|error| thrown(&error))?;
        let interface = format!("{}@{VERSION}", entry.plugin.manifest.kind.interface());
        let object = Reflect::get(&exports, &interface.as_str().into()).unwrap_or_default();
        if !object.is_object() {
            return Err(Failure::Unusable(format!("plugin `{id}` does not export `{interface}`")));
        }
        let state_bytes = entry.plugin.manifest.kpi.as_ref().map_or(0, |kpi| kpi.state_bytes_per_group);
        Ok(Target { id, watch: self.watch.as_deref(), state_bytes, object })
    }

    /// Opens a plugin, if it is one of these kinds.
    fn open(&self, id: &str, params: &Args, context: &Context, kinds: &[PluginKind]) -> Result<Target<'_>, Failure> {
        let functions = self.instance(id)?;
        if !self.plugin(id).is_some_and(|plugin| kinds.contains(&plugin.manifest.kind)) {
            return Err(Failure::Unusable(format!("plugin `{id}` is of another kind")));
        }
        let args = [to_js::args(params), to_js::context(context)];
        let object = functions.call("open", args, Load::default())?;
        Ok(Target { object, ..functions })
    }
}

impl Engine for JsEngine {
    fn plugin(&self, id: &str) -> Option<&Plugin> {
        self.entries.get(id).map(|entry| &entry.plugin)
    }

    fn plugins(&self) -> Vec<&Plugin> {
        self.entries.values().map(|entry| &entry.plugin).collect()
    }

    fn plan(&self, id: &str, params: &Args, tables: &[Table]) -> Result<Vec<Input>, Failure> {
        let args = [to_js::args(params), to_js::tables(tables)];
        PLAN.check(from_js::inputs(&self.instance(id)?.call("plan", args, Load::default())?)?)
    }

    fn cleaner(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Cleaner + '_>, Failure> {
        Ok(Box::new(self.open(id, params, context, &[PluginKind::Cleaner])?))
    }

    fn accumulator(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Accumulator + '_>, Failure> {
        Ok(Box::new(self.open(id, params, context, &[PluginKind::Kpi])?))
    }

    fn analyzer(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Analyzer + '_>, Failure> {
        let target = self.open(id, params, context, &[PluginKind::Alert, PluginKind::Insight])?;
        Ok(Box::new(JsAnalyzer { target, seen: Load::default() }))
    }

    fn parallelism(&self) -> usize {
        1
    }

    fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(task);
    }
}
