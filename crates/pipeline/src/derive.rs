//! Columns that a plan derives: looked up by key in the same or another table, before or after a moment.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::calendar::Hours;
use crate::engine::Engine;
use crate::error::RunError;
use crate::filter::filter;
use crate::kernels::{self, NONE};
use crate::keys::{Key, KeyMap, keys, keys_of};
use crate::model;
use crate::parallel;
use crate::role::Clock;
use crate::table::{Part, Table, Tables};
use aftersight_contract::{Batch, Column, Derivation, Derived, Lookup, Values, bitmap};

/// 1990-01-01 and 2070-01-01 UTC: a calendar is laid out between these.
const EARLIEST: i64 = 631_152_000_000_000;
const LATEST: i64 = 3_155_760_000_000_000;

/// The derived column, part by part.
///
/// # Errors
/// A table or column that is not there, or a wrong condition.
pub(crate) fn derive(
    engine: &dyn Engine,
    tables: &Tables,
    table: &Table,
    derivation: &Derivation,
    clock: Clock<'_>,
) -> Result<Vec<Column>, RunError> {
    let (name, as_of) = (&derivation.name, clock.as_of);
    match &derivation.kind {
        Derived::Previous(lookup, column) => {
            let found = search(engine, tables, table, lookup, as_of, |matches, own| {
                matches.before(own).last().map_or(NONE, |entry| entry.row)
            })?;
            take(tables, lookup, column, name, &found)
        }
        Derived::Next(lookup, column) => {
            let found = search(engine, tables, table, lookup, as_of, |matches, own| {
                matches.after(own).next().map_or(NONE, |entry| entry.row)
            })?;
            take(tables, lookup, column, name, &found)
        }
        Derived::Exists(lookup) => {
            let found =
                search(engine, tables, table, lookup, as_of, |matches, own| matches.after(own).next().is_some())?;
            let column = |found: Vec<Option<bool>>| {
                Column::booleans(name.clone(), found.into_iter().map(|hit| Some(hit.unwrap_or(false))))
            };
            Ok(found.into_iter().map(column).collect())
        }
        Derived::Count(lookup) => {
            let found = search(engine, tables, table, lookup, as_of, |matches, own| matches.after(own).count() as i64)?;
            Ok(found.into_iter().map(|found| counts(name, found)).collect())
        }
        Derived::Distinct(lookup, column) => {
            let other = find(tables, &lookup.table)?;
            let whole = whole(other, column)?;
            let key = keys(&[&whole], other.rows());
            let distinct = |matches: &Matches<'_>, own: &Own| {
                matches.after(own).filter_map(|entry| key[entry.row as usize]).collect::<BTreeSet<Key>>().len() as i64
            };
            Ok(search(engine, tables, table, lookup, as_of, distinct)?
                .into_iter()
                .map(|found| counts(name, found))
                .collect())
        }
        Derived::ServiceTime(begin, end) => {
            let (begins, ends) = (part_columns(tables, table, begin)?, part_columns(tables, table, end)?);
            let hours = hours(clock, begins.iter().chain(&ends))?;
            let part = |(begin, end): (&Cow<'_, Column>, &Cow<'_, Column>)| {
                let (begins, ends) = (times(begin)?, times(end)?);
                let between = |row: usize| {
                    let (begin, end) = (begins.get(row)?, ends.get(row)?);
                    Some(hours.as_ref().map_or_else(|| end.saturating_sub(begin), |hours| hours.between(begin, end)))
                };
                Ok(Column::numbers(name.clone(), Values::Int64, (0..begins.values.len()).map(between)))
            };
            begins.iter().zip(&ends).map(part).collect()
        }
        Derived::InService(at) => {
            let columns = part_columns(tables, table, at)?;
            let hours = hours(clock, columns.iter())?;
            let part = |column: &Cow<'_, Column>| {
                let times = times(column)?;
                let open = |at: i64| hours.as_ref().is_none_or(|hours| hours.open(at));
                Ok(Column::booleans(name.clone(), (0..times.values.len()).map(|row| times.get(row).map(open))))
            };
            columns.iter().map(part).collect()
        }
    }
}

/// The calendar over the moments that occur; none without a calendar.
fn hours<'a>(clock: Clock<'_>, columns: impl Iterator<Item = &'a Cow<'a, Column>>) -> Result<Option<Hours>, RunError> {
    let Some(calendar) = clock.calendar else { return Ok(None) };
    let mut range: Option<(i64, i64)> = None;
    for column in columns {
        let times = times(column)?;
        for at in (0..times.values.len()).filter_map(|row| times.get(row)) {
            range = Some(range.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
        }
    }
    // A year 9999 that slipped through must not lay out millions of days.
    let (first, last) = range.unwrap_or_default();
    Ok(Some(calendar.between(clock.zone, first.max(EARLIEST), last.min(LATEST))))
}

fn counts(name: &str, found: Vec<Option<i64>>) -> Column {
    Column::new(name, Values::Int64(found.into_iter().map(Option::unwrap_or_default).collect()))
}

fn take(
    tables: &Tables,
    lookup: &Lookup,
    column: &str,
    name: &str,
    found: &[Vec<Option<u32>>],
) -> Result<Vec<Column>, RunError> {
    let whole = whole(find(tables, &lookup.table)?, column)?;
    let part = |rows: &Vec<Option<u32>>| {
        let rows: Vec<u32> = rows.iter().map(|row| row.unwrap_or(NONE)).collect();
        Column { name: name.to_owned(), ..kernels::take(&whole, &rows) }
    };
    Ok(found.iter().map(part).collect())
}

/// A row of the table that is searched.
struct Entry {
    at: i64,
    row: u32,
}

/// The row that searches.
struct Own {
    at: i64,
    row: u32,
    same_table: bool,
    anchored: bool,
    within: Option<i64>,
}

/// Entries of one key, by time, then by row.
struct Matches<'a>(&'a [Entry]);

impl Matches<'_> {
    fn before(&self, own: &Own) -> &[Entry] {
        let earlier = |entry: &Entry| entry.at < own.at || entry.at == own.at && own.same_table && entry.row < own.row;
        let far = |entry: &Entry| own.within.is_some_and(|within| own.at.saturating_sub(entry.at) > within);
        let end = self.0.partition_point(earlier);
        &self.0[self.0[..end].partition_point(far)..end]
    }

    fn after(&self, own: &Own) -> impl Iterator<Item = &Entry> {
        let reached = |entry: &Entry| {
            own.anchored && (entry.at < own.at || entry.at == own.at && (!own.same_table || entry.row <= own.row))
        };
        let near = |entry: &Entry| own.within.is_none_or(|within| entry.at.saturating_sub(own.at) <= within);
        let later = &self.0[self.0.partition_point(reached)..];
        let itself = move |entry: &&Entry| own.same_table && entry.row == own.row;
        later[..later.partition_point(near)].iter().filter(move |entry| !itself(entry))
    }
}

/// What `answer` says for each row of `table`; `None` where its key or anchor is null or nothing has its key.
fn search<T: Send>(
    engine: &dyn Engine,
    tables: &Tables,
    table: &Table,
    lookup: &Lookup,
    as_of: i64,
    answer: impl Fn(&Matches<'_>, &Own) -> T + Sync,
) -> Result<Vec<Vec<Option<T>>>, RunError> {
    let other = find(tables, &lookup.table)?;
    let index = Index::build(engine, tables, other, lookup, as_of)?;
    let ours = lookup.key.iter().map(|(own, _)| part_columns(tables, table, own)).collect::<Result<Vec<_>, _>>()?;
    let anchor = lookup.anchor.as_ref().map(|(own, _)| part_columns(tables, table, own)).transpose()?;
    let (same_table, anchored, firsts) = (other.name == table.name, anchor.is_some(), firsts(table));
    let found = parallel::map(engine, table.parts.len(), |number| {
        let times = anchor.as_ref().map(|columns| times(&columns[number])).transpose()?;
        let keys = keys_of(&ours, number, table.parts[number].batch.rows as usize);
        let answers = keys.into_iter().enumerate().map(|(row, key)| {
            let at = times.as_ref().map_or(Some(0), |times| times.get(row))?;
            let own = Own { at, row: firsts[number] + row as u32, same_table, anchored, within: lookup.within };
            Some(answer(&index.of(key?)?, &own))
        });
        Ok(answers.collect())
    });
    found.into_iter().collect()
}

/// The number of each part's first row.
fn firsts(table: &Table) -> Vec<u32> {
    let mut next = 0;
    let first = |part: &Part| {
        next += part.batch.rows;
        next - part.batch.rows
    };
    table.parts.iter().map(first).collect()
}

/// The rows of a table by key, then time, then row; keys fall into buckets, so that several threads build it.
struct Index(Vec<Bucket>);

#[derive(Default)]
struct Bucket {
    entries: Vec<Entry>,
    ranges: KeyMap<(u32, u32)>,
}

/// A key, a time, a row.
type Found = (Key, i64, u32);

const BUCKETS: usize = 64;

fn bucket(key: Key) -> usize {
    (key >> 64) as usize % BUCKETS
}

impl Index {
    fn build(
        engine: &dyn Engine,
        tables: &Tables,
        table: &Table,
        lookup: &Lookup,
        as_of: i64,
    ) -> Result<Self, RunError> {
        // What comes after the moment of the run is not there yet, whether the look-up compares times or not.
        let born = model::born(&table.name);
        let theirs =
            lookup.key.iter().map(|(_, column)| part_columns(tables, table, column)).collect::<Result<Vec<_>, _>>()?;
        let at = lookup.anchor.as_ref().map(|(_, column)| part_columns(tables, table, column)).transpose()?;
        let chosen = match &lookup.filter {
            None => None,
            Some(text) => Some(filter(engine, tables, table, text, &[])?),
        };
        let firsts = firsts(table);
        let parts = parallel::map(engine, table.parts.len(), |number| {
            let part = &table.parts[number];
            let times = at.as_ref().map(|columns| times(&columns[number])).transpose()?;
            let mut out: Vec<Vec<Found>> = vec![Vec::new(); BUCKETS];
            for (row, key) in keys_of(&theirs, number, part.batch.rows as usize).into_iter().enumerate() {
                let at = times.as_ref().map_or(Some(0), |times| times.get(row));
                let (Some(key), Some(at)) = (key, at) else { continue };
                let hit = chosen.as_ref().is_none_or(|chosen| bitmap::get(&chosen[number], row));
                if hit && at <= as_of && !born_after(&part.batch, born, row, as_of) {
                    out[bucket(key)].push((key, at, firsts[number] + row as u32));
                }
            }
            Ok(out)
        });
        let parts = parts.into_iter().collect::<Result<Vec<_>, RunError>>()?;
        Ok(Self(parallel::map(engine, BUCKETS, |number| {
            Bucket::new(parts.iter().flat_map(|part| &part[number]).copied().collect())
        })))
    }

    fn of(&self, key: Key) -> Option<Matches<'_>> {
        let bucket = &self.0[bucket(key)];
        let (first, count) = bucket.ranges.get(&key)?;
        Some(Matches(&bucket.entries[*first as usize..(*first + *count) as usize]))
    }
}

impl Bucket {
    fn new(mut found: Vec<Found>) -> Self {
        found.sort_unstable();
        let mut ranges: KeyMap<(u32, u32)> = KeyMap::default();
        for (place, (key, _, _)) in found.iter().enumerate() {
            ranges.entry(*key).or_insert((place as u32, 0)).1 += 1;
        }
        Self { entries: found.into_iter().map(|(_, at, row)| Entry { at, row }).collect(), ranges }
    }
}

/// Is the row's own first moment later than the run's?
fn born_after(batch: &Batch, column: &str, row: usize, as_of: i64) -> bool {
    batch.column(column).is_some_and(|column| match &column.values {
        Values::Timestamp(values) => column.is_valid(row) && values[row] > as_of,
        _ => false,
    })
}

struct Times<'a> {
    column: &'a Column,
    values: &'a [i64],
}

impl Times<'_> {
    fn get(&self, row: usize) -> Option<i64> {
        self.column.is_valid(row).then(|| self.values[row])
    }
}

fn times(column: &Column) -> Result<Times<'_>, RunError> {
    match &column.values {
        Values::Timestamp(values) => Ok(Times { column, values }),
        _ => Err(RunError::new(
            format!("列“{}”不是时间", column.name),
            format!("the column `{}` holds {}, not timestamps", column.name, column.kind().name()),
        )),
    }
}

fn find<'a>(tables: &'a Tables, name: &str) -> Result<&'a Table, RunError> {
    tables.get(name).ok_or_else(|| RunError::new(format!("没有表“{name}”"), format!("there is no table `{name}`")))
}

fn part_columns<'a>(tables: &'a Tables, table: &'a Table, name: &str) -> Result<Vec<Cow<'a, Column>>, RunError> {
    tables.parts(table, name).ok_or_else(|| missing(table, name))
}

fn whole(table: &Table, name: &str) -> Result<Column, RunError> {
    table.whole(name).ok_or_else(|| missing(table, name))
}

fn missing(table: &Table, name: &str) -> RunError {
    RunError::new(
        format!("表“{}”没有列“{name}”", table.name),
        format!("the table `{}` has no column `{name}`", table.name),
    )
}
