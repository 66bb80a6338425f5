//! One cleaner over one table, in calls of several sizes.

use std::collections::{BTreeMap, BTreeSet};

use aftersight_contract::manifest::{CleanerFacts, Manifest, Scope, resolve};
use aftersight_contract::{Action, Args, Batch, Column, Context, Field, Kind, Notes, Table, Values, bitmap, check};
use aftersight_pipeline::bare;
use aftersight_pipeline::config::Given;
use aftersight_pipeline::engine::{Cleaned, Engine, Failure, View};

/// 2025-07-01 00:00 in Shanghai.
pub(crate) const NOW: i64 = 1_751_299_200_000_000;
pub(crate) const ZONE: &str = "Asia/Shanghai";

/// A cleaner at a table.
pub(crate) struct Trial<'a> {
    pub(crate) engine: &'a dyn Engine,
    pub(crate) manifest: &'a Manifest,
    pub(crate) table: &'a str,
    pub(crate) given: Given,
}

/// What came out, row by row; null cells are left out.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Came {
    pub(crate) rows: Vec<BTreeMap<String, String>>,
    /// Sorted: row, column, action, code, the cell before.
    pub(crate) notes: Vec<(u32, String, String, String, String)>,
    /// The rows that neither wait aside nor are excluded.
    pub(crate) kept: Vec<u32>,
    /// What each column became, and what it was in a call that left it alone.
    pub(crate) kinds: BTreeMap<String, BTreeSet<&'static str>>,
}

impl Trial<'_> {
    pub(crate) fn facts(&self) -> CleanerFacts {
        self.manifest.cleaner.clone().unwrap_or_default()
    }

    /// Is an error a refusal for which the manifest has a sentence?
    pub(crate) fn refuses(&self, error: &str) -> bool {
        let code = error.strip_prefix("Refused: ").and_then(|rest| rest.split(':').next());
        code.is_some_and(|code| self.manifest.message(code).is_some())
    }

    /// The columns that it asks for.
    ///
    /// # Errors
    /// A refusal.
    pub(crate) fn wanted(&self, params: &Args, batch: &Batch) -> Result<Vec<String>, Failure> {
        let plain = |column: &Column| Field {
            name: column.name.clone(),
            kind: if column.kind() == Kind::Category { Kind::Text } else { column.kind() },
        };
        let table = Table { name: self.table.to_owned(), fields: batch.columns.iter().map(plain).collect() };
        let inputs = self.engine.plan(&self.manifest.id, params, &[table])?;
        Ok(inputs.into_iter().next().map(|input| input.columns).unwrap_or_default())
    }

    /// Cleans a table in calls of so many rows. None: the table has no key, or the cleaner wants nothing of it.
    ///
    /// # Errors
    /// The plugin's failure, or what is wrong with what it gave.
    pub(crate) fn run(&self, batch: &Batch, call_rows: usize) -> Result<Option<(Came, Batch)>, String> {
        let failed = |failure: Failure| match failure {
            Failure::Refused(error) => format!("Refused: {}: {:?}", error.code, error.args),
            failure => format!("{failure:?}"),
        };
        let facts = self.facts();
        let mut given = self.given.clone();
        bare::fill(self.manifest, &mut given, self.table, ZONE);
        let mut key = Vec::new();
        if facts.scope == Scope::Key {
            key = bare::fill_key(self.manifest, &mut given, self.table, batch).map_err(|error| error.to_string())?;
            if key.is_empty() {
                return Ok(None);
            }
        }
        let params = resolve(self.manifest, &given).map_err(|error| error.to_string())?;
        let wanted = self.wanted(&params, batch).map_err(failed)?;
        if wanted.is_empty() {
            return Ok(None);
        }
        let context = Context { as_of: NOW, received_at: NOW, timezone: ZONE.to_owned() };
        let mut came = Came::default();
        let mut whole = batch.clone();
        if facts.scope == Scope::Row {
            let mut cleaner = self.engine.cleaner(&self.manifest.id, &params, &context).map_err(failed)?;
            let mut first = 0;
            while first == 0 || first < batch.rows {
                let rows = batch.rows.saturating_sub(first).min(u32::try_from(call_rows).unwrap_or(u32::MAX));
                let part = if rows == batch.rows { batch.clone() } else { take(batch, first..first + rows) };
                let cleaned = cleaner.clean(&view(&part, &wanted)?).map_err(failed)?;
                came.add(&part, &cleaned, first, &facts)?;
                put(&mut whole, cleaned, rows == batch.rows);
                first += rows.max(1);
            }
        } else {
            let call = (self.manifest.id.as_str(), &params, &context);
            let view = view(batch, &wanted)?;
            let cleaned = bare::together(self.engine, call, batch, &view, &key, call_rows).map_err(failed)?;
            came.add(batch, &cleaned, 0, &facts)?;
            put(&mut whole, cleaned, true);
        }
        came.finish(batch)?;
        let kept = Batch {
            rows: came.kept.len() as u32,
            columns: whole.columns.iter().map(|column| column.take(&came.kept)).collect(),
        };
        Ok(Some((came, kept)))
    }
}

/// Puts what a call over all rows gave in its place.
fn put(whole: &mut Batch, cleaned: Cleaned, is_whole: bool) {
    for column in cleaned.columns.into_iter().filter(|_| is_whole) {
        match whole.columns.iter_mut().find(|known| known.name == column.name) {
            Some(known) => *known = column,
            None => whole.columns.push(column),
        }
    }
}

fn take(batch: &Batch, rows: std::ops::Range<u32>) -> Batch {
    let numbers: Vec<u32> = rows.collect();
    Batch { rows: numbers.len() as u32, columns: batch.columns.iter().map(|column| column.take(&numbers)).collect() }
}

fn view<'a>(batch: &'a Batch, wanted: &'a [String]) -> Result<View<'a>, String> {
    let column = |name: &'a String| {
        let column = batch.column(name).ok_or_else(|| format!("it asks for `{name}`, which is not there"))?;
        Ok((name.as_str(), column))
    };
    Ok(View { rows: batch.rows, columns: wanted.iter().map(column).collect::<Result<_, String>>()? })
}

impl Came {
    fn add(&mut self, part: &Batch, cleaned: &Cleaned, first: u32, facts: &CleanerFacts) -> Result<(), String> {
        check::columns(&cleaned.columns, part.rows as usize).map_err(|wrong| wrong.to_string())?;
        check::notes(&cleaned.notes, part.rows).map_err(|wrong| wrong.to_string())?;
        for column in &cleaned.columns {
            if facts.needs.contains(&column.name) {
                return Err(format!("it changes `{}` of another table", column.name));
            }
            self.kinds.entry(column.name.clone()).or_default().insert(plain(column.kind()));
        }
        // A column that one call left alone and another did not must be of one kind in the end.
        for (name, kinds) in &mut self.kinds {
            let left = cleaned.columns.iter().all(|column| column.name != *name);
            kinds.extend(part.column(name).filter(|_| left).map(|column| plain(column.kind())));
        }
        for row in 0..part.rows as usize {
            let mut cells = BTreeMap::new();
            for column in part.columns.iter().chain(&cleaned.columns) {
                match cell(column, row) {
                    Some(cell) => cells.insert(column.name.clone(), cell),
                    None => cells.remove(&column.name),
                };
            }
            self.rows.push(cells);
        }
        self.take_notes(&cleaned.notes, first);
        Ok(())
    }

    fn take_notes(&mut self, notes: &Notes, first: u32) {
        self.notes.extend((0..notes.len()).map(|index| {
            let (column, code) = (notes.columns.get(index).to_owned(), notes.codes.get(index).to_owned());
            let action = format!("{:?}", notes.actions[index]);
            (first + notes.rows[index], column, action, code, notes.before.get(index).to_owned())
        }));
    }

    fn finish(&mut self, batch: &Batch) -> Result<(), String> {
        self.notes.sort();
        let gone = [Action::Quarantine, Action::Exclude].map(|action| format!("{action:?}"));
        let gone: BTreeSet<u32> = self.notes.iter().filter(|note| gone.contains(&note.2)).map(|note| note.0).collect();
        self.kept = (0..batch.rows).filter(|row| !gone.contains(row)).collect();
        if self.kept.len() + gone.len() != batch.rows as usize || self.rows.len() != batch.rows as usize {
            return Err(format!("{} rows became {} and {}", batch.rows, self.kept.len(), gone.len()));
        }
        match self.kinds.iter().find(|(_, kinds)| kinds.len() > 1) {
            Some((name, kinds)) => {
                Err(format!("`{name}` is of one kind in some calls and of another in others: {kinds:?}"))
            }
            None => Ok(()),
        }
    }
}

/// How text is encoded does not matter.
fn plain(kind: Kind) -> &'static str {
    if kind.is_text() { Kind::Text.name() } else { kind.name() }
}

/// A cell with all its bits; none for null.
pub(crate) fn cell(column: &Column, row: usize) -> Option<String> {
    if !column.is_valid(row) {
        return None;
    }
    Some(match &column.values {
        Values::Boolean(bits) => bitmap::get(bits, row).to_string(),
        Values::Int64(values) | Values::Timestamp(values) => values[row].to_string(),
        Values::Float64(values) => format!("{:016x}", values[row].to_bits()),
        Values::Money(money) => format!("{} {}", money.minor[row], money.currency.get(row)),
        Values::Text(text) => format!("'{}'", text.get(row)),
        Values::Category(names) => format!("'{}'", names.get(row)),
        Values::Binary(blob) => format!("{:?}", blob.get(row)),
    })
}
