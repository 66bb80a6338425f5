//! Reading alone, and reading with cleaning, beside what analysts do it with.

use std::path::Path;
use std::process::Command;

use aftersight::intake;
use aftersight_pipeline::engine::Engine;
use aftersight_pipeline::run::{self, BATCH_ROWS};

use crate::runs::{CASES, Job};
use crate::statistics::{RUNS, Times, ratio, seconds};

const JOB: Job = Job { title: "300 000 cases", name: "readers", cases: 300_000, ..CASES };

const TOOLS: [&str; 3] = ["duckdb", "polars", "pandas"];

pub(crate) fn print(home: &Path) {
    let Some(python) = std::env::var_os("AFTERSIGHT_PYTHON") else {
        println!("Readers: skipped, AFTERSIGHT_PYTHON names no interpreter.\n");
        return;
    };
    JOB.generate(home);
    println!(
        "## Reading and cleaning\n\n{} in two UTF-8 CSV files, {} MB, 2 threads (pandas: 1). *read*: every cell as text. *clean*: typed tables; the others by the short programs in `tests/benches/speed/readers.py`: trim, one Unicode form, mobiles masked in every text, times and amounts converted, placeholders to null. Ours runs the whole default chain, vocabularies and triage too, and keeps the account of it.\n",
        JOB.title,
        JOB.bytes(home) / 1_000_000
    );
    println!("| step | Aftersight | | time | Aftersight ÷ it |\n|---|---|---|---|---|");
    for step in ["read", "clean"] {
        let mut ours: Vec<f64> = Vec::new();
        let mut theirs: Vec<Vec<f64>> = vec![Vec::new(); TOOLS.len()];
        for _ in 0..RUNS {
            ours.push(if step == "read" { read(home) } else { clean(home) });
            for (tool, times) in TOOLS.iter().zip(&mut theirs) {
                times.push(asked(&python, &[tool, step], &home.join(JOB.name)));
            }
        }
        for (tool, times) in TOOLS.iter().zip(theirs) {
            let ratio = ratio(&ours, &times);
            println!(
                "| {step} | {} | {tool} | {} | {ratio} |",
                Times::new(ours.clone()).show(),
                Times::new(times).show()
            );
        }
    }
    println!();
}

/// Opens the files and reads every chunk, several at once; batches are let go as they come.
fn read(home: &Path) -> f64 {
    let (config, folder) = JOB.config(home);
    let engine = crate::engine(None, 2);
    seconds(|| {
        let sources = intake::open(&engine, &config, &folder).expect("the files are there");
        let chunks: Vec<_> =
            sources.iter().flat_map(|source| (0..source.rows.chunks()).map(move |chunk| (source, chunk))).collect();
        engine.each(chunks.len(), &|index| {
            let (source, chunk) = chunks[index];
            std::hint::black_box(source.rows.read(chunk, BATCH_ROWS).expect("readable"));
        });
    })
}

fn clean(home: &Path) -> f64 {
    let (config, folder) = JOB.config(home);
    let engine = crate::engine(Some(home.join("cache")), 2);
    let ids: Vec<String> = engine.plugins().iter().map(|plugin| plugin.manifest.id.clone()).collect();
    assert!(engine.prepare(&ids).is_empty(), "all plugins are usable");
    seconds(|| {
        let sources = intake::open(&engine, &config, &folder).expect("the files are there");
        run::prepare(&engine, &config, &sources, i64::MAX / 4, BATCH_ROWS, &|_| {}).expect("it runs")
    })
}

/// Each tool measures itself, with its own start left out.
fn asked(python: &std::ffi::OsStr, words: &[&str], folder: &Path) -> f64 {
    let script = crate::root().join("tests/benches/speed/readers.py");
    let output = Command::new(python).arg(script).args(words).arg(folder).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("seconds")
}
