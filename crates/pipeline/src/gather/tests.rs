//! A cleaner that counts the rows of a key, against a model that does the same without batches, calls or threads.

use std::collections::BTreeMap;
use std::sync::Arc;

use aftersight_contract::manifest::Manifest;
use aftersight_contract::{Action, Batch, Input, Table, Values};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::account::FLAGGED;
use crate::config::Config;
use crate::engine::{Accumulator, Analyzer, Cleaner, Plugin};
use crate::error::RunError;
use crate::run::{self, Prepared};
use crate::stage::{Rows, Source};

use super::*;

/// Key and value; both may be null.
type Row = (Option<u8>, Option<u8>);

/// Counts the rows of each key in a new column `n`, gives all rows of a key the greatest value, and decides about every row
/// but the last of its key by its value.
struct Counting {
    fails: bool,
}

/// What the rule does to a row that is not the last of its key.
fn fate(value: Option<u8>) -> Action {
    match value.unwrap_or_default() % 4 {
        0 => Action::Exclude,
        1 => Action::Quarantine,
        2 => Action::Flag,
        _ => Action::Fix,
    }
}

fn groups<K: Ord + Clone>(keys: &[Option<K>]) -> Vec<Vec<usize>> {
    let mut of: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    let mut out = Vec::new();
    for (row, key) in keys.iter().enumerate() {
        match key {
            Some(key) => of.entry(key.clone()).or_default().push(row),
            None => out.push(vec![row]),
        }
    }
    out.extend(of.into_values());
    out
}

impl Cleaner for Counting {
    fn clean(&mut self, batch: &View<'_>) -> Result<Cleaned, Failure> {
        if self.fails {
            return Err(Failure::TimedOut);
        }
        let rows = batch.rows as usize;
        let cells = |name: &str| -> Vec<Option<String>> {
            let (_, column) = batch.columns.iter().find(|(known, _)| *known == name).expect("a planned column");
            (0..rows).map(|row| column.text_at(row).map(str::to_owned)).collect()
        };
        let (keys, mut values) = (cells("order_id"), cells("v"));
        let number = |value: &Option<String>| value.as_ref().and_then(|value| value.parse::<u8>().ok());
        let mut out = Cleaned::default();
        let (mut counts, mut greater, mut notes) = (vec![0i64; rows], false, Vec::new());
        for group in groups(&keys) {
            let most = group.iter().filter_map(|row| number(&values[*row])).max();
            for (place, row) in group.iter().enumerate() {
                counts[*row] = group.len() as i64;
                if place + 1 < group.len() {
                    notes.push((*row, fate(number(&values[*row])), values[*row].clone().unwrap_or_default()));
                }
            }
            for row in group {
                greater |= number(&values[row]) != most;
                values[row] = most.map(|most| most.to_string());
            }
        }
        notes.sort_by_key(|(row, _, _)| *row);
        let (mut columns, mut codes) = (Names::default(), Names::default());
        for (row, action, before) in notes {
            out.notes.rows.push(row as u32);
            out.notes.actions.push(action);
            columns.push("v");
            codes.push("not-the-last");
            out.notes.before.push(&before);
        }
        (out.notes.columns, out.notes.codes) = (columns.list, codes.list);
        out.columns.push(Column::new("n", Values::Int64(counts)));
        // As plugins may, it leaves a column out where it has nothing to change.
        if greater {
            out.columns.push(Column::text("v", values));
        }
        Ok(out)
    }
}

struct Fake {
    plugin: Plugin,
    fails: bool,
    backwards: bool,
}

impl Fake {
    fn new(facts: &str) -> Self {
        let words = "{ zh = \"数\", en = \"Count\" }";
        let manifest = format!(
            "id = \"clean-count\"\nkind = \"cleaner\"\nversion = \"1.0.0\"\ntitle = {words}\nsummary = {words}\n\
             [cleaner]\norder = 1\ntables = [\"cases\"]\n{facts}\n"
        );
        let manifest = Arc::new(Manifest::parse(&manifest).expect("a manifest"));
        Self { plugin: Plugin { manifest, sha256: String::new() }, fails: false, backwards: false }
    }
}

impl Engine for Fake {
    fn plugin(&self, id: &str) -> Option<&Plugin> {
        Some(&self.plugin).filter(|plugin| plugin.manifest.id == id)
    }

    fn plugins(&self) -> Vec<&Plugin> {
        vec![&self.plugin]
    }

    fn plan(&self, _: &str, _: &Args, tables: &[Table]) -> Result<Vec<Input>, Failure> {
        Ok(vec![Input::new("rows", &tables[0].name).columns(["order_id", "v"])])
    }

    fn cleaner(&self, _: &str, _: &Args, _: &Context) -> Result<Box<dyn Cleaner + '_>, Failure> {
        Ok(Box::new(Counting { fails: self.fails }))
    }

    fn accumulator(&self, _: &str, _: &Args, _: &Context) -> Result<Box<dyn Accumulator + '_>, Failure> {
        Err(Failure::TimedOut)
    }

    fn analyzer(&self, _: &str, _: &Args, _: &Context) -> Result<Box<dyn Analyzer + '_>, Failure> {
        Err(Failure::TimedOut)
    }

    fn parallelism(&self) -> usize {
        1
    }

    fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(|index| task(if self.backwards { count - 1 - index } else { index }));
    }
}

struct Given {
    rows: Vec<Row>,
    chunk_rows: usize,
}

impl Rows for Given {
    fn chunks(&self) -> usize {
        self.rows.len().div_ceil(self.chunk_rows)
    }

    fn read(&self, chunk: usize, batch_rows: usize) -> Result<Vec<Batch>, RunError> {
        let all = self.rows.chunks(self.chunk_rows).nth(chunk).unwrap_or_default();
        let text = |value: Option<u8>| value.map(|value| value.to_string());
        Ok(all
            .chunks(batch_rows)
            .map(|rows| Batch {
                rows: rows.len() as u32,
                columns: vec![
                    Column::text("order_id", rows.iter().map(|row| text(row.0))),
                    Column::text("v", rows.iter().map(|row| text(row.1))),
                ],
            })
            .collect())
    }
}

fn source(number: usize, table: &str, rows: &[Row], chunk_rows: usize) -> Source<'static> {
    Source {
        name: format!("{table}{number}.csv"),
        sha256: number.to_string(),
        salt: String::new(),
        table: table.to_owned(),
        columns: [("订单号", "order_id"), ("值", "v")].map(|(from, to)| (from.to_owned(), to.to_owned())).into(),
        not_rows: 0,
        filter: None,
        timezone: None,
        received_at: None,
        profile: None,
        rows: Box::new(Given { rows: rows.to_vec(), chunk_rows }),
    }
}

fn prepare(engine: &Fake, sources: &[Source<'_>], batch_rows: usize) -> Prepared {
    run::prepare(engine, &Config::default(), sources, 0, batch_rows, &|_| {}).expect("a run")
}

/// Per accepted row: source, number, key, value, count, is it flagged.
type Accepted = (usize, u64, Option<String>, Option<String>, Option<i64>, bool);

fn accepted(prepared: &Prepared) -> Vec<Accepted> {
    let table = prepared.tables.0.iter().find(|table| table.name == "cases").expect("cases");
    let mut out = Vec::new();
    for part in &table.parts {
        let text = |name: &str, row| part.batch.column(name)?.text_at(row).map(str::to_owned);
        for row in 0..part.batch.rows as usize {
            let n =
                part.batch.column("n").filter(|column| column.is_valid(row)).and_then(|column| match &column.values {
                    Values::Int64(values) => Some(values[row]),
                    _ => None,
                });
            let flagged = part.marks[row] & FLAGGED != 0;
            out.push((part.source, part.rows[row], text("order_id", row), text("v", row), n, flagged));
        }
    }
    out
}

/// The same by the definition, and the numbers of the rows that wait aside, source by source.
fn model(sources: &[Vec<Row>]) -> (Vec<Accepted>, Vec<Vec<u64>>) {
    let rows: Vec<(usize, u64, Row)> = sources
        .iter()
        .enumerate()
        .flat_map(|(source, rows)| rows.iter().enumerate().map(move |(number, row)| (source, number as u64 + 1, *row)))
        .collect();
    let keys: Vec<Option<u8>> = rows.iter().map(|row| row.2.0).collect();
    let mut out: BTreeMap<usize, Accepted> = BTreeMap::new();
    let mut aside = vec![Vec::new(); sources.len()];
    for group in groups(&keys) {
        let most = group.iter().filter_map(|row| rows[*row].2.1).max();
        for (place, row) in group.iter().enumerate() {
            let (source, number, (key, value)) = rows[*row];
            let action = if place + 1 < group.len() { Some(fate(value)) } else { None };
            match action {
                Some(Action::Quarantine) => aside[source].push(number),
                Some(Action::Exclude) => {}
                action => {
                    let text = |value: Option<u8>| value.map(|value| value.to_string());
                    let flagged = action == Some(Action::Flag);
                    let accepted = (source, number, text(key), text(most), Some(group.len() as i64), flagged);
                    out.insert(*row, accepted);
                }
            }
        }
    }
    aside.iter_mut().for_each(|rows| rows.sort_unstable());
    (out.into_values().collect(), aside)
}

const BY_ORDER: &str = "scope = \"key\"\nkeys.cases = [[\"line_id\"], [\"order_id\"]]";

fn rows() -> impl Strategy<Value = Vec<Vec<Row>>> {
    let row = (prop::option::weighted(0.8, 0..6u8), prop::option::weighted(0.9, 0..9u8));
    prop::collection::vec(prop::collection::vec(row, 0..20), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::with_cases(300)
    })]

    #[test]
    fn batches_chunks_calls_and_order_never_show(
        sources in rows(), chunk_rows in 1..9usize, batch_rows in 1..9usize, backwards: bool, linked: bool,
    ) {
        let phase = if linked { "phase = \"linked\"\n" } else { "" };
        let engine = Fake { backwards, ..Fake::new(&format!("{phase}{BY_ORDER}")) };
        let given: Vec<_> =
            sources.iter().enumerate().map(|(number, rows)| source(number, "cases", rows, chunk_rows)).collect();
        let prepared = prepare(&engine, &given, batch_rows);
        let (expected, aside) = model(&sources);
        prop_assert_eq!(accepted(&prepared), expected);
        for (number, rows) in aside.iter().enumerate() {
            let waiting: Vec<_> =
                prepared.quarantine.iter().filter(|waiting| waiting.sha256 == number.to_string()).collect();
            prop_assert!(waiting.len() <= 1);
            let found: Vec<u64> = waiting.iter().flat_map(|waiting| &waiting.rows).map(|row| row.row).collect();
            prop_assert_eq!(&found, rows);
            for (columns, row) in waiting.iter().flat_map(|of| of.rows.iter().map(|row| (&of.columns, row))) {
                let (key, value) = sources[number][row.row as usize - 1];
                let as_it_came = |name: &str| if name == "v" { value } else { key }.map(|cell| cell.to_string());
                let expected: Vec<_> = columns.iter().map(|name| as_it_came(name)).collect();
                prop_assert_eq!(&row.cells, &expected);
            }
        }
    }

    #[test]
    fn a_table_is_seen_whole(sources in rows(), batch_rows in 1..9usize) {
        let keys = "scope = \"table\"";
        let given: Vec<_> = sources.iter().enumerate().map(|(number, rows)| source(number, "cases", rows, 5)).collect();
        let found = run::prepare(&Fake::new(keys), &Config::default(), &given, 0, batch_rows, &|_| {});
        prop_assert_eq!(accepted(&found.expect("a run")), model(&sources).0);
    }
}

#[test]
fn partners_follow_the_rows_that_stay() {
    let rows = |keys: &[u8]| -> Vec<Row> { keys.iter().map(|key| (Some(*key), Some(4))).collect() };
    let engine = Fake::new(&format!("phase = \"linked\"\n{BY_ORDER}"));
    let sources = [source(0, "cases", &rows(&[1, 2, 1, 3, 2]), 2), source(1, "conversations", &rows(&[3, 1, 9, 2]), 3)];
    let config = Config::parse("[[link]]\nfrom = 'conversations'\nto = 'cases'\non = ['order_id']\n").expect("a file");
    let prepared = run::prepare(&engine, &config, &sources, 0, 2, &|_| {}).expect("a run");
    let table = prepared.tables.get("conversations").expect("conversations");
    let partners: Vec<_> = prepared.tables.parts(table, "case.order_id").expect("a linked column");
    let parts = partners.iter().zip(&table.parts);
    let cells: Vec<Option<String>> = parts
        .flat_map(|(column, part)| (0..part.batch.rows as usize).map(|row| column.text_at(row).map(str::to_owned)))
        .collect();
    assert_eq!(cells, [Some("3"), Some("1"), None, Some("2")].map(|cell| cell.map(str::to_owned)));
}

#[test]
fn a_failed_rule_fails_for_its_whole_table() {
    let rows: Vec<Row> = (0..10).map(|row| (Some(row % 3), Some(row))).collect();
    let sources = || [source(0, "cases", &rows, 4)];
    let engine = Fake { fails: true, ..Fake::new(BY_ORDER) };
    let prepared = prepare(&engine, &sources(), 3);
    let blank: Vec<_> = accepted(&prepared).into_iter().map(|row| (row.2, row.3, row.4, row.5)).collect();
    assert_eq!(blank, vec![(None, None, None, true); 10]);
    let mandatory = Fake { fails: true, ..Fake::new(&format!("mandatory = true\n{BY_ORDER}")) };
    assert!(prepare(&mandatory, &sources(), 3).tables.get("cases").is_none());
}

#[test]
fn a_key_with_too_many_rows_is_named() {
    let rows: Vec<Row> = (0..100).map(|row| (Some(if row < MOST_ROWS as u8 + 1 { 7 } else { row }), None)).collect();
    let column = Column::text("order_id", rows.iter().map(|row| row.0.map(|key| key.to_string())));
    let failure = calls(&Together::Key(vec![&column]), rows.len(), CALL_ROWS).expect_err("a refusal");
    let said = "must see too many rows at once: the key `7` has 61 rows, 60 are the most; \
                check the column, or choose another key";
    assert_eq!(failure.to_string(), said);
    assert!(calls(&Together::Table, 61, CALL_ROWS).is_err());
    assert!(calls(&Together::Key(vec![&column.take(&[0; 60])]), 60, CALL_ROWS).is_ok());
}

#[test]
fn kinds_must_agree_over_all_keys() {
    let made = [Values::Int64(vec![1]), Values::Float64(vec![1.0])]
        .map(|values| Cleaned { columns: vec![Column::new("n", values)], ..Cleaned::default() });
    let failure = columns(&[vec![0], vec![1]], &made, 2, &|_| None).expect_err("a refusal");
    assert!(matches!(failure, Failure::Malformed(_)), "{failure}");
}
