//! Columns that a plan derives: looked up by key in the same or another table, before or after a moment.

use std::borrow::Cow;
use std::collections::BTreeSet;

use aftersight_contract::{Batch, Column, Derivation, Derived, Lookup, Values, bitmap};

use crate::error::RunError;
use crate::kernels::{self, NONE};
use crate::keys::{Key, KeyMap, keys};
use crate::link;
use crate::model;
use crate::table::{Table, Tables};

/// The derived column, part by part.
///
/// # Errors
/// A table or column that is not there, a wrong condition, or service hours without a calendar.
pub(crate) fn derive(
    tables: &Tables,
    table: &Table,
    derivation: &Derivation,
    as_of: i64,
) -> Result<Vec<Column>, RunError> {
    let name = &derivation.name;
    match &derivation.kind {
        Derived::Previous(lookup, column) => {
            let found = search(tables, table, lookup, as_of, |matches, own| {
                matches.before(own).last().map_or(NONE, |entry| entry.row)
            })?;
            take(tables, lookup, column, name, &found)
        }
        Derived::Next(lookup, column) => {
            let found = search(tables, table, lookup, as_of, |matches, own| {
                matches.after(own).next().map_or(NONE, |entry| entry.row)
            })?;
            take(tables, lookup, column, name, &found)
        }
        Derived::Exists(lookup) => {
            let found = search(tables, table, lookup, as_of, |matches, own| matches.after(own).next().is_some())?;
            let column = |found: Vec<Option<bool>>| {
                Column::booleans(name.clone(), found.into_iter().map(|hit| Some(hit.unwrap_or(false))))
            };
            Ok(found.into_iter().map(column).collect())
        }
        Derived::Count(lookup) => {
            let found = search(tables, table, lookup, as_of, |matches, own| matches.after(own).count() as i64)?;
            Ok(found.into_iter().map(|found| counts(name, found)).collect())
        }
        Derived::Distinct(lookup, column) => {
            let other = find(tables, &lookup.table)?;
            let whole = whole(other, column)?;
            let key = keys(&[Cow::Owned(whole)], other.rows());
            let distinct = |matches: &Matches<'_>, own: &Own| {
                matches.after(own).filter_map(|entry| key[entry.row as usize]).collect::<BTreeSet<Key>>().len() as i64
            };
            Ok(search(tables, table, lookup, as_of, distinct)?.into_iter().map(|found| counts(name, found)).collect())
        }
        Derived::ServiceTime(..) | Derived::InService(_) => Err(RunError::new(
            format!("列“{name}”需要服务时间日历，本次运行没有日历"),
            format!("the column `{name}` needs a calendar of service hours, and this run has none"),
        )),
    }
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
    fn before(&self, own: &Own) -> impl Iterator<Item = &Entry> {
        let earlier = move |entry: &&Entry| {
            let itself = own.same_table && entry.row == own.row;
            let earlier = entry.at < own.at || entry.at == own.at && own.same_table && entry.row < own.row;
            !itself && earlier
        };
        let near = move |entry: &&Entry| own.within.is_none_or(|within| own.at.saturating_sub(entry.at) <= within);
        self.0.iter().filter(earlier).filter(near)
    }

    fn after(&self, own: &Own) -> impl Iterator<Item = &Entry> {
        let later = move |entry: &&Entry| {
            let itself = own.same_table && entry.row == own.row;
            let later = entry.at > own.at || entry.at == own.at && own.same_table && entry.row > own.row;
            !itself && (!own.anchored || later)
        };
        let near = move |entry: &&Entry| own.within.is_none_or(|within| entry.at.saturating_sub(own.at) <= within);
        self.0.iter().filter(later).filter(near)
    }
}

/// What `answer` says for each row of `table`; `None` where its key or anchor is null or nothing has its key.
fn search<T>(
    tables: &Tables,
    table: &Table,
    lookup: &Lookup,
    as_of: i64,
    answer: impl Fn(&Matches<'_>, &Own) -> T,
) -> Result<Vec<Vec<Option<T>>>, RunError> {
    let other = find(tables, &lookup.table)?;
    let index = Index::build(tables, other, lookup, as_of)?;
    let ours = lookup.key.iter().map(|(own, _)| part_columns(tables, table, own)).collect::<Result<Vec<_>, _>>()?;
    let anchor = lookup.anchor.as_ref().map(|(own, _)| part_columns(tables, table, own)).transpose()?;
    let (mut row, mut out) = (0u32, Vec::with_capacity(table.parts.len()));
    for (number, part) in table.parts.iter().enumerate() {
        let cells: Vec<_> = ours.iter().map(|column| column[number].clone()).collect();
        let times = match &anchor {
            None => None,
            Some(columns) => Some(times(&columns[number])?),
        };
        let mut found = Vec::with_capacity(part.batch.rows as usize);
        for (own, key) in keys(&cells, part.batch.rows as usize).into_iter().enumerate() {
            let at = times.as_ref().map_or(Some(0), |times| times.get(own));
            let matches = key.and_then(|key| index.of(key));
            found.push(match (matches, at) {
                (Some(matches), Some(at)) => {
                    let same_table = other.name == table.name;
                    let own = Own { at, row, same_table, anchored: times.is_some(), within: lookup.within };
                    Some(answer(&matches, &own))
                }
                _ => None,
            });
            row += 1;
        }
        out.push(found);
    }
    Ok(out)
}

/// The rows of a table by key, then time, then row.
struct Index {
    entries: Vec<Entry>,
    ranges: KeyMap<(u32, u32)>,
}

impl Index {
    fn build(tables: &Tables, table: &Table, lookup: &Lookup, as_of: i64) -> Result<Self, RunError> {
        // What comes after the moment of the run is not there yet, whether the look-up compares times or not.
        let born = model::born(&table.name);
        let theirs =
            lookup.key.iter().map(|(_, column)| part_columns(tables, table, column)).collect::<Result<Vec<_>, _>>()?;
        let at = lookup.anchor.as_ref().map(|(_, column)| part_columns(tables, table, column)).transpose()?;
        let filter = match &lookup.filter {
            None => None,
            Some(text) => Some(link::parse(text, &tables.schema_of(table).fields)?),
        };
        let mut all: Vec<(Key, i64, u32)> = Vec::new();
        let mut row = 0;
        for (number, part) in table.parts.iter().enumerate() {
            let rows = part.batch.rows as usize;
            let cells: Vec<_> = theirs.iter().map(|column| column[number].clone()).collect();
            let chosen = match &filter {
                None => None,
                Some(expr) => {
                    let foreign = foreign(tables, table, number, expr.columns());
                    let find = |name: &str| {
                        part.batch.column(name).or_else(|| foreign.iter().find(|column| column.name == name))
                    };
                    Some(expr.filter(rows, &find).map_err(|error| RunError::new(error.chinese(), error.to_string()))?)
                }
            };
            let times = match &at {
                None => None,
                Some(columns) => Some(times(&columns[number])?),
            };
            for (own, key) in keys(&cells, rows).into_iter().enumerate() {
                let at = times.as_ref().map_or(Some(0), |times| times.get(own));
                let hit = chosen.as_ref().is_none_or(|bits| bitmap::get(bits, own));
                let known = at.is_none_or(|at| at <= as_of) && !born_after(&part.batch, born, own, as_of);
                let hit = hit && known;
                if let (Some(key), Some(at), true) = (key, at, hit) {
                    all.push((key, at, row));
                }
                row += 1;
            }
        }
        all.sort_unstable();
        let mut ranges: KeyMap<(u32, u32)> = KeyMap::default();
        for (place, (key, _, _)) in all.iter().enumerate() {
            ranges.entry(*key).or_insert((place as u32, 0)).1 += 1;
        }
        Ok(Self { entries: all.into_iter().map(|(_, at, row)| Entry { at, row }).collect(), ranges })
    }

    fn of(&self, key: Key) -> Option<Matches<'_>> {
        let (first, count) = self.ranges.get(&key)?;
        Some(Matches(&self.entries[*first as usize..(*first + *count) as usize]))
    }
}

/// Linked columns of one part, for an expression that names them.
pub(crate) fn foreign(tables: &Tables, table: &Table, part: usize, names: Vec<&str>) -> Vec<Column> {
    let linked = names.into_iter().filter(|name| name.contains('.'));
    linked.filter_map(|name| tables.parts(table, name).map(|mut parts| parts.swap_remove(part).into_owned())).collect()
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
