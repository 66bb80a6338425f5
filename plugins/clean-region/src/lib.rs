//! Regions: names of provinces, cities and districts to canonical ones and the division's code.

mod divisions;
mod names;
mod reading;
mod verdict;

use std::collections::BTreeMap;

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Column, Context, Params, Result, Table, Values};

use divisions::Divisions;
use names::Names;
use verdict::{ADDRESS, CELLS, CODE, Verdict, judge};

/// Names regions.
#[derive(Debug)]
pub struct Region {
    divisions: Divisions,
    addresses: Vec<String>,
}

/// The columns that are written, in the order of the cells that are read; the address is read only.
const COLUMNS: [&str; CELLS] = ["province", "city", "district", "", "adcode"];

impl Cleaner for Region {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let text = |name: &&str| table.fields.iter().any(|field| field.name == **name && field.kind.is_text());
        let address = params.texts("addresses")?.iter().map(String::as_str).find(text);
        if address.is_none() && !COLUMNS.iter().any(text) {
            return Ok(Vec::new());
        }
        // Those of another kind too: what cannot be read must not be written over.
        let named = COLUMNS.into_iter().filter(|name| table.has(name));
        Ok(named.chain(address).map(str::to_owned).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { divisions: Divisions::load(), addresses: params.texts("addresses")?.to_vec() })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let there = COLUMNS.map(|name| batch.column(name));
        let mut given = there.map(|column| column.filter(|column| column.kind().is_text()));
        given[ADDRESS] = self.addresses.iter().find_map(|name| batch.column(name));
        let mut made: [Option<Names>; CELLS] = [const { None }; CELLS];
        for (place, names) in made.iter_mut().enumerate() {
            let is_free = given[place].is_some() || there[place].is_none();
            *names = (is_free && is_made(&given, place)).then(|| Names::new(rows));
        }
        let mut memory = Memory::default();
        for row in 0..rows {
            let verdict = memory.get(&given, row, |cells| judge(&self.divisions, cells));
            self.write(row, &given, verdict, &mut made, out);
        }
        for ((name, names), given) in COLUMNS.into_iter().zip(made).zip(given) {
            if let Some(names) = names.filter(|names| names.is_changed || given.is_none()) {
                out.set(names.column(name));
            }
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Region);

impl Region {
    /// Adds a row to the columns that are made, and says what was changed and what is doubtful.
    fn write(
        &self,
        row: usize,
        given: &[Option<&Column>; CELLS],
        verdict: &Verdict,
        made: &mut [Option<Names>; CELLS],
        out: &mut Cleaned,
    ) {
        let path = verdict.region.map(|region| self.divisions.path(region)).unwrap_or_default();
        let code = verdict.region.filter(|_| !verdict.is_torn);
        for (place, names) in made.iter_mut().enumerate() {
            let Some(names) = names else { continue };
            let before = cell(given[place], row);
            // A cell that says nothing stays as it is unless there is something to say.
            let kept = given[place].and_then(|column| column.text_at(row));
            let found = if place == CODE { code } else { path[place] };
            let name = match found {
                Some(found) if place == CODE => Some(self.divisions.code(found)),
                Some(found) => Some(self.divisions.0[found].name),
                None => None,
            };
            match (found, name) {
                (Some(found), Some(name)) => names.division(found, name),
                _ if place == 2 && before.is_none() => names.other(verdict.district.as_deref().or(kept)),
                _ => names.other(kept),
            }
            let after = name.or(if place == 2 { before.or(verdict.district.as_deref()) } else { before });
            if after != before {
                names.is_changed = true;
                if let Some(before) = before.filter(|_| place != CODE) {
                    out.note(row, COLUMNS[place], Action::Fix, "canonical", before);
                }
            }
        }
        for (place, code) in &verdict.remarks {
            if let Some(column) = given[*place] {
                out.note(row, &column.name, Action::Flag, code, cell(Some(column), row).unwrap_or_default());
            }
        }
    }
}

/// Is the column of this place written? It is if it is there, or if what is there may name it.
fn is_made(given: &[Option<&Column>; CELLS], place: usize) -> bool {
    let there = |place: usize| given[place].is_some();
    match place {
        ADDRESS => false,
        0 | CODE => true,
        1 => (1..CELLS).any(there),
        _ => (2..CELLS).any(there),
    }
}

/// A cell with something in it.
fn cell(column: Option<&Column>, row: usize) -> Option<&str> {
    let text = column?.text_at(row)?;
    let blank = matches!(text.trim(), "" | "-" | "--" | "—" | "/" | "无" | "N/A" | "null" | "NULL");
    (!blank).then_some(text)
}

/// Verdicts that were given before: rows whose cells are names of category columns are judged once per
/// combination.
#[derive(Default)]
struct Memory {
    known: BTreeMap<[u32; CELLS], Verdict>,
    last: Verdict,
}

impl Memory {
    fn get<'a>(
        &mut self,
        given: &[Option<&'a Column>; CELLS],
        row: usize,
        judge: impl FnOnce([Option<&'a str>; CELLS]) -> Verdict,
    ) -> &Verdict {
        let cells = given.map(|column| cell(column, row));
        let mut key = Some([u32::MAX; CELLS]);
        for (place, column) in given.iter().enumerate() {
            let code = column.map(|column| (column.is_valid(row), &column.values));
            match (&mut key, code) {
                (Some(key), Some((true, Values::Category(categories)))) => key[place] = categories.codes[row],
                (_, Some((true, _))) => key = None,
                _ => {}
            }
        }
        match key {
            Some(key) => self.known.entry(key).or_insert_with(|| judge(cells)),
            None => {
                self.last = judge(cells);
                &self.last
            }
        }
    }
}
