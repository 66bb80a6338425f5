//! What each preset of a KPI says about the same rows, and which rows make the difference.

use std::collections::{BTreeMap, BTreeSet};

use aftersight_contract::manifest::PluginKind;
use aftersight_contract::{Column, Values};
use aftersight_expr::Expr;

use crate::account;
use crate::behind::{self, Place, Share};
use crate::chain;
use crate::config::KpiStep;
use crate::engine::Engine;
use crate::error::RunError;
use crate::kpi::{self, Outcome, Planned};
use crate::results::{DifferentRow, PresetResult, PresetsResult};
use crate::run::Prepared;
use crate::stop::Stop;
use crate::table::Tables;
use crate::time::Grain;

/// Rows shown as examples for each preset.
const EXAMPLES: usize = 10;

/// Compares the presets of a KPI's plugin, for every step that uses it, or for its defaults where none does; steps that differ
/// in name, dimensions, interval or preset alone are compared once. All figures are over everything up to the moment of the run.
///
/// # Errors
/// A plugin that there is not, is no KPI or has no presets; inputs that are missing; a plugin that fails.
pub fn compare(
    engine: &dyn Engine,
    prepared: &Prepared,
    steps: &[KpiStep],
    id: &str,
) -> Result<Vec<PresetsResult>, RunError> {
    let plugin = chain::find(engine, id, &[PluginKind::Kpi])?;
    if plugin.manifest.presets.is_empty() {
        return Err(RunError::new(
            format!("--compare-presets {id}：这个指标没有预设，无从比较"),
            format!("--compare-presets {id}: this KPI has no presets to compare"),
        ));
    }
    let mut own: Vec<KpiStep> = Vec::new();
    for step in steps.iter().filter(|step| step.plugin == id) {
        let mut step = step.clone();
        step.params.remove("preset");
        if own.iter().all(|known| known.params != step.params) {
            own.push(step);
        }
    }
    if own.is_empty() {
        own.push(KpiStep { plugin: id.to_owned(), ..KpiStep::default() });
    }
    own.iter().map(|step| compared(engine, prepared, step)).collect()
}

/// A preset, what it says, and the rows behind it.
struct Said {
    result: PresetResult,
    rows: BTreeMap<Place, Share>,
    /// Columns that its conditions read, by table.
    reads: BTreeMap<String, BTreeSet<String>>,
}

fn compared(engine: &dyn Engine, prepared: &Prepared, step: &KpiStep) -> Result<PresetsResult, RunError> {
    let plugin = chain::find(engine, &step.plugin, &[PluginKind::Kpi])?;
    let presets = plugin.manifest.presets.iter();
    let said = presets.map(|preset| say(engine, prepared, step, &preset.name)).collect::<Result<Vec<_>, _>>()?;
    let mut said = said.into_iter();
    let base = said.next();
    let mut result = PresetsResult {
        name: step.name(),
        plugin: step.plugin.clone(),
        title: plugin.manifest.title.clone(),
        unit: plugin.manifest.kpi.as_ref().map(|facts| facts.unit).unwrap_or_default(),
        presets: Vec::new(),
    };
    let Some(base) = base else { return Ok(result) };
    let others: Vec<PresetResult> = said.map(|other| difference(&prepared.tables, prepared, &base, other)).collect();
    result.presets.push(base.result);
    result.presets.extend(others);
    Ok(result)
}

fn say(engine: &dyn Engine, prepared: &Prepared, step: &KpiStep, preset: &str) -> Result<Said, RunError> {
    let mut params = step.params.clone();
    params.insert("preset".to_owned(), preset.into());
    let step = KpiStep { params, by: Vec::new(), grain: Some(Grain::All), top: None, ..step.clone() };
    let clock = prepared.clock();
    let schema = prepared.tables.schema();
    let failed = |failure: &crate::engine::Failure| {
        let words = crate::message::failure(engine, &step.plugin, failure);
        RunError::step(&step.name(), words.zh, words.en)
    };
    let planned = kpi::plan(engine, &step, &schema)?.map_err(|failure| failed(&failure))?;
    let outcome = kpi::measure(engine, &prepared.tables, prepared.context(), clock, &step, &planned, true)?;
    let measured = match outcome {
        Outcome::Measured(measured) => measured,
        Outcome::Failed(failure) => return Err(RunError::step(&step.name(), failure.message.zh, failure.message.en)),
        Outcome::Missing(missing) | Outcome::Nulled(missing) => {
            let list = missing.join(", ");
            return Err(RunError::step(
                &step.name(),
                format!("缺少输入：{list}"),
                format!("its inputs are missing: {list}"),
            ));
        }
    };
    let rows =
        behind::rows(engine, &prepared.tables, prepared.context(), clock, &planned).map_err(|stop| match stop {
            Stop::User(error) => error,
            Stop::Plugin(failure) => failed(&failure),
        })?;
    let manifest = &planned.plugin.manifest;
    let known = manifest.presets.iter().find(|known| known.name == preset);
    let result = PresetResult {
        preset: preset.to_owned(),
        title: known.map(|known| known.title.clone()).unwrap_or_default(),
        origin: known.and_then(|known| known.origin.clone()),
        params: measured.result.params.clone(),
        total: measured.result.total.clone(),
        rows_above: rows.values().filter(|share| share.above != 0.0).count() as u64,
        rows_below: rows.values().filter(|share| share.below != 0.0).count() as u64,
        entered_above: 0,
        left_above: 0,
        entered_below: 0,
        left_below: 0,
        examples: Vec::new(),
    };
    Ok(Said { result, rows, reads: reads(&planned) })
}

/// The columns that the conditions of a plan read.
fn reads(planned: &Planned<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let mut reads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for input in planned.inputs() {
        let own = reads.entry(input.table.clone()).or_default();
        own.extend(input.time.clone());
        let expr = input.filter.as_deref().and_then(|text| Expr::parse(text).ok());
        own.extend(expr.iter().flat_map(|expr| expr.columns()).map(str::to_owned));
    }
    reads
}

/// What another preset says, with the rows by which it differs from the first.
fn difference(tables: &Tables, prepared: &Prepared, base: &Said, other: Said) -> PresetResult {
    let mut result = other.result;
    let places: BTreeSet<&Place> = base.rows.keys().chain(other.rows.keys()).collect();
    let mut reads = base.reads.clone();
    for (table, columns) in other.reads {
        reads.entry(table).or_default().extend(columns);
    }
    let mut different: [Vec<(&Place, [Share; 2])>; 2] = Default::default();
    for place in places {
        let of = |rows: &BTreeMap<Place, Share>| rows.get(place).copied().unwrap_or_default();
        let (before, after) = (of(&base.rows), of(&other.rows));
        if before == after {
            continue;
        }
        result.entered_above += u64::from(before.above == 0.0 && after.above != 0.0);
        result.left_above += u64::from(before.above != 0.0 && after.above == 0.0);
        result.entered_below += u64::from(before.below == 0.0 && after.below != 0.0);
        result.left_below += u64::from(before.below != 0.0 && after.below == 0.0);
        // What counts above the line is rarer, and says more.
        let kind = usize::from(before.above.to_bits() == after.above.to_bits());
        if different[kind].len() < EXAMPLES {
            different[kind].push((place, [before, after]));
        }
    }
    for (place, shares) in different.into_iter().flatten().take(EXAMPLES) {
        result.examples.extend(example(tables, prepared, place, shares, reads.get(&place.0)));
    }
    result
}

fn example(
    tables: &Tables,
    prepared: &Prepared,
    (table, part, row): &Place,
    [before, after]: [Share; 2],
    reads: Option<&BTreeSet<String>>,
) -> Option<DifferentRow> {
    let table = tables.get(table)?;
    let held = table.parts.get(*part)?;
    let mut columns = BTreeMap::new();
    let ids = table.fields.iter().map(|field| &field.name).filter(|name| name.ends_with("_id")).take(2);
    for name in ids.chain(reads.into_iter().flatten()) {
        let column = table.column(*part, name);
        columns.extend(column.and_then(|column| Some((name.clone(), cell(prepared, column, *row as usize)?))));
    }
    Some(DifferentRow {
        table: table.name.clone(),
        source: prepared.inputs().get(held.source)?.name.clone(),
        row: held.rows.get(*row as usize).copied()?,
        above: [before.above, after.above],
        below: [before.below, after.below],
        columns,
    })
}

/// A cell as text, a moment by the business clock.
fn cell(prepared: &Prepared, column: &Column, row: usize) -> Option<String> {
    match &column.values {
        Values::Timestamp(values) if column.is_valid(row) => Some(prepared.clock().zone.rfc3339(*values.get(row)?)),
        _ => account::show(column, row),
    }
}
