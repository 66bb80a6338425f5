//! Which rules clean which tables, with which parameters: the part of the account that lets somebody else do it again.

use std::collections::{BTreeMap, BTreeSet};

use aftersight_contract::Args;
use aftersight_contract::manifest::Phase;

use crate::clean::Step;
use crate::engine::Engine;
use crate::parameters;
use crate::results::CleanerResult;
use crate::stage::Source;
use crate::time::Zone;

/// A step of a table's chain: for one of its sources, or for the table as a whole.
#[derive(Debug)]
pub(crate) struct Used {
    plugin: String,
    params: Args,
    table: String,
    source: Option<usize>,
}

impl Used {
    /// The steps of a chain.
    pub(crate) fn of<'a>(steps: &'a [Step], table: &'a str, source: Option<usize>) -> impl Iterator<Item = Self> + 'a {
        steps.iter().map(move |step| Self {
            plugin: step.id.clone(),
            params: step.params.clone(),
            table: table.to_owned(),
            source,
        })
    }
}

/// One entry per rule and set of parameters, in the order in which rules run.
pub(crate) fn results(engine: &dyn Engine, used: &[Used], sources: &[Source<'_>], zone: &Zone) -> Vec<CleanerResult> {
    type Place = (bool, u32, String);
    let mut known: BTreeMap<(Place, String), (CleanerResult, BTreeSet<usize>)> = BTreeMap::new();
    for one in used {
        let Some(plugin) = engine.plugin(&one.plugin) else { continue };
        let manifest = &plugin.manifest;
        let facts = manifest.cleaner.clone().unwrap_or_default();
        let mut params = parameters::shown(manifest, &one.params, zone);
        // A rule is told its table in a parameter: `tables` says it.
        if params.get("table").and_then(serde_json::Value::as_str) == Some(&one.table) {
            params.remove("table");
        }
        let place = (facts.phase == Phase::Linked, facts.order, manifest.id.clone());
        let (result, of) = known.entry((place, format!("{params:?}"))).or_insert_with(|| {
            let result = CleanerResult {
                plugin: manifest.id.clone(),
                version: manifest.version.clone(),
                sha256: plugin.sha256.clone(),
                title: manifest.title.clone(),
                tables: Vec::new(),
                inputs: Vec::new(),
                params,
            };
            (result, BTreeSet::new())
        });
        of.extend(one.source);
        if let Err(place) = result.tables.binary_search(&one.table) {
            result.tables.insert(place, one.table.clone());
        }
    }
    let finished = known.into_values().map(|(mut result, of)| {
        let every = sources
            .iter()
            .enumerate()
            .all(|(index, source)| of.contains(&index) || !result.tables.contains(&source.table));
        if !of.is_empty() && !every {
            result.inputs = of.iter().map(|index| sources[*index].name.clone()).collect();
        }
        result
    });
    finished.collect()
}
