//! A cleaner that must see all rows of a key, or of the table: one call over whole columns, made of several that are small.

use std::collections::HashMap;

use aftersight_contract::check::{self, Breach, Malformed};
use aftersight_contract::manifest::Words;
use aftersight_contract::{Args, Categories, Column, Context, Kind, Notes, Text};

use crate::account;
use crate::engine::{Cleaned, Engine, Failure, View};
use crate::kernels;
use crate::keys::{self, Key, KeyMap};
use crate::parallel;

/// Rows of a call, unless one key has more. What a call holds besides a key's own rows never shows in a result.
pub(crate) const CALL_ROWS: usize = if cfg!(test) { 4 } else { 1 << 15 };

/// The most rows that a key, or a table that must be seen whole, may have.
pub(crate) const MOST_ROWS: usize = if cfg!(test) { 60 } else { 1_000_000 };

/// What must be seen together.
pub(crate) enum Together<'a> {
    /// The rows that agree in these columns; a row with a null in one of them stands alone.
    Key(Vec<&'a Column>),
    /// All rows.
    Table,
}

/// A cleaner with its parameters.
pub(crate) struct Cleaning<'a> {
    pub(crate) engine: &'a dyn Engine,
    pub(crate) id: &'a str,
    pub(crate) params: &'a Args,
    pub(crate) context: &'a Context,
}

impl Cleaning<'_> {
    /// Cleans all rows: as one call over them would, if a call could be that long. `original` gives the columns that the
    /// rows have already.
    pub(crate) fn whole(
        &self,
        view: &View<'_>,
        together: &Together<'_>,
        call_rows: usize,
        original: &dyn Fn(&str) -> Option<Column>,
    ) -> Result<Cleaned, Failure> {
        let rows = view.rows as usize;
        let calls = calls(together, rows, call_rows)?;
        let one = |call: usize| {
            if calls.len() == 1 {
                return self.call(view);
            }
            let taken: Vec<Column> = view.columns.iter().map(|(_, column)| column.take(&calls[call])).collect();
            let columns = view.columns.iter().map(|(name, _)| *name).zip(&taken).collect();
            self.call(&View { rows: calls[call].len() as u32, columns })
        };
        let made = parallel::map(self.engine, calls.len(), one).into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(Cleaned { columns: columns(&calls, &made, rows, original)?, notes: notes(&calls, &made) })
    }

    fn call(&self, view: &View<'_>) -> Result<Cleaned, Failure> {
        let cleaned = self.engine.cleaner(self.id, self.params, self.context)?.clean(view)?;
        check::columns(&cleaned.columns, view.rows as usize).map_err(Failure::Malformed)?;
        check::notes(&cleaned.notes, view.rows).map_err(Failure::Malformed)?;
        Ok(cleaned)
    }
}

/// The rows of each call, rising. There is at least one call: what has no rows has columns all the same.
fn calls(together: &Together<'_>, rows: usize, call_rows: usize) -> Result<Vec<Vec<u32>>, Failure> {
    let count = rows.div_ceil(call_rows.max(1)).max(1);
    let Together::Key(columns) = together else {
        return match rows > MOST_ROWS {
            true => Err(too_many("整张表", "the whole table", rows)),
            false => Ok(vec![(0..rows as u32).collect()]),
        };
    };
    if count == 1 {
        return Ok(vec![(0..rows as u32).collect()]);
    }
    let keys = keys::keys(columns, rows);
    let mut calls = vec![Vec::new(); count];
    for (row, key) in keys.iter().enumerate() {
        // The high half of a hash, scaled to the number of calls; a row without a key goes by its number.
        let call = key.map_or(row % count, |key| (((key >> 64) * count as u128) >> 64) as usize);
        calls[call].push(row as u32);
    }
    for call in calls.iter().filter(|call| call.len() > MOST_ROWS) {
        if let Some((row, rows)) = heaviest(call, &keys).filter(|(_, rows)| *rows > MOST_ROWS) {
            let cells = columns.iter().filter_map(|column| account::show(column, row as usize));
            let key = cells.collect::<Vec<_>>().join(" + ");
            return Err(too_many(&format!("键“{key}”"), &format!("the key `{key}`"), rows));
        }
    }
    calls.retain(|call| !call.is_empty());
    Ok(calls)
}

/// The key with the most rows, by its first row.
fn heaviest(call: &[u32], keys: &[Option<Key>]) -> Option<(u32, usize)> {
    let mut counts: KeyMap<(u32, usize)> = KeyMap::default();
    for row in call {
        if let Some(key) = keys[*row as usize] {
            counts.entry(key).or_insert((*row, 0)).1 += 1;
        }
    }
    counts.into_values().max_by_key(|(row, rows)| (*rows, std::cmp::Reverse(*row)))
}

fn too_many(zh: &str, en: &str, rows: usize) -> Failure {
    Failure::TooManyRows(Words {
        zh: format!("{zh}有 {rows} 行，上限 {MOST_ROWS} 行；请检查该列，或另选键列"),
        en: format!("{en} has {rows} rows, {MOST_ROWS} are the most; check the column, or choose another key"),
    })
}

/// Puts the columns of the calls together. A call that left a column out left it as it was.
fn columns(
    calls: &[Vec<u32>],
    made: &[Cleaned],
    rows: usize,
    original: &dyn Fn(&str) -> Option<Column>,
) -> Result<Vec<Column>, Failure> {
    let mut place = vec![0u32; rows];
    for (position, row) in calls.iter().flatten().enumerate() {
        place[*row as usize] = position as u32;
    }
    let mut names: Vec<(&str, Kind)> = Vec::new();
    for column in made.iter().flat_map(|cleaned| &cleaned.columns) {
        match names.iter().find(|(name, _)| *name == column.name) {
            None => names.push((&column.name, column.kind())),
            Some((_, kind)) if alike(*kind, column.kind()) => {}
            Some(_) => {
                return Err(Failure::Malformed(Malformed::column(&column.name, Breach::MixedKinds)));
            }
        }
    }
    let whole = |(name, kind): (&str, Kind)| {
        let before = original(name).filter(|column| alike(column.kind(), kind));
        let part = |(call, cleaned): (&Vec<u32>, &Cleaned)| {
            let own = cleaned.columns.iter().find(|column| column.name == name).cloned();
            let kept = || before.as_ref().map(|column| column.take(call));
            own.or_else(kept).unwrap_or_else(|| kernels::nulls(name, kind, call.len()))
        };
        let parts: Vec<Column> = calls.iter().zip(made).map(part).collect();
        let parts: Vec<_> = parts.iter().zip(calls).map(|(column, call)| (column, call.len())).collect();
        kernels::concat(name, &parts).take(&place)
    };
    Ok(names.into_iter().map(whole).collect())
}

fn alike(left: Kind, right: Kind) -> bool {
    left == right || left.is_text() && right.is_text()
}

/// The notes of all calls in the order of their rows.
fn notes(calls: &[Vec<u32>], made: &[Cleaned]) -> Notes {
    let all = calls.iter().zip(made).flat_map(|(call, cleaned)| {
        (0..cleaned.notes.len()).map(move |index| (call[cleaned.notes.rows[index] as usize], &cleaned.notes, index))
    });
    let mut all: Vec<(u32, &Notes, usize)> = all.collect();
    all.sort_by_key(|(row, _, _)| *row);
    let (mut columns, mut codes) = (Names::default(), Names::default());
    let mut out = Notes::default();
    for (row, notes, index) in all {
        out.rows.push(row);
        out.actions.push(notes.actions[index]);
        columns.push(notes.columns.get(index));
        codes.push(notes.codes.get(index));
        out.before.push(notes.before.get(index));
    }
    Notes { columns: columns.list, codes: codes.list, ..out }
}

/// Names that are told one by one.
#[derive(Default)]
struct Names {
    list: Categories,
    known: HashMap<String, u32>,
}

impl Names {
    fn push(&mut self, name: &str) {
        let code = self.known.get(name).copied().unwrap_or_else(|| {
            let code = self.list.names.len() as u32;
            self.list.names.push(name);
            self.known.insert(name.to_owned(), code);
            code
        });
        self.list.codes.push(code);
    }
}

/// The notes of some rows that follow each other, numbered from the first of them.
pub(crate) fn notes_of(notes: &Notes, first: u32, rows: u32) -> Notes {
    let begin = notes.rows.partition_point(|row| *row < first);
    let end = notes.rows.partition_point(|row| *row < first + rows);
    let codes = |list: &Categories| Categories { codes: list.codes[begin..end].to_vec(), names: list.names.clone() };
    Notes {
        rows: notes.rows[begin..end].iter().map(|row| row - first).collect(),
        columns: codes(&notes.columns),
        actions: notes.actions[begin..end].to_vec(),
        codes: codes(&notes.codes),
        before: (begin..end).map(|index| notes.before.get(index)).collect::<Text>(),
    }
}

#[cfg(test)]
mod tests;
