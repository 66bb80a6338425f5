//! Duplicate rows: of several rows with one id the newest stays.

mod rows;
mod verdict;

use std::collections::BTreeMap;

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Column, Context, Params, Read, Result, Table, Values};

use rows::{Cells, runs};
use verdict::{Candidate, Fate, judge};

/// The place of a row's file among the inputs.
const SOURCE: &str = "source.number";

/// What tells two lines of one order apart where nothing else does.
const AMOUNTS: [&str; 4] = ["quantity", "unit_price_minor", "payable_minor", "paid_minor"];

/// Keeps the newest row of each id.
#[derive(Debug)]
pub struct DuplicateRows {
    key: Vec<String>,
    apart: Vec<String>,
    lines: Vec<String>,
    content: Vec<String>,
    modified: String,
}

impl DuplicateRows {
    fn new(params: &Params) -> Result<Self> {
        let (table, key) = (params.text("table")?, params.texts("key")?.to_vec());
        let of_table = |name: &String| Some(name.split_once('.').filter(|(owner, _)| *owner == table)?.1.to_owned());
        let lines = params.texts("lines")?;
        // A key that numbers lines leaves nothing to tell apart.
        let several =
            params.texts("several")?.iter().any(|name| name == table) && !key.iter().any(|it| lines.contains(it));
        Ok(Self {
            key,
            apart: params.texts("apart")?.iter().filter_map(of_table).collect(),
            lines: if several { lines.to_vec() } else { Vec::new() },
            content: params.texts("content")?.to_vec(),
            modified: params.text("modified")?.to_owned(),
        })
    }

    fn wanted(&self) -> impl Iterator<Item = &str> {
        let lists = [&self.key, &self.apart, &self.lines, &self.content];
        let amounts = AMOUNTS.iter().filter(|_| !self.lines.is_empty()).copied();
        let named = lists.into_iter().flatten().map(String::as_str);
        named.chain(amounts).chain([self.modified.as_str(), SOURCE])
    }
}

impl Cleaner for DuplicateRows {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let rule = Self::new(params)?;
        let mut columns: Vec<String> = Vec::new();
        for name in rule.wanted().filter(|name| table.has(name)) {
            if columns.iter().all(|known| known != name) {
                columns.push(name.to_owned());
            }
        }
        Ok(columns)
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Self::new(params)
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let ids = self.key.iter().map(|name| batch.need(name)).collect::<Result<Vec<_>>>()?;
        let known: Vec<u32> = (0..batch.rows).filter(|row| ids.iter().all(|id| id.is_valid(*row as usize))).collect();
        let find = |names: &[String]| -> Vec<&Column> { names.iter().filter_map(|name| batch.column(name)).collect() };
        let keys = Cells::new(&ids, rows);
        let records = Cells::new(&[find(&self.apart), find(&self.lines)].concat(), rows);
        let lines = find(&self.lines);
        let amounts: Vec<&Column> = AMOUNTS.iter().filter_map(|name| batch.column(name)).collect();
        let amounts = (!lines.is_empty()).then(|| Cells::new(&amounts, rows));
        let content = Cells::new(&find(&self.content), rows);
        let source = |row: u32| integer(batch.column(SOURCE), row);
        let modified = |row: u32| integer(batch.column(&self.modified), row);

        let mut gone: Vec<(u32, Fate)> = Vec::new();
        for same_id in runs(&keys, &known) {
            // What a line does not say of its age, its order says.
            let mut newest: BTreeMap<Option<i64>, Option<i64>> = BTreeMap::new();
            for row in &same_id {
                let of_file = newest.entry(source(*row)).or_default();
                *of_file = (*of_file).max(modified(*row));
            }
            let of_order = |row: u32| newest.get(&source(row)).copied().flatten().filter(|_| !lines.is_empty());
            let age = |row: u32| modified(row).or_else(|| of_order(row));
            for record in runs(&records, &same_id).iter().filter(|record| record.len() > 1) {
                let candidate = |row: &u32| Candidate {
                    row: *row,
                    modified: age(*row),
                    source: source(*row),
                    content: content.of(*row),
                    amounts: amounts.as_ref().map(|amounts| amounts.of(*row)),
                };
                gone.extend(judge(&record.iter().map(candidate).collect::<Vec<_>>()));
            }
        }
        gone.sort_unstable_by_key(|(row, _)| *row);
        for (row, fate) in gone {
            let id = ids[0].text_at(row as usize).unwrap_or_default();
            out.note(row as usize, &self.key[0], Action::Exclude, fate.code(), id);
        }
        Ok(())
    }
}

/// A number or time; none where the column is not there or holds something else.
fn integer(column: Option<&Column>, row: u32) -> Option<i64> {
    let column = column.filter(|column| column.is_valid(row as usize))?;
    match &column.values {
        Values::Int64(values) | Values::Timestamp(values) => values.get(row as usize).copied(),
        _ => None,
    }
}

aftersight_sdk::export!(cleaner DuplicateRows);
