//! One KPI step: plan, cut, accumulate, evaluate.

mod figures;
mod planned;

use std::collections::{BTreeMap, BTreeSet};

use aftersight_contract::{Column, Context, Values};

use crate::config::KpiStep;
use crate::cube::{self, Axis, Cell, Kpi, Leaves};
use crate::dims::{self, Dimension};
use crate::engine::{Engine, Failure};
use crate::error::RunError;
use crate::inputs;
use crate::message;
use crate::results::{FailureResult, KpiResult, Row};
use crate::role::{Clock, Seen};
use crate::stop::Stop;
use crate::table::Tables;
use crate::time::Grain;

pub(crate) use figures::{as_float, check_value, complete, fields, json};
pub(crate) use planned::{Planned, home, plan};

/// The most rows that one KPI may have.
pub const MAX_CELLS: usize = 1_000_000;

/// A KPI with its result columns, as alerts read it.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The result.
    pub result: KpiResult,
    /// What alerts read: one row per row of `result.rows`, in that order.
    pub(crate) series: Series,
}

/// The rows of a KPI as columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Series {
    pub(crate) rows: usize,
    pub(crate) columns: Vec<Column>,
}

/// What came of a step.
pub(crate) enum Outcome {
    Measured(Box<Measured>),
    /// Its inputs are not there.
    Missing(Vec<String>),
    /// Its inputs are null because the rule that cleans them failed.
    Nulled(Vec<String>),
    Failed(FailureResult),
}

/// Runs a planned step.
///
/// # Errors
/// What the user must mend: dimensions, conditions, too many cells.
pub(crate) fn measure(
    engine: &dyn Engine,
    tables: &Tables,
    context: &Context,
    clock: Clock<'_>,
    step: &KpiStep,
    planned: &Planned<'_>,
    named: bool,
) -> Result<Outcome, RunError> {
    let absent = inputs::missing(tables, &planned.inputs, planned.dimensions(), named.then_some(&step.params));
    if !absent.is_empty() {
        return Ok(Outcome::Missing(absent));
    }
    let nulled = inputs::nulled(tables, &planned.inputs);
    if !nulled.is_empty() {
        return Ok(Outcome::Nulled(nulled));
    }
    let cut = Cut::make(engine, tables, context, clock, step, planned);
    outcome(engine, planned, cut.and_then(|cut| cut.results()))
}

/// What came of a step that was computed: a mistake of the user's stops the run, a plugin fails alone.
///
/// # Errors
/// What the user must mend.
pub(crate) fn outcome(
    engine: &dyn Engine,
    planned: &Planned<'_>,
    measured: Result<Measured, Stop>,
) -> Result<Outcome, RunError> {
    match measured {
        Ok(measured) => Ok(Outcome::Measured(Box::new(measured))),
        Err(Stop::User(RunError(words))) => Err(RunError::step(&planned.name, words.zh, words.en)),
        Err(Stop::Plugin(failure)) => Ok(Outcome::Failed(failed(engine, planned, &failure))),
    }
}

/// The entry for a KPI whose plugin failed.
fn failed(engine: &dyn Engine, planned: &Planned<'_>, failure: &Failure) -> FailureResult {
    FailureResult {
        step: planned.name.clone(),
        plugin: planned.plugin.manifest.id.clone(),
        message: message::failure(engine, &planned.plugin.manifest.id, failure),
        consequence: aftersight_contract::manifest::Words {
            zh: "该指标没有结果，依赖它的预警不会运行".to_owned(),
            en: "this KPI has no result, and alerts that stand on it do not run".to_owned(),
        },
    }
}

/// A KPI cut into leaves.
struct Cut<'a> {
    kpi: Kpi<'a>,
    clock: Clock<'a>,
    planned: &'a Planned<'a>,
    by: Vec<String>,
    dimensions: Vec<Dimension>,
    grain: Grain,
    leaves: Vec<Leaves>,
    lag: i64,
}

impl<'a> Cut<'a> {
    fn make(
        engine: &'a dyn Engine,
        tables: &'a Tables,
        context: &'a Context,
        clock: Clock<'a>,
        step: &KpiStep,
        planned: &'a Planned<'a>,
    ) -> Result<Self, Stop> {
        let facts = planned.plugin.manifest.kpi.as_ref();
        let mut by: Vec<String> = facts.map(|facts| facts.dimensions.clone()).unwrap_or_default();
        by.extend(step.by.iter().filter(|name| !facts.is_some_and(|facts| facts.dimensions.contains(name))).cloned());
        let mut seen = Vec::new();
        for input in &planned.inputs {
            let role = Seen::new(engine, tables, input, &by, clock);
            seen.push(role.map_err(|stop| stop.blame(tables, &planned.inputs, &step.params))?);
        }
        let spans = seen.iter().filter_map(|role| role.span(clock));
        let span = spans.reduce(|(first, last), (begin, end)| (first.min(begin), last.max(end)));
        let timed = seen.is_empty() || seen.iter().any(Seen::is_timed);
        let grain = step.grain.unwrap_or_else(|| Grain::suiting(span.map_or(0, |(first, last)| last - first)));
        // What no time cuts has one interval.
        let grain = if timed { grain } else { Grain::All };
        let roles: Vec<_> = seen.into_iter().map(|role| role.hand(engine, clock, grain)).collect();
        let mut dimensions = Vec::new();
        let mut maps: Vec<BTreeMap<usize, Vec<u32>>> = vec![BTreeMap::new(); roles.len()];
        for place in 0..by.len() {
            let coded = |role: &'_ crate::role::Role<'_>| role.dims.iter().position(|(dim, _)| *dim == place);
            let having: Vec<_> =
                roles.iter().enumerate().filter_map(|(index, role)| Some((index, role.dims[coded(role)?].1))).collect();
            let (mut dimension, mut places) = dims::unite(&having.iter().map(|(_, coded)| *coded).collect::<Vec<_>>());
            if let Some(top) = step.top.map(|top| top.get() as usize).filter(|top| *top < dimension.keys.len()) {
                let mut rows = vec![0_u64; dimension.keys.len()];
                for ((index, coded), map) in having.iter().zip(&places) {
                    for (handed, codes) in roles[*index].parts.iter().zip(&coded.codes) {
                        handed.rows.iter().for_each(|row| rows[map[codes[*row as usize] as usize] as usize] += 1);
                    }
                }
                let (kept, moved) = dims::keep(&dimension, &rows, top);
                dimension = kept;
                places.iter_mut().flatten().for_each(|place| *place = moved[*place as usize]);
            }
            for ((index, _), map) in having.iter().zip(places) {
                maps[*index].insert(place, map);
            }
            dimensions.push(dimension);
        }
        let kpi = Kpi {
            engine,
            id: &planned.plugin.manifest.id,
            params: &planned.params,
            context,
            state_bytes: facts.map_or(1024, |facts| facts.state_bytes_per_group as usize + 64),
        };
        let mut leaves = Vec::new();
        for (role, maps) in roles.iter().zip(maps) {
            let maps: Vec<_> = maps.into_values().collect();
            leaves.push(cube::accumulate(kpi, role, &maps)?);
        }
        let lag = planned.inputs.iter().map(|input| input.lag).max().unwrap_or(0);
        Ok(Self { kpi, clock, planned, by, dimensions, grain, leaves, lag })
    }

    /// Combinations of keys that occur in the roles that know every dimension any role knows.
    fn combinations(&self) -> Vec<Vec<u32>> {
        let most = self.leaves.iter().map(|leaves| leaves.dims.len()).max().unwrap_or(0);
        let full = self.leaves.iter().filter(|leaves| leaves.dims.len() == most);
        let mut found: BTreeSet<Vec<u32>> = BTreeSet::new();
        for leaves in full {
            for keys in &leaves.keys {
                let mut combination = vec![0; self.by.len()];
                leaves.dims.iter().zip(keys).for_each(|(dim, key)| combination[*dim] = *key);
                found.insert(combination);
            }
        }
        found.into_iter().collect()
    }

    fn results(&self) -> Result<Measured, Stop> {
        let zone = self.clock.zone;
        let intervals = self.leaves.iter().filter(|leaves| leaves.timed).flat_map(|leaves| {
            leaves.intervals.iter().map(|interval| match leaves.grain == self.grain {
                true => *interval,
                false => zone.interval(self.grain, zone.begin(leaves.grain, *interval)),
            })
        });
        let range = intervals.fold(None, |range: Option<(i32, i32)>, at| {
            Some(range.map_or((at, at), |(first, last)| (first.min(at), last.max(at))))
        });
        let timed = self.leaves.iter().any(|leaves| leaves.timed);
        let (first, last) = range.unwrap_or(if timed { (0, -1) } else { (0, 0) });
        let closed = |interval: i32| {
            self.grain == Grain::All || zone.end(self.grain, interval).saturating_add(self.lag) <= self.clock.as_of
        };
        let last_closed = (first..=last).rev().find(|interval| closed(*interval)).unwrap_or(first - 1);
        let axis = Axis { zone, grain: self.grain, first, last, last_closed };
        let keyed = !self.by.is_empty();
        let combinations = self.combinations();
        let count = combinations.len().saturating_mul((i64::from(last) - i64::from(first) + 1) as usize);
        if count > MAX_CELLS {
            return Err(Stop::User(RunError::new(
                format!(
                    "需要 {count} 个单元格，上限为 {MAX_CELLS}：请减少维度、使用更粗的时间粒度，或写 top = 100，只保留行数最多的 100 个取值，其余合并为“其他”"
                ),
                format!(
                    "it would have {count} cells, the limit is {MAX_CELLS}: take fewer dimensions, a coarser grain, or `top = 100`, which keeps the 100 keys with the most rows and gathers the rest as “other”"
                ),
            )));
        }
        let every = |keys: &[u32]| keys.iter().map(|key| Some(*key)).collect::<Vec<_>>();
        let none = vec![None; self.by.len()];
        let at = |interval: i32| Some(interval).filter(|_| timed);
        let mut rows: Vec<Cell> = Vec::with_capacity(count);
        for keys in &combinations {
            rows.extend((first..=last).map(|interval| Cell { interval: at(interval), keys: every(keys) }));
        }
        let series: Vec<Cell> = (first..=last)
            .filter(|_| keyed)
            .map(|interval| Cell { interval: at(interval), keys: none.clone() })
            .collect();
        let groups: Vec<Cell> =
            combinations.iter().filter(|_| keyed).map(|keys| Cell { interval: None, keys: every(keys) }).collect();
        let total = vec![Cell { interval: None, keys: none }];
        let columns = self.evaluate(&axis, &rows)?;
        let show = |cells: &[Cell], columns: &[Column]| -> Vec<Row> {
            cells.iter().enumerate().map(|(index, cell)| self.row(cell, columns, index, &closed)).collect()
        };
        let result = KpiResult {
            rows: show(&rows, &columns),
            series: show(&series, &self.evaluate(&axis, &series)?),
            groups: show(&groups, &self.evaluate(&axis, &groups)?),
            total: show(&total, &self.evaluate(&axis, &total)?).pop().unwrap_or_default(),
            ..self.planned.result(self.grain, &self.by, zone)
        };
        let series = self.series(&rows, columns, &combinations, last_closed, (first, last));
        Ok(Measured { result, series })
    }

    fn evaluate(&self, axis: &Axis<'_>, cells: &[Cell]) -> Result<Vec<Column>, Stop> {
        let columns = cube::evaluate(self.kpi, &self.leaves, axis, cells)?;
        check_value(&columns, cells.len())?;
        Ok(columns)
    }

    fn row(&self, cell: &Cell, columns: &[Column], index: usize, closed: &dyn Fn(i32) -> bool) -> Row {
        let zone = self.clock.zone;
        let keys =
            self.by.iter().zip(&self.dimensions).zip(&cell.keys).filter_map(|((name, dimension), key)| {
                Some((name.clone(), dimension.keys.get((*key)? as usize)?.clone()))
            });
        Row {
            at: cell
                .interval
                .filter(|_| self.grain != Grain::All)
                .map(|interval| zone.rfc3339(zone.begin(self.grain, interval))),
            keys: keys.collect(),
            closed: cell.interval.is_none_or(closed),
            fields: fields(columns, index),
        }
    }

    /// The rows as columns: sorted by series, then time, which is their order already.
    fn series(
        &self,
        cells: &[Cell],
        columns: Vec<Column>,
        combinations: &[Vec<u32>],
        last_closed: i32,
        range: (i32, i32),
    ) -> Series {
        let per = (range.1 - range.0 + 1).max(0) as usize;
        let zone = self.clock.zone;
        let begin = |cell: &Cell| cell.interval.map(|interval| zone.begin(self.grain, interval));
        let end = |cell: &Cell| cell.interval.map(|interval| zone.end(self.grain, interval));
        let mut out = vec![
            Column::new("series", Values::Int64((0..cells.len()).map(|row| (row / per.max(1)) as i64).collect())),
            Column::numbers("at", Values::Timestamp, cells.iter().map(begin)),
            Column::numbers("until", Values::Timestamp, cells.iter().map(end)),
            Column::booleans(
                "closed",
                cells.iter().map(|cell| Some(cell.interval.is_none_or(|interval| interval <= last_closed))),
            ),
        ];
        for (place, name) in self.by.iter().enumerate() {
            let key = |cell: &Cell| Some(self.dimensions[place].keys[cell.keys[place]? as usize].as_str());
            out.push(Column::text(name.clone(), cells.iter().map(key)));
        }
        debug_assert!(cells.is_empty() || cells.len() == combinations.len() * per);
        complete(&mut out, columns, cells.len());
        Series { rows: cells.len(), columns: out }
    }
}
