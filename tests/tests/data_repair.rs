//! Tables that nobody has described, with known mistakes: what is right stays right, and what is flagged is wrong.
//!
//! Blanks around a cell are no part of it. The chain is the one that a run picks by itself for an unknown table, without masking: names and phones count here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use aftersight::intake;
use aftersight_contract::manifest::Manifest;
use aftersight_contract::{Action, Args, Column, Context, Input, Table};
use aftersight_pipeline::config::{CleanStep, Config, SourceStep};
use aftersight_pipeline::engine::{Accumulator, Analyzer, Cleaned, Cleaner, Engine, Failure, Plugin, View};
use aftersight_pipeline::run;

/// A place in the file: data row from 0, column.
type Place = (usize, String);

/// What the rules said about each cell, by rule.
type Said = BTreeMap<Place, BTreeSet<String>>;

/// Hears what cleaners say. One thread and one batch: a row's number is its place in the file.
struct Listening<'a> {
    engine: &'a dyn Engine,
    said: Mutex<Said>,
}

struct Heard<'a> {
    id: String,
    cleaner: Box<dyn Cleaner + 'a>,
    said: &'a Mutex<Said>,
}

impl Cleaner for Heard<'_> {
    fn clean(&mut self, batch: &View<'_>) -> Result<Cleaned, Failure> {
        let cleaned = self.cleaner.clean(batch)?;
        let mut said = self.said.lock().expect("one thread");
        for note in 0..cleaned.notes.len() {
            let place = (cleaned.notes.rows[note] as usize, cleaned.notes.columns.get(note).to_owned());
            let what = format!("{} {:?} {}", self.id, cleaned.notes.actions[note], cleaned.notes.codes.get(note));
            if cleaned.notes.actions[note] != Action::Fix {
                said.entry(place).or_default().insert(what);
            }
        }
        Ok(cleaned)
    }
}

impl Engine for Listening<'_> {
    fn plugin(&self, id: &str) -> Option<&Plugin> {
        self.engine.plugin(id)
    }

    fn plugins(&self) -> Vec<&Plugin> {
        self.engine.plugins()
    }

    fn plan(&self, id: &str, params: &Args, tables: &[Table]) -> Result<Vec<Input>, Failure> {
        self.engine.plan(id, params, tables)
    }

    fn cleaner(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Cleaner + '_>, Failure> {
        let cleaner = self.engine.cleaner(id, params, context)?;
        Ok(Box::new(Heard { id: id.to_owned(), cleaner, said: &self.said }))
    }

    fn accumulator(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Accumulator + '_>, Failure> {
        self.engine.accumulator(id, params, context)
    }

    fn analyzer(&self, id: &str, params: &Args, context: &Context) -> Result<Box<dyn Analyzer + '_>, Failure> {
        self.engine.analyzer(id, params, context)
    }

    fn parallelism(&self) -> usize {
        1
    }

    fn each(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(task);
    }
}

/// The folder of a set.
fn data(name: &str) -> Option<PathBuf> {
    let file = format!("data-repair/{name}/dirty.csv");
    Some(aftersight_tests::public_data(name, &file)?.join("data-repair").join(name))
}

/// Every cell of a CSV file as text.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let config = config(path);
    let engine = aftersight_tests::engine(1);
    let sources = intake::open(&engine, &config, Path::new("")).expect("a table");
    let batches: Vec<_> =
        (0..sources[0].rows.chunks()).flat_map(|chunk| sources[0].rows.read(chunk, 1 << 20).expect("rows")).collect();
    let text = |column: &Column, row| column.text_at(row).unwrap_or_default().to_owned();
    let row = |batch: &aftersight_contract::Batch, row| batch.columns.iter().map(|column| text(column, row)).collect();
    batches.iter().flat_map(|batch| (0..batch.rows as usize).map(move |at| row(batch, at))).collect()
}

fn config(path: &Path) -> Config {
    let source = SourceStep {
        path: path.to_string_lossy().into_owned(),
        table: Some("records".to_owned()),
        ..Default::default()
    };
    let masking =
        |plugin: &str| CleanStep { plugin: plugin.to_owned(), table: None, enabled: false, params: BTreeMap::new() };
    Config { sources: vec![source], cleaners: vec![masking("clean-mask-pii")], ..Config::default() }
}

/// How the rules did.
#[derive(Default)]
struct Score {
    wrong: usize,
    repaired: usize,
    flagged: usize,
    /// Cells that were right and are not any more.
    spoilt: usize,
    /// Flags of cells that are right.
    mistaken: usize,
    /// By kind: what was wrong with the cell, how many of them, how many found.
    kinds: BTreeMap<String, (usize, usize)>,
}

#[expect(clippy::print_stdout, reason = "the table is worth reading")]
fn judge(name: &str, folder: &Path) -> Score {
    let path = folder.join("dirty.csv");
    let (dirty, right) = (cells(&path), cells(&folder.join("clean.csv")));
    let config = config(&path);
    let engine = aftersight_tests::engine(1);
    let listening = Listening { engine: &engine, said: Mutex::default() };
    let sources = intake::open(&listening, &config, Path::new("")).expect("a table");
    let names: Vec<String> =
        sources[0].rows.read(0, 1).expect("rows")[0].columns.iter().map(|column| column.name.clone()).collect();
    let prepared = run::prepare(&listening, &config, &sources, i64::MAX / 4, 1 << 20, &|_| {}).expect("it runs");
    let said = listening.said.lock().expect("one thread").clone();
    let part = &prepared.tables.get("records").expect("the table").parts[0];
    let mut made: BTreeMap<usize, Vec<Option<String>>> = BTreeMap::new();
    for (place, number) in part.rows.iter().enumerate() {
        let cell = |name: &String| part.batch.column(name).and_then(|column| shown(column, place));
        made.insert(*number as usize - 1, names.iter().map(cell).collect());
    }
    let mut score = Score::default();
    for row in 0..dirty.len() {
        for (at, name) in names.iter().enumerate() {
            let (before, right) = (&dirty[row][at], &right[row][at]);
            let after = made.get(&row).map(|cells| cells[at].clone().unwrap_or_default());
            let heard = said.get(&(row, name.clone()));
            if before == right {
                // A row that waits aside keeps its cells.
                if after.as_ref().is_some_and(|after| after.trim() != right.trim()) {
                    score.spoilt += 1;
                    println!("{name}, row {row}: {right:?} became {after:?}");
                }
                if let Some(heard) = heard {
                    score.mistaken += 1;
                    println!("{name}, row {row}: {before:?} is right, but {heard:?}");
                }
                continue;
            }
            let (repaired, flagged) = (after.as_ref() == Some(right), heard.is_some());
            score.wrong += 1;
            score.repaired += usize::from(repaired);
            score.flagged += usize::from(flagged);
            let kind = score.kinds.entry(name.clone()).or_default();
            kind.0 += 1;
            kind.1 += usize::from(repaired || flagged);
        }
    }
    println!(
        "{name}: {} wrong cells, {} repaired, {} flagged, {} right ones flagged",
        score.wrong, score.repaired, score.flagged, score.mistaken
    );
    for (kind, (wrong, found)) in &score.kinds {
        println!("  {kind:<24} {found:>4} of {wrong}");
    }
    score
}

/// A cell after cleaning, as the file would write it.
fn shown(column: &Column, row: usize) -> Option<String> {
    match column.text_at(row) {
        Some(text) => Some(text.to_owned()),
        None if column.is_valid(row) => Some(format!("{:?}", column.values)),
        None => None,
    }
}

fn precise(score: &Score) -> bool {
    score.flagged * 10 >= (score.flagged + score.mistaken) * 8
}

#[test]
fn rayyan() {
    let Some(folder) = data("rayyan") else { return };
    let score = judge("rayyan", &folder);
    assert_eq!(score.spoilt, 0, "what is right stays right");
    assert!(precise(&score), "of ten flags, eight must be right");
    assert!(score.repaired + score.flagged >= 50, "at least fifty wrong cells are found");
}

#[test]
fn hospital() {
    let Some(folder) = data("hospital") else { return };
    let score = judge("hospital", &folder);
    assert_eq!(score.spoilt, 0, "what is right stays right");
    assert!(precise(&score), "of ten flags, eight must be right");
    assert!(score.repaired + score.flagged > 0, "some wrong cells are found");
}

#[test]
fn the_chain_for_an_unknown_table_is_what_manifests_say() {
    let engine = aftersight_tests::engine(1);
    let plugins = engine.plugins();
    let general = |manifest: &Manifest| manifest.cleaner.as_ref().is_some_and(|facts| facts.tables.is_empty());
    let general: Vec<_> = plugins
        .iter()
        .map(|plugin| &plugin.manifest)
        .filter(|manifest| general(manifest))
        .map(|manifest| manifest.id.as_str())
        .collect();
    assert!(general.contains(&"clean-text-normalise") && general.contains(&"clean-mask-pii"), "{general:?}");
}
