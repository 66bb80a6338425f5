//! Which cleaners a table goes through, in which order, with which parameters.

use std::sync::OnceLock;

use aftersight_contract::manifest::{Manifest, Phase, PluginKind, Scope, resolve};

use crate::clean::Step;
use crate::config::{CleanStep, Config, Given};
use crate::engine::{Engine, Plugin};
use crate::error::RunError;

/// The chain of a table in a phase: every cleaner whose manifest names the table, as the pipeline file changes it.
///
/// # Errors
/// Unknown plugins, wrong parameters.
pub(crate) fn chain(
    engine: &dyn Engine,
    config: &Config,
    table: &str,
    phase: Phase,
    timezone: &str,
) -> Result<Vec<Step>, RunError> {
    let mut chosen: Vec<(u32, &Plugin, Option<&CleanStep>)> = Vec::new();
    for plugin in engine.plugins() {
        let Some(facts) = plugin.manifest.cleaner.as_ref().filter(|facts| facts.phase == phase) else { continue };
        let said = |step: &&CleanStep| {
            step.plugin == plugin.manifest.id && step.table.as_ref().is_none_or(|named| named == table)
        };
        let step = config.cleaners.iter().rev().find(said);
        let named = step.is_some_and(|step| step.table.is_some());
        let usual = facts.tables.is_empty() || facts.tables.iter().any(|name| name == table);
        if facts.scope == Scope::Row && step.is_none_or(|step| step.enabled) && (usual || named) {
            chosen.push((facts.order, plugin, step));
        }
    }
    chosen.sort_by(|left, right| (left.0, &left.1.manifest.id).cmp(&(right.0, &right.1.manifest.id)));
    chosen.into_iter().map(|(_, plugin, step)| self::step(plugin, step, table, timezone)).collect()
}

/// Fills in what the pipeline knows of a cleaner's parameters and the user left out: the time zone of its source, the table
/// that it cleans.
pub(crate) fn fill(manifest: &Manifest, given: &mut Given, table: &str, timezone: &str) {
    for (name, known) in [("timezone", timezone), ("table", table)] {
        if manifest.parameter(name).is_some() {
            given.entry(name.to_owned()).or_insert_with(|| known.into());
        }
    }
}

fn step(plugin: &Plugin, step: Option<&CleanStep>, table: &str, timezone: &str) -> Result<Step, RunError> {
    let manifest = &plugin.manifest;
    let mut given = step.map(|step| step.params.clone()).unwrap_or_default();
    fill(manifest, &mut given, table, timezone);
    let params = resolve(manifest, &given).map_err(|error| RunError::parameter(&manifest.id, &error))?;
    let facts = manifest.cleaner.clone().unwrap_or_default();
    Ok(Step {
        id: manifest.id.clone(),
        params,
        masks: facts.masks,
        mandatory: facts.mandatory,
        failed: false,
        columns: OnceLock::new(),
    })
}

/// Every `[[clean]]` names a cleaner that is there.
///
/// # Errors
/// With the ones there are.
pub(crate) fn check(engine: &dyn Engine, config: &Config) -> Result<(), RunError> {
    for step in &config.cleaners {
        find(engine, &step.plugin, &[PluginKind::Cleaner])?;
    }
    Ok(())
}

/// The plugin of an id, if it is of one of the kinds.
///
/// # Errors
/// With the ids there are.
pub(crate) fn find<'a>(engine: &'a dyn Engine, id: &str, kinds: &[PluginKind]) -> Result<&'a Plugin, RunError> {
    if let Some(plugin) = engine.plugin(id).filter(|plugin| kinds.contains(&plugin.manifest.kind)) {
        return Ok(plugin);
    }
    let known = engine.plugins();
    let known: Vec<_> = known
        .iter()
        .filter(|plugin| kinds.contains(&plugin.manifest.kind))
        .map(|plugin| plugin.manifest.id.as_str())
        .collect();
    let words = RunError::unknown("没有这个插件", "there is no such plugin", id, &known).0;
    Err(RunError::step(id, words.zh, words.en))
}
