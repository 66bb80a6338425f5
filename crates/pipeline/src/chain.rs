//! Which cleaners a table goes through, in which order, with which parameters.

use std::sync::OnceLock;

use aftersight_contract::Field;
use aftersight_contract::manifest::{Manifest, Phase, PluginKind, Scope, resolve};

use crate::clean::Step;
use crate::config::{CleanStep, Config, Given};
use crate::engine::{Engine, Plugin};
use crate::error::RunError;
use crate::profile::UsedProfile;

/// Where a chain runs.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) table: &'a str,
    pub(crate) phase: Phase,
    pub(crate) timezone: &'a str,
    /// The table's columns, where they are known: what has the scope `row` does not ask.
    pub(crate) fields: &'a [Field],
    /// What the profile of the only source says.
    pub(crate) profile: Option<&'a UsedProfile>,
}

/// The chain of a table in a phase: every cleaner of a scope that is wanted whose manifest names the table, as the pipeline
/// file changes it.
///
/// # Errors
/// Unknown plugins, wrong parameters, key columns that are not there.
pub(crate) fn chain(
    engine: &dyn Engine,
    config: &Config,
    place: Place<'_>,
    wanted: impl Fn(Scope) -> bool,
) -> Result<Vec<Step>, RunError> {
    let mut chosen: Vec<(u32, &Plugin, Option<&CleanStep>)> = Vec::new();
    for plugin in engine.plugins() {
        let Some(facts) = plugin.manifest.cleaner.as_ref().filter(|facts| facts.phase == place.phase) else { continue };
        let said = |step: &&CleanStep| {
            step.plugin == plugin.manifest.id && step.table.as_ref().is_none_or(|named| named == place.table)
        };
        let step = config.cleaners.iter().rev().find(said);
        let named = step.is_some_and(|step| step.table.is_some());
        let usual = facts.tables.is_empty() || facts.tables.iter().any(|name| name == place.table);
        if wanted(facts.scope) && step.is_none_or(|step| step.enabled) && (usual || named) {
            chosen.push((facts.order, plugin, step));
        }
    }
    chosen.sort_by(|left, right| (left.0, &left.1.manifest.id).cmp(&(right.0, &right.1.manifest.id)));
    let steps = chosen.into_iter().map(|(_, plugin, step)| self::step(plugin, step, place));
    steps.filter_map(Result::transpose).collect()
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

/// The columns that make a cleaner's key in a table: those given, else the first list of its manifest that the table has;
/// empty if there is none. They are filled into the parameter `key`.
///
/// # Errors
/// A given column that the table lacks.
pub(crate) fn fill_key(
    manifest: &Manifest,
    given: &mut Given,
    table: &str,
    has: impl Fn(&str) -> bool,
) -> Result<Vec<String>, RunError> {
    let declared = manifest.parameter("key").is_some();
    let texts =
        |value: &toml::Value| Some(value.as_array()?.iter().filter_map(|it| it.as_str()).map(str::to_owned).collect());
    let named: Vec<String> = given.get("key").filter(|_| declared).and_then(texts).unwrap_or_default();
    if let Some(lacking) = named.iter().find(|name| !has(name)) {
        return Err(RunError::step(
            &manifest.id,
            format!("表“{table}”没有键列“{lacking}”，请修改参数 key"),
            format!("the table `{table}` has no column `{lacking}`: correct the parameter `key`"),
        ));
    }
    if !named.is_empty() {
        return Ok(named);
    }
    let lists = manifest.cleaner.iter().flat_map(|facts| facts.keys.get(table)).flatten();
    let key = lists.into_iter().find(|key| key.iter().all(|name| has(name))).cloned().unwrap_or_default();
    if declared {
        given.insert("key".to_owned(), key.clone().into());
    }
    Ok(key)
}

/// A step with its parameters; none where the table has nothing that could be its key.
fn step(plugin: &Plugin, step: Option<&CleanStep>, place: Place<'_>) -> Result<Option<Step>, RunError> {
    let manifest = &plugin.manifest;
    let mut given = step.map(|step| step.params.clone()).unwrap_or_default();
    if let Some(profile) = place.profile {
        profile.fill(manifest, &mut given, place.table);
    }
    fill(manifest, &mut given, place.table, place.timezone);
    let facts = manifest.cleaner.clone().unwrap_or_default();
    let mut key = Vec::new();
    if facts.scope == Scope::Key {
        let has = |name: &str| place.fields.iter().any(|field| field.name == name);
        key = fill_key(manifest, &mut given, place.table, has)?;
        if key.is_empty() {
            let Some(table) = step.and_then(|step| step.table.as_ref()) else { return Ok(None) };
            return Err(RunError::step(
                &manifest.id,
                format!("不知道表“{table}”的键列，请给出参数 key"),
                format!("what makes the key of the table `{table}` is not known: give the parameter `key`"),
            ));
        }
    }
    let params = resolve(manifest, &given).map_err(|error| RunError::parameter(&manifest.id, &error))?;
    Ok(Some(Step {
        id: manifest.id.clone(),
        params,
        scope: facts.scope,
        key,
        masks: facts.masks,
        mandatory: facts.mandatory,
        failed: false,
        columns: OnceLock::new(),
    }))
}

/// Every `[[clean]]` names a cleaner that is there.
///
/// # Errors
/// With the ones there are.
pub(crate) fn check(engine: &dyn Engine, config: &Config) -> Result<(), RunError> {
    for step in &config.cleaners {
        let plugin = find(engine, &step.plugin, &[PluginKind::Cleaner])?;
        // Those that see whole tables come late: their mistakes are told before anything is read.
        let resolved = resolve(&plugin.manifest, &step.params).map(drop);
        resolved.or_else(|error| if step.enabled { Err(RunError::parameter(&step.plugin, &error)) } else { Ok(()) })?;
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
