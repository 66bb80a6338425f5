//! Every cleaner in `target/plugins` over random tables full of nasty cells: nothing traps, no row is lost, what comes out is
//! well formed, batches do not show, and cleaning twice is cleaning once. A new cleaner is tried because it is there.

mod chain;
mod pool;
mod tables;
mod trial;

use aftersight::engine::{Limits, Options, WasmEngine};
use aftersight_contract::manifest::{Manifest, Parameter, PluginKind, Scope, resolve};
use aftersight_contract::{Batch, Column, Kind, TABLES, Values};
use aftersight_pipeline::bare;
use aftersight_pipeline::config::Given;
use aftersight_pipeline::engine::Engine;
use aftersight_tests::target;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};

use tables::{natural, parameters, repeated};
use trial::{Trial, ZONE};

/// Random tables per cleaner.
const CASES: u32 = 60;

/// Rows per call.
const CALLS: [usize; 3] = [1 << 15, 1, 3];

/// Cleaners that may change what they cleaned, and why.
const AGAIN: &[(&str, &str)] = &[
    ("clean-reason-vocabulary", "a code that it guessed is taken for one that the export gives, and is certain then"),
    (
        "clean-issue-classifier",
        "an issue type that it guessed is taken for a given one, of which it says no confidence",
    ),
    ("clean-responsibility", "a party that stands there is a person's decision, which wins over rules"),
];

/// So many cases, the same ones in every run.
fn seeded(cases: u32) -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(11),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::with_cases(cases)
    }
}

/// `AFTERSIGHT_PLUGIN=amounts` tries only cleaners whose id holds the text.
fn cleaners(engine: &WasmEngine) -> Vec<Manifest> {
    let part = std::env::var("AFTERSIGHT_PLUGIN").unwrap_or_default();
    let all = engine.plugins().into_iter().map(|plugin| plugin.manifest.as_ref());
    let found: Vec<_> =
        all.filter(|manifest| manifest.kind == PluginKind::Cleaner && manifest.id.contains(&part)).cloned().collect();
    assert!(!found.is_empty(), "there are cleaners: build them with `cargo xtask plugins`");
    found
}

/// The tables at which a cleaner is tried: those that it names, else all of the data model and one beyond it.
fn tables_of(manifest: &Manifest) -> Vec<String> {
    let named = manifest.cleaner.iter().flat_map(|facts| facts.tables.clone()).collect::<Vec<_>>();
    let all = TABLES.iter().map(|name| (*name).to_owned()).chain(["warehouse_log".to_owned()]);
    if named.is_empty() { all.collect() } else { named }
}

/// What a cleaner reads of a table that has everything, and three columns that it does not know.
///
/// # Errors
/// What is wrong with its parameters, or a refusal.
fn names(engine: &WasmEngine, manifest: &Manifest, table: &str) -> Result<Vec<String>, String> {
    let needs = manifest.cleaner.iter().flat_map(|facts| facts.needs.clone());
    let texts =
        |value: &toml::Value| Some(value.as_array()?.iter().filter_map(|it| it.as_str()).map(str::to_owned).collect());
    let defaults = manifest.parameters.iter().filter_map(|parameter| parameter.default.as_ref().and_then(texts));
    let word = |name: &String| name.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !name.is_empty();
    let known = aftersight_ingest::columns_of(table).map(|(name, _)| name.to_owned());
    let made = ["currency", "is_orphan", "order_row", "line_row", "reason_code", "priority_evidence", "messages", "at"];
    let mut all: Vec<String> = known
        .chain(needs)
        .chain(defaults.flat_map(|names: Vec<String>| names).filter(word))
        .chain(made.map(str::to_owned))
        .collect();
    all.sort();
    all.dedup();
    let mut wanted: Vec<String> = Vec::new();
    for kind in [|_: &str| Kind::Text, natural] {
        let columns = all.iter().map(|name| tables::typed(name, kind(name), &[])).collect();
        let batch = Batch { rows: 0, columns };
        let trial = Trial { engine, manifest, table, given: Default::default() };
        let mut given = with_secrets(manifest);
        bare::fill(manifest, &mut given, table, ZONE);
        let _ = bare::fill_key(manifest, &mut given, table, &batch);
        let params = resolve(manifest, &given).map_err(|error| format!("{:?}", error.words()))?;
        wanted.extend(trial.wanted(&params, &batch).map_err(|failure| format!("{failure:?}"))?);
    }
    wanted.extend(["status", "note", "备注"].map(str::to_owned));
    wanted.sort();
    wanted.dedup();
    Ok(wanted)
}

fn with_secrets(manifest: &Manifest) -> Given {
    let secret = |parameter: &Parameter| Some((parameter.name.clone(), tables::secret(parameter)?));
    manifest.parameters.iter().filter_map(secret).collect()
}

/// Every engine takes the code that the first one compiled.
fn engine(jobs: usize) -> WasmEngine {
    let cache = Some(target("tmp").join("cleaners-fuzz"));
    let options = Options { limits: Limits::native(), cache, jobs };
    let engine = WasmEngine::load(&[target("plugins")], options).expect("wasmtime runs here");
    assert_eq!(engine.problems(), [], "build them with `cargo xtask plugins`");
    engine
}

#[test]
fn cleaners_keep_their_promises_for_any_table() {
    let engine = engine(1);
    let mut broken = String::new();
    for manifest in cleaners(&engine) {
        let tables = tables_of(&manifest);
        let mut tried = 0;
        for table in &tables {
            let names = match names(&engine, &manifest, table) {
                Ok(names) => names,
                Err(error) => {
                    broken += &format!("\n{} over {table}: {error}\n", manifest.id);
                    continue;
                }
            };
            let strategy = (tables::table(names), parameters(&manifest));
            let cases = CASES.div_ceil(tables.len() as u32).max(6);
            let outcome = TestRunner::new(seeded(cases)).run(&strategy, |(batch, given)| {
                let trial = Trial { engine: &engine, manifest: &manifest, table, given };
                keeps(&trial, &batch).map_err(TestCaseError::fail)
            });
            tried += cases;
            if let Err(error) = outcome {
                broken += &format!("\n{} over {table}: {error}\n", manifest.id);
            }
        }
        assert!(tried > 0 || !broken.is_empty(), "{} was tried", manifest.id);
    }
    assert!(broken.is_empty(), "{broken}");
}

/// All promises for one table.
fn keeps(trial: &Trial<'_>, batch: &Batch) -> Result<(), String> {
    let [whole, parts @ ..] = CALLS;
    let (came, cleaned) = match trial.run(batch, whole) {
        Ok(Some(done)) => done,
        Ok(None) => return Ok(()),
        // A column of a kind that the data model does not give it may be refused, in words that the manifest has.
        Err(error) if tables::is_odd(batch) && trial.refuses(&error) => return Ok(()),
        Err(error) => return Err(error),
    };
    for rows in parts {
        let Some((again, _)) = trial.run(batch, rows)? else {
            return Err("it wants nothing in smaller calls".to_owned());
        };
        if again != came {
            return Err(format!("calls of {rows} rows give something else:\n{again:?}\n{came:?}"));
        }
    }
    if AGAIN.iter().any(|(id, _)| *id == trial.manifest.id) {
        return Ok(());
    }
    let Some((twice, _)) = trial.run(&cleaned, whole)? else { return Ok(()) };
    if twice.kept.len() != cleaned.rows as usize {
        return Err(format!("cleaning again takes rows away: {:?}", twice.notes));
    }
    for (row, cells) in twice.rows.iter().enumerate() {
        let before = &came.rows[came.kept[row] as usize];
        if cells != before {
            return Err(format!("cleaning again changes row {row}:\n{before:?}\n{cells:?}"));
        }
    }
    Ok(())
}

/// A cell as large as a cell may be, and ten thousand rows that are one key's.
#[test]
fn large_cells_and_crowded_keys_are_within_the_limits() {
    let engine = engine(1);
    let mut broken = String::new();
    for manifest in cleaners(&engine) {
        let table = &tables_of(&manifest)[0];
        let Ok(names) = names(&engine, &manifest, table) else { continue };
        let trial = |given| Trial { engine: &engine, manifest: &manifest, table, given };
        let texts: Vec<&String> =
            names.iter().filter(|name| natural(name) == Kind::Text && !name.contains('.')).collect();
        let pieces = ["1", "破损，", "13800138000 ", "(", "\u{301}", "浙江省", "=\"", "没有"];
        for piece in pieces {
            let cell = piece.repeat((1 << 20) / piece.len());
            for name in texts.iter().take(2) {
                let batch = Batch { rows: 1, columns: vec![repeated(name, &cell, 1)] };
                if let Err(error) = trial(with_secrets(&manifest)).run(&batch, 1 << 15) {
                    let error = error.chars().take(300).collect::<String>();
                    broken += &format!("\n{}: a cell `{name}` of a megabyte of {piece:?}: {error}", manifest.id);
                }
            }
        }
        if trial(with_secrets(&manifest)).facts().scope == Scope::Key {
            let rows = 10_000;
            let column = |name: &String| match natural(name) {
                Kind::Text => repeated(name, if name.ends_with("_id") { "4108888888888888889" } else { "退货" }, rows),
                Kind::Timestamp => Column::new(name.as_str(), Values::Timestamp((0..rows as i64).collect())),
                kind => tables::typed(name, kind, &vec![Some(1); rows]),
            };
            let batch = Batch { rows: rows as u32, columns: names.iter().map(column).collect() };
            if let Err(error) = trial(with_secrets(&manifest)).run(&batch, 1 << 15) {
                let error = error.chars().take(300).collect::<String>();
                broken += &format!("\n{}: ten thousand rows of one key: {error}", manifest.id);
            }
        }
    }
    assert!(broken.is_empty(), "{broken}");
}
