//! The pipeline's way to a plugin, over transpiled components.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use aftersight_contract::manifest::{Manifest, PluginKind, Words};
use aftersight_contract::{Args, Context, Input, Table};
use aftersight_pipeline::engine::{Accumulator, Analyzer, Cleaner, Engine, Failure, Plugin};
use aftersight_pipeline::limits::Limits;
use js_sys::Function;
use send_wrapper::SendWrapper;

use crate::crowd::Crowd;
use crate::instance::{Entry, House, Live};
use crate::opened::{JsAccumulator, JsAnalyzer, JsCleaner};
use crate::{Watch, from_js, to_js};

/// Plugins as JavaScript handed them in. The pipeline wants an engine that threads could share; here there is one thread, and
/// [`SendWrapper`] would stop a second.
pub(crate) struct JsEngine {
    entries: BTreeMap<String, SendWrapper<Rc<Entry>>>,
    house: SendWrapper<Rc<House>>,
}

impl std::fmt::Debug for JsEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.entries.keys()).finish()
    }
}

impl JsEngine {
    pub(crate) fn new(watch: Option<Watch>, limits: Limits) -> Self {
        let crowd = Crowd::new(limits.instances as usize);
        Self { entries: BTreeMap::new(), house: SendWrapper::new(Rc::new(House { limits, watch, crowd })) }
    }

    /// Adds a plugin.
    pub(crate) fn add(
        &mut self,
        toml: &str,
        sha256: String,
        instantiate: Function,
        timed_out: Vec<String>,
    ) -> Result<(), String> {
        let manifest =
            Manifest::parse(toml).map_err(|error| format!("plugin.toml：{}\nplugin.toml: {error}", error.0.zh))?;
        let id = manifest.id.clone();
        let plugin = Plugin { manifest: Arc::new(manifest), sha256 };
        self.entries.insert(id, SendWrapper::new(Rc::new(Entry { plugin, instantiate, timed_out })));
        Ok(())
    }

    fn entry(&self, id: &str) -> Result<&Rc<Entry>, Failure> {
        let entry = self.entries.get(id).map(|entry| &**entry);
        entry.ok_or_else(|| Failure::Unusable(Words::new(format!("没有“{id}”"), format!("`{id}` is not there"))))
    }

    /// A plugin of one of these kinds.
    fn entry_of(&self, id: &str, kinds: &[PluginKind]) -> Result<&Rc<Entry>, Failure> {
        let entry = self.entry(id)?;
        if kinds.contains(&entry.plugin.manifest.kind) {
            return Ok(entry);
        }
        Err(Failure::Unusable(Words::new(format!("“{id}”是另一类插件"), format!("`{id}` is of another kind"))))
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
        let mut live = Live::start(&self.house, self.entry(id)?)?;
        live.call("plan", args, &self.house.limits.plan(), from_js::inputs)
    }

    fn cleaner(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Cleaner + '_>, Failure> {
        let entry = self.entry_of(id, &[PluginKind::Cleaner])?;
        Ok(Box::new(JsCleaner::open(&self.house, entry, params, context)?))
    }

    fn accumulator(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Accumulator + '_>, Failure> {
        let entry = self.entry_of(id, &[PluginKind::Kpi])?;
        Ok(Box::new(JsAccumulator::new(Live::open(&self.house, entry, params, context)?)))
    }

    fn analyzer(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Analyzer + '_>, Failure> {
        let entry = self.entry_of(id, &[PluginKind::Alert, PluginKind::Insight])?;
        Ok(Box::new(JsAnalyzer::new(Live::open(&self.house, entry, params, context)?)))
    }

    fn parallelism(&self) -> usize {
        1
    }

    fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(task);
    }
}
