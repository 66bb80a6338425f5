//! Leaf states, and everything that is made from them by merging.

use std::collections::HashMap;

use aftersight_contract::{Args, Column, Context, NO_GROUP, Values, Window, check};

use crate::engine::{Accumulator, Engine, Failure, View};
use crate::kernels;
use crate::parallel;
use crate::role::Role;
use crate::time::{Grain, Zone};

/// Bytes of plugin memory that the groups of one block may take.
const BLOCK_BYTES: usize = 32 << 20;

/// A KPI plugin with its parameters.
#[derive(Clone, Copy)]
pub(crate) struct Kpi<'a> {
    pub(crate) engine: &'a dyn Engine,
    pub(crate) id: &'a str,
    pub(crate) params: &'a Args,
    pub(crate) context: &'a Context,
    pub(crate) state_bytes: usize,
}

impl<'a> Kpi<'a> {
    fn open(&self) -> Result<Box<dyn Accumulator + 'a>, Failure> {
        self.engine.accumulator(self.id, self.params, self.context)
    }

    fn block(&self) -> usize {
        (BLOCK_BYTES / self.state_bytes.max(1)).max(1)
    }
}

/// The states of one role: one row per leaf cell.
pub(crate) struct Leaves {
    role: String,
    pub(crate) window: Window,
    pub(crate) timed: bool,
    pub(crate) grain: Grain,
    /// Which of the KPI's dimensions cut it.
    pub(crate) dims: Vec<usize>,
    /// Per cell: places of its keys in `dims`' order.
    pub(crate) keys: Vec<Vec<u32>>,
    /// Per cell: its leaf interval; 0 where time does not cut.
    pub(crate) intervals: Vec<i32>,
    states: Vec<Column>,
}

/// Accumulates a role leaf by leaf. `maps` translates the role's own key codes to the KPI's, per dimension.
pub(crate) fn accumulate(kpi: Kpi<'_>, role: &Role<'_>, maps: &[Vec<u32>]) -> Result<Leaves, Failure> {
    let groups = Groups::new(kpi.engine, role);
    let count = groups.cells.len();
    let mut states: Vec<Vec<Column>> = Vec::new();
    for begin in (0..count.max(1)).step_by(kpi.block()) {
        let end = (begin + kpi.block()).min(count);
        states.push(accumulate_block(kpi, role, &groups, begin as u32..end as u32)?);
    }
    let rows: Vec<usize> = (0..count).step_by(kpi.block()).map(|begin| kpi.block().min(count - begin)).collect();
    let joined = join(&states, &rows);
    let cells = groups.cells.iter().map(|cell| &role.cells()[*cell as usize]);
    let key = |(keys, _): &(Vec<u32>, i32)| {
        keys.iter().zip(maps).map(|(key, map)| map.get(*key as usize).copied().unwrap_or_default()).collect()
    };
    Ok(Leaves {
        role: role.input.role.clone(),
        window: role.input.window.clone(),
        timed: role.timed,
        grain: role.leaf,
        dims: role.dims.iter().map(|(place, _)| *place).collect(),
        keys: cells.clone().map(key).collect(),
        intervals: cells.map(|(_, interval)| if role.timed { *interval } else { 0 }).collect(),
        states: joined,
    })
}

fn join(blocks: &[Vec<Column>], rows: &[usize]) -> Vec<Column> {
    let Some(template) = blocks.first() else { return Vec::new() };
    let column = |place: usize| {
        let parts: Vec<_> = blocks.iter().zip(rows).map(|(block, rows)| (&block[place], *rows)).collect();
        kernels::concat(&template[place].name, &parts)
    };
    if blocks.len() == 1 { template.clone() } else { (0..template.len()).map(column).collect() }
}

/// The groups of a role: those of its cells that its rows fill, rising.
struct Groups {
    /// Per group: its cell.
    cells: Vec<u32>,
    /// Per part: the group of each row handed in.
    rows: Vec<Vec<u32>>,
}

impl Groups {
    fn new(engine: &dyn Engine, role: &Role<'_>) -> Self {
        let mut rows = parallel::map(engine, role.parts.len(), |part| role.cells_of(part));
        let mut groups = vec![NO_GROUP; role.cells().len()];
        rows.iter().flatten().for_each(|cell| groups[*cell as usize] = 0);
        let mut cells = Vec::new();
        for (cell, group) in groups.iter_mut().enumerate().filter(|(_, group)| **group == 0) {
            *group = cells.len() as u32;
            cells.push(cell as u32);
        }
        if cells.len() < groups.len() {
            rows.iter_mut().flatten().for_each(|cell| *cell = groups[*cell as usize]);
        }
        Self { cells, rows }
    }
}

/// Accumulates the groups of a block over all parts: every thread its own accumulator, merged at the end.
fn accumulate_block(
    kpi: Kpi<'_>,
    role: &Role<'_>,
    all: &Groups,
    block: std::ops::Range<u32>,
) -> Result<Vec<Column>, Failure> {
    let count = block.end - block.start;
    let whole = count as usize == all.cells.len();
    let name = &role.input.role;
    let threads = kpi.engine.parallelism().clamp(1, role.parts.len().max(1));
    let partials = parallel::map(kpi.engine, threads, |thread| {
        let mut accumulator = kpi.open()?;
        for part in (0..role.parts.len()).filter(|part| part % threads == thread) {
            let handed = &role.parts[part];
            let mut groups = std::borrow::Cow::Borrowed(&all.rows[part]);
            let mut rows = std::borrow::Cow::Borrowed(&handed.rows);
            let mut ends = std::borrow::Cow::Borrowed(&handed.ends);
            if !whole {
                let inside: Vec<usize> = (0..groups.len()).filter(|index| block.contains(&groups[*index])).collect();
                groups = std::borrow::Cow::Owned(inside.iter().map(|index| groups[*index] - block.start).collect());
                rows = std::borrow::Cow::Owned(inside.iter().map(|index| handed.rows[*index]).collect());
                ends = std::borrow::Cow::Owned(
                    inside.iter().filter_map(|index| handed.ends.get(*index)).copied().collect(),
                );
            }
            if groups.is_empty() {
                continue;
            }
            let taken: Vec<Column> = if whole && handed.all {
                Vec::new()
            } else {
                role.columns.iter().map(|(_, parts)| kernels::take(&parts[part], &rows)).collect()
            };
            let ends = Column::new("interval_end", Values::Timestamp(ends.into_owned()));
            let mut view = View { rows: groups.len() as u32, columns: Vec::with_capacity(role.columns.len() + 1) };
            for (place, (name, parts)) in role.columns.iter().enumerate() {
                view.columns.push((name, taken.get(place).unwrap_or(parts[part].as_ref())));
            }
            if role.input.columns.contains(&ends.name) {
                view.columns.push((&ends.name, &ends));
            }
            accumulator.update(name, &view, &groups, count)?;
        }
        let state = accumulator.state(name, 0, count)?;
        check::columns(&state, count as usize).map_err(Failure::Malformed)?;
        Ok(state)
    });
    let mut states = partials.into_iter().collect::<Result<Vec<_>, Failure>>()?;
    if states.len() < 2 {
        return Ok(states.pop().unwrap_or_default());
    }
    let groups: Vec<u32> = (0..count).collect();
    let mut merged = kpi.open()?;
    for state in &states {
        merged.merge(name, state, &groups, count)?;
    }
    let state = merged.state(name, 0, count)?;
    check::columns(&state, count as usize).map_err(Failure::Malformed)?;
    Ok(state)
}

/// A row to be computed: an interval of the KPI's grain (none: over all time) and keys for some of its dimensions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Cell {
    pub(crate) interval: Option<i32>,
    /// Per dimension of the KPI; none: over all keys.
    pub(crate) keys: Vec<Option<u32>>,
}

/// Which output intervals a leaf contributes to.
pub(crate) struct Axis<'a> {
    pub(crate) zone: &'a Zone,
    pub(crate) grain: Grain,
    pub(crate) first: i32,
    pub(crate) last: i32,
    /// The last closed interval: what a snapshot over all time shows.
    pub(crate) last_closed: i32,
}

impl Axis<'_> {
    fn targets(&self, leaves: &Leaves, interval: i32, over_time: bool) -> Vec<Option<i32>> {
        if over_time {
            let snapshot = matches!(leaves.window, Window::Span { .. });
            return if !snapshot || interval == self.last_closed { vec![None] } else { Vec::new() };
        }
        let inside = |interval: &i32| (self.first..=self.last).contains(interval);
        match leaves.window {
            Window::Interval | Window::Span { .. } => Some(interval).filter(inside).map(Some).into_iter().collect(),
            Window::Cumulative => (interval.max(self.first)..=self.last).map(Some).collect(),
            Window::TrailingDays(days) => {
                let begin = self.zone.begin(leaves.grain, interval);
                let contributes = |target: &i32| {
                    let end = self.zone.end(self.grain, *target);
                    // Of the interval of grain `all`, the days that end with its last leaf.
                    let end = if self.grain == Grain::All { self.zone.end(leaves.grain, self.last) } else { end };
                    begin < end && begin >= end.saturating_sub(i64::from(days).saturating_mul(86_400_000_000))
                };
                let own = self.zone.interval(self.grain, begin);
                (own..=self.last.min(own.saturating_add(i32::try_from(days).unwrap_or(i32::MAX).saturating_add(1))))
                    .filter(inside)
                    .filter(contributes)
                    .map(Some)
                    .collect()
            }
        }
    }
}

/// Computes rows from leaf states, in blocks that fit the plugin's memory.
pub(crate) fn evaluate(
    kpi: Kpi<'_>,
    leaves: &[Leaves],
    axis: &Axis<'_>,
    cells: &[Cell],
) -> Result<Vec<Column>, Failure> {
    let block = (kpi.block() / leaves.len().max(1)).max(1);
    let mut parts: Vec<(Vec<Column>, usize)> = Vec::new();
    for wanted in cells.chunks(block) {
        parts.push((evaluate_block(kpi, leaves, axis, wanted)?, wanted.len()));
    }
    let Some((template, _)) = parts.iter().max_by_key(|(columns, _)| columns.len()) else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for column in template {
        let missing: Vec<_> =
            parts.iter().map(|(_, rows)| kernels::nulls(&column.name, column.kind(), *rows)).collect();
        let of = |(place, (columns, rows)): (usize, &(Vec<Column>, usize))| {
            (columns.iter().find(|other| other.name == column.name).unwrap_or(&missing[place]).clone(), *rows)
        };
        let found: Vec<_> = parts.iter().enumerate().map(of).collect();
        let found: Vec<_> = found.iter().map(|(column, rows)| (column, *rows)).collect();
        out.push(kernels::concat(&column.name, &found));
    }
    Ok(out)
}

fn evaluate_block(kpi: Kpi<'_>, leaves: &[Leaves], axis: &Axis<'_>, cells: &[Cell]) -> Result<Vec<Column>, Failure> {
    let mut accumulator = kpi.open()?;
    let mut links: Vec<(&str, Vec<u32>)> = Vec::new();
    for role in leaves {
        // The role's own groups: what is left of a cell when time and dimensions that do not cut the role are dropped.
        let mut groups: HashMap<Cell, u32> = HashMap::new();
        let mut link = Vec::with_capacity(cells.len());
        for cell in cells {
            let own = Cell {
                interval: cell.interval.filter(|_| role.timed),
                keys: role.dims.iter().map(|dim| cell.keys[*dim]).collect(),
            };
            let next = groups.len() as u32;
            link.push(*groups.entry(own).or_insert(next));
        }
        let masks: std::collections::BTreeSet<(bool, Vec<bool>)> = groups
            .keys()
            .map(|cell| (cell.interval.is_none(), cell.keys.iter().map(Option::is_some).collect()))
            .collect();
        let (mut rows, mut targets) = (Vec::new(), Vec::new());
        for (leaf, (keys, interval)) in role.keys.iter().zip(&role.intervals).enumerate() {
            for (over_time, kept) in &masks {
                let keys: Vec<_> = keys.iter().zip(kept).map(|(key, kept)| kept.then_some(*key)).collect();
                let intervals = if role.timed { axis.targets(role, *interval, *over_time) } else { vec![None] };
                for interval in intervals {
                    if let Some(group) = groups.get(&Cell { interval, keys: keys.clone() }) {
                        rows.push(leaf as u32);
                        targets.push(*group);
                    }
                }
            }
        }
        let state: Vec<_> = role.states.iter().map(|column| kernels::take(column, &rows)).collect();
        accumulator.merge(&role.role, &state, &targets, groups.len() as u32)?;
        links.push((&role.role, link));
    }
    let links: Vec<(&str, &[u32])> = links.iter().map(|(role, groups)| (*role, groups.as_slice())).collect();
    let columns = accumulator.evaluate(cells.len() as u32, &links)?;
    check::columns(&columns, cells.len()).map_err(Failure::Malformed)?;
    Ok(columns)
}
