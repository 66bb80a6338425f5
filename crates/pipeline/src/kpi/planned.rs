//! A step with its plan.

use aftersight_contract::manifest::{PluginKind, resolve};
use aftersight_contract::{Args, Context, Input, Table as Schema};

use crate::chain;
use crate::config::{Given, KpiStep};
use crate::engine::{Accumulator, Engine, Failure, Plugin};
use crate::error::RunError;
use crate::inputs;
use crate::parameters;
use crate::results::{KpiResult, Row};
use crate::table::Tables;
use crate::time::{Grain, Zone};

/// A step with its plan.
pub(crate) struct Planned<'a> {
    pub(crate) plugin: &'a Plugin,
    pub(crate) name: String,
    pub(super) params: Args,
    preset: Option<String>,
    pub(super) inputs: Vec<Input>,
}

/// Resolves parameters and asks the plugin what it wants to see.
pub(crate) fn plan<'a>(
    engine: &'a dyn Engine,
    step: &KpiStep,
    schema: &[Schema],
) -> Result<Result<Planned<'a>, Failure>, RunError> {
    let plugin = chain::find(engine, &step.plugin, &[PluginKind::Kpi])?;
    let name = step.name();
    let params = resolve(&plugin.manifest, &step.params).map_err(|error| RunError::parameter(&name, &error))?;
    let preset = preset(plugin, &step.params);
    let inputs = engine.plan(&step.plugin, &params, schema).and_then(inputs::distinct_roles);
    Ok(inputs.map(|inputs| Planned { plugin, name, params, preset, inputs }))
}

impl<'a> Planned<'a> {
    /// The roles.
    pub(crate) fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The dimensions that always cut it.
    pub(crate) fn dimensions(&self) -> &[String] {
        self.plugin.manifest.kpi.as_ref().map_or(&[], |facts| &facts.dimensions)
    }

    /// An accumulator of the plugin.
    ///
    /// # Errors
    /// The plugin's failure.
    pub(crate) fn open<'e>(
        &self,
        engine: &'e dyn Engine,
        context: &Context,
    ) -> Result<Box<dyn Accumulator + 'e>, Failure> {
        engine.accumulator(&self.plugin.manifest.id, &self.params, context)
    }

    /// Its result without a figure.
    pub(crate) fn result(&self, grain: Grain, by: &[String], zone: &Zone) -> KpiResult {
        let manifest = &self.plugin.manifest;
        let facts = manifest.kpi.as_ref();
        KpiResult {
            name: self.name.clone(),
            plugin: manifest.id.clone(),
            version: manifest.version.clone(),
            sha256: self.plugin.sha256.clone(),
            title: manifest.title.clone(),
            params: parameters::shown(manifest, &self.params, zone),
            preset: self.preset.clone(),
            unit: facts.map(|facts| facts.unit).unwrap_or_default(),
            direction: facts.map(|facts| facts.direction).unwrap_or_default(),
            time_basis: facts.map(|facts| facts.time_basis).unwrap_or_default(),
            grain: grain.name().to_owned(),
            by: by.to_vec(),
            rows: Vec::new(),
            series: Vec::new(),
            groups: Vec::new(),
            total: Row::default(),
            targets: Vec::new(),
            peers: Vec::new(),
        }
    }
}

fn preset(plugin: &Plugin, given: &Given) -> Option<String> {
    let chosen = given.get("preset").and_then(|preset| preset.as_str().map(str::to_owned));
    chosen.or_else(|| plugin.manifest.presets.first().map(|preset| preset.name.clone()))
}

/// Where the tables of a plan are: those of the data, or those made of the run itself.
pub(crate) fn home<'a>(tables: [&'a Tables; 2], inputs: &[Input]) -> &'a Tables {
    let made = |input: &Input| tables[1].get(&input.table).is_some();
    tables[usize::from(!inputs.is_empty() && inputs.iter().all(made))]
}
