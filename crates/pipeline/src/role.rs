//! A role's rows: which are handed in, to which leaf interval and key each belongs.

use std::borrow::Cow;

use aftersight_contract::{Column, Input, Values, Window, bitmap};

use crate::calendar::Calendar;
use crate::cells::{Cells, Made, NO_INTERVAL};
use crate::derive;
use crate::dims::{self, Coded};
use crate::engine::Engine;
use crate::error::RunError;
use crate::filter::filter;
use crate::memo::Memo;
use crate::parallel;
use crate::stop::Stop;
use crate::table::{Table, Tables};
use crate::time::{Grain, Zone};

/// The condition that every row fulfils.
const ALL: &str = "true";

/// A role, ready to be counted.
pub(crate) struct Role<'a> {
    pub(crate) input: &'a Input,
    /// The planned columns, part by part.
    pub(crate) columns: Vec<(String, Vec<Cow<'a, Column>>)>,
    /// The rows handed in, part by part.
    pub(crate) parts: Vec<Handed>,
    /// Is it cut by time?
    pub(crate) timed: bool,
    /// The grain of its leaves.
    pub(crate) leaf: Grain,
    /// Its dimensions, by their place among the KPI's; codes are per row of the part.
    pub(crate) dims: Vec<(usize, &'a Coded)>,
    /// The cells of its rows.
    cells: Cow<'a, Cells>,
}

impl Role<'_> {
    /// The cells that may occur: keys of the dimensions, then the interval.
    pub(crate) fn cells(&self) -> &[(Vec<u32>, i32)] {
        &self.cells.cells
    }

    /// The cell of each row handed in of a part.
    pub(crate) fn cells_of(&self, part: usize) -> Vec<u32> {
        let cells = &self.cells.rows[part];
        if is_span(self.input) {
            return cells.clone();
        }
        self.parts[part].rows.iter().map(|row| cells[*row as usize]).collect()
    }
}

/// Rows of one part.
#[derive(Debug, Default)]
pub(crate) struct Handed {
    /// Rows of the part, repeated where a row is open in several intervals.
    pub(crate) rows: Vec<u32>,
    /// Every row once, in order?
    pub(crate) all: bool,
    /// The leaf interval of each, for spans.
    pub(crate) intervals: Vec<i32>,
    /// The end of the interval of each, for spans.
    pub(crate) ends: Vec<i64>,
}

/// The moment of the run and its calendar.
#[derive(Clone, Copy)]
pub(crate) struct Clock<'a> {
    pub(crate) zone: &'a Zone,
    pub(crate) as_of: i64,
    /// Hours of service; none: always.
    pub(crate) calendar: Option<&'a Calendar>,
    /// What was computed before over the same tables.
    pub(crate) memo: &'a Memo,
}

/// A role before its rows are chosen: everything that does not depend on the grain.
pub(crate) struct Seen<'a> {
    pub(crate) input: &'a Input,
    pub(crate) table: &'a Table,
    columns: Vec<(String, Vec<Cow<'a, Column>>)>,
    times: Vec<Vec<Cow<'a, Column>>>,
    chosen: Option<Cow<'a, [Vec<u8>]>>,
    dims: Vec<(usize, &'a Coded)>,
    cut: Vec<String>,
}

impl<'a> Seen<'a> {
    /// Looks up the columns, derives, filters, codes dimensions.
    pub(crate) fn new(
        engine: &dyn Engine,
        tables: &'a Tables,
        input: &'a Input,
        dimensions: &[String],
        clock: Clock<'a>,
    ) -> Result<Self, Stop> {
        let table = tables.get(&input.table).ok_or_else(|| {
            RunError::new(format!("没有表“{}”", input.table), format!("there is no table `{}`", input.table))
        })?;
        let mut derived: Vec<(String, Vec<Column>)> = Vec::new();
        for derivation in &input.derive {
            let column = derive::derive(engine, tables, table, derivation, clock).map_err(Stop::plan)?;
            derived.push((derivation.name.clone(), column));
        }
        let memo = clock.memo;
        let condition = input.filter.as_ref().filter(|text| *text != ALL).map(|text| {
            if derived.is_empty() {
                return memo.filter(&table.name, text, || filter(engine, tables, table, text, &[])).map(Cow::Borrowed);
            }
            filter(engine, tables, table, text, &derived).map(Cow::Owned)
        });
        let chosen = condition.transpose().map_err(Stop::plan)?;
        let mut find = |name: &str| -> Result<Vec<Cow<'a, Column>>, RunError> {
            if let Some(place) = derived.iter().position(|(known, _)| known == name) {
                return Ok(derived[place].1.iter().cloned().map(Cow::Owned).collect());
            }
            let resolved = tables.resolve(table, name).ok_or_else(|| lacks(table, name))?;
            if table.fields.iter().any(|field| field.name == resolved) {
                return tables.parts(table, &resolved).ok_or_else(|| lacks(table, name));
            }
            let linked = memo.columns(&table.name, &resolved, || {
                let parts = tables.parts(table, &resolved).ok_or_else(|| lacks(table, name))?;
                Ok(parts.into_iter().map(Cow::into_owned).collect())
            })?;
            Ok(linked.iter().map(Cow::Borrowed).collect())
        };
        let planned = input.columns.iter().filter(|name| !(is_span(input) && *name == "interval_end"));
        let columns = planned.map(|name| Ok((name.clone(), find(name)?))).collect::<Result<Vec<_>, RunError>>()?;
        let mut times = Vec::new();
        match &input.window {
            Window::Span { begin, end } => times.extend([find(begin)?, find(end)?]),
            _ => times.extend(input.time.as_deref().map(&mut find).transpose()?),
        }
        if let Some(column) = times.iter().flatten().find(|column| !matches!(column.values, Values::Timestamp(_))) {
            return Err(Stop::User(RunError::new(
                format!("表“{}”的列“{}”不是时间：请检查时间清洗规则", table.name, column.name),
                format!(
                    "the column `{}` of `{}` holds no timestamps: check the rule that cleans times",
                    column.name, table.name
                ),
            )));
        }
        let rows: Vec<usize> = table.parts.iter().map(|part| part.batch.rows as usize).collect();
        let mut dims = Vec::new();
        let mut cut = Vec::new();
        for (place, name) in dimensions.iter().enumerate().filter(|(_, name)| !input.without.contains(name)) {
            let resolved = tables.resolve(table, name).ok_or_else(|| lacks_dimension(tables, table, name))?;
            let coded = memo.coded(&table.name, &resolved, || {
                let parts = tables.parts(table, &resolved).ok_or_else(|| lacks(table, name))?;
                Ok::<_, RunError>(dims::code(engine, &parts, &rows))
            })?;
            dims.push((place, coded));
            cut.push(resolved);
        }
        Ok(Self { input, table, columns, times, chosen, dims, cut })
    }

    /// The first and last moment of its rows that count, not later than the clock.
    pub(crate) fn span(&self, clock: Clock<'_>) -> Option<(i64, i64)> {
        let column = self.times.first()?;
        let mut span: Option<(i64, i64)> = None;
        for (part, column) in column.iter().enumerate() {
            let Values::Timestamp(values) = &column.values else { continue };
            for (row, at) in values.iter().enumerate() {
                let counts = column.is_valid(row) && *at <= clock.as_of && self.is_chosen(part, row);
                if counts {
                    span = Some(span.map_or((*at, *at), |(first, last)| (first.min(*at), last.max(*at))));
                }
            }
        }
        if is_span(self.input) { span.map(|(first, _)| (first, clock.as_of)) } else { span }
    }

    /// Is it cut by time?
    pub(crate) fn is_timed(&self) -> bool {
        !self.times.is_empty()
    }

    fn is_chosen(&self, part: usize, row: usize) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| bitmap::get(&chosen[part], row))
    }

    /// Chooses rows and their leaf intervals.
    pub(crate) fn hand(self, engine: &dyn Engine, clock: Clock<'a>, grain: Grain) -> Role<'a> {
        let leaf = match self.input.window {
            Window::TrailingDays(_) => grain.min(Grain::Day),
            _ => grain,
        };
        let timed = self.is_timed();
        let (memo, table) = (clock.memo, self.table);
        let derived = |name: &String| self.input.derive.iter().any(|derivation| derivation.name == *name);
        // A derived time and the intervals of spans belong to this role alone.
        let shared = !is_span(self.input) && !self.input.time.as_ref().is_some_and(derived);
        let intervals = self.times.first().filter(|_| !is_span(self.input)).map(|time| match &self.input.time {
            Some(name) if shared => {
                Cow::Borrowed(memo.intervals(&table.name, name, leaf, || intervals(engine, clock, leaf, time)))
            }
            _ => Cow::Owned(intervals(engine, clock, leaf, time)),
        });
        let parts = parallel::map(engine, table.parts.len(), |part| {
            if is_span(self.input) {
                return self.hand_span(clock, leaf, part);
            }
            self.hand_events(intervals.as_ref().map(|intervals| intervals[part].as_slice()), part)
        });
        let coded: Vec<&Coded> = self.dims.iter().map(|(_, coded)| *coded).collect();
        let number = || {
            let events = |_: usize, row: usize| row;
            let spans = |part: usize, index: usize| parts[part].rows[index] as usize;
            let row: &(dyn Fn(usize, usize) -> usize + Sync) = if is_span(self.input) { &spans } else { &events };
            let lengths: Vec<usize> = table
                .parts
                .iter()
                .zip(&parts)
                .map(|(part, handed)| if is_span(self.input) { handed.rows.len() } else { part.batch.rows as usize })
                .collect();
            let own: Option<Vec<&[i32]>> = if is_span(self.input) {
                Some(parts.iter().map(|handed| handed.intervals.as_slice()).collect())
            } else {
                intervals.as_ref().map(|intervals| intervals.iter().map(Vec::as_slice).collect())
            };
            Cells::new(engine, &Made { lengths: &lengths, dims: &coded, row, intervals: own.as_deref() })
        };
        let cells = if shared {
            let key = (table.name.clone(), self.cut.clone(), self.input.time.clone(), leaf);
            Cow::Borrowed(memo.cells(key, number))
        } else {
            Cow::Owned(number())
        };
        Role { input: self.input, columns: self.columns, parts, timed, leaf, dims: self.dims, cells }
    }

    fn hand_events(&self, intervals: Option<&[i32]>, part: usize) -> Handed {
        let rows = self.table.parts[part].batch.rows;
        let timed = |row: &u32| intervals.is_none_or(|intervals| intervals[*row as usize] != NO_INTERVAL);
        let chosen = (0..rows).filter(|row| self.is_chosen(part, *row as usize)).filter(timed);
        let mut handed = Handed { rows: chosen.collect(), ..Handed::default() };
        handed.all = handed.rows.len() == rows as usize;
        handed
    }

    /// A row is open at the end of an interval if begin ≤ end of interval < end. Only closed intervals are asked; the one
    /// interval of grain `all` ends with the clock.
    fn hand_span(&self, clock: Clock<'_>, leaf: Grain, part: usize) -> Handed {
        let mut handed = Handed::default();
        let ends_at = |interval: i32| if leaf == Grain::All { clock.as_of } else { clock.zone.end(leaf, interval) };
        let mut last = clock.zone.interval(leaf, clock.as_of);
        if ends_at(last).saturating_add(self.input.lag) > clock.as_of && leaf != Grain::All {
            last -= 1;
        }
        let (begin, end) = (&self.times[0][part], &self.times[1][part]);
        let (Values::Timestamp(begins), Values::Timestamp(untils)) = (&begin.values, &end.values) else {
            return handed;
        };
        let counted = |row: &usize| begin.is_valid(*row) && self.is_chosen(part, *row);
        let interval = |row: usize| clock.zone.interval(leaf, begins[row]);
        let Some(first) = (0..begins.len()).filter(counted).map(interval).min() else { return handed };
        // What begins with an interval is open at the end of the one before: it is the same moment.
        let first = if leaf == Grain::All { first } else { first - 1 };
        let ends: Vec<i64> = (first..=last).map(ends_at).collect();
        for row in 0..self.table.parts[part].batch.rows {
            let own = row as usize;
            if !counted(&own) {
                continue;
            }
            let until = if end.is_valid(own) { untils[own] } else { i64::MAX };
            let mut interval = interval(own);
            if interval > first && ends.get((interval - 1 - first) as usize) == Some(&begins[own]) {
                interval -= 1;
            }
            while interval <= last {
                let moment = ends[(interval - first) as usize];
                if moment >= until {
                    break;
                }
                if begins[own] <= moment {
                    handed.rows.push(row);
                    handed.intervals.push(interval);
                    handed.ends.push(moment);
                }
                interval += 1;
            }
        }
        handed
    }
}

/// The interval of each row, part by part; rows without a time and those after the clock have none.
fn intervals(engine: &dyn Engine, clock: Clock<'_>, leaf: Grain, time: &[Cow<'_, Column>]) -> Vec<Vec<i32>> {
    parallel::map(engine, time.len(), |part| {
        let column = &time[part];
        let Values::Timestamp(values) = &column.values else { return Vec::new() };
        let interval = |(row, at): (usize, &i64)| {
            let counts = column.is_valid(row) && *at <= clock.as_of;
            if counts { clock.zone.interval(leaf, *at) } else { NO_INTERVAL }
        };
        values.iter().enumerate().map(interval).collect()
    })
}

/// Is the role handed in at the end of intervals?
pub(crate) fn is_span(input: &Input) -> bool {
    matches!(input.window, Window::Span { .. })
}

fn lacks(table: &Table, name: &str) -> RunError {
    RunError::new(
        format!("表“{}”没有列“{name}”", table.name),
        format!("the table `{}` has no column `{name}`", table.name),
    )
}

fn lacks_dimension(tables: &Tables, table: &Table, name: &str) -> RunError {
    let schema = tables.schema_of(table);
    let allowed: Vec<_> =
        schema.fields.iter().filter(|field| field.kind.is_text()).map(|field| field.name.as_str()).collect();
    RunError::unknown(
        &format!("表“{}”没有维度“{name}”", table.name),
        &format!("the table `{}` has no dimension `{name}`", table.name),
        name,
        &allowed,
    )
}
