//! What `--out DIR` holds: results.json, report.html, clean/*.parquet, quarantine/*.csv, and pipeline.toml, by which
//! `aftersight replay` runs again.

mod parquet;
mod quarantine;
mod rerun;
mod sheet;

use std::fs;
use std::path::Path;

use ::parquet::errors::ParquetError;
use aftersight_contract::manifest::{Cause, Words};
use aftersight_pipeline::Results;
use aftersight_pipeline::replay::{Corrections, Refusal};
use aftersight_pipeline::run::Prepared;

use crate::cli::{Failed, Lang};
use crate::report::{self, Manifests};

pub(crate) use rerun::{FILE as RERUN, rerun};

/// What a directory is written from.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) prepared: &'a Prepared,
    pub(crate) results: &'a Results,
    /// The pipeline file that does the same again.
    pub(crate) rerun: &'a str,
    /// Corrections that were not taken.
    pub(crate) refused: &'a [Refusal],
    pub(crate) lang: Lang,
    pub(crate) manifests: Manifests<'a>,
}

/// What people corrected, in the output directory.
pub(crate) const CORRECTIONS: &str = "corrections.json";

/// `results.json`.
pub(crate) fn json(results: &Results) -> String {
    // Results are maps with text keys and finite numbers: nothing in them can fail to be written.
    let mut text = serde_json::to_string_pretty(results).unwrap_or_default();
    text.push('\n');
    text
}

/// Writes everything. What a run before left in `clean` and `quarantine` is removed first: no file may tell of another run.
pub(crate) fn write(out: &Path, corrections: &Corrections, run: Run<'_>) -> Result<(), Failed> {
    let Run { prepared, results, lang, manifests, .. } = run;
    let (clean, waiting) = (out.join("clean"), out.join("quarantine"));
    fs::create_dir_all(out).map_err(|error| Failed::writing(out, &error))?;
    let save = |path: &Path, text: &str| fs::write(path, text).map_err(|error| Failed::writing(path, &error));
    // What somebody typed goes first: the files that it was typed into are about to go.
    let typed = out.join(CORRECTIONS);
    if *corrections != Corrections::default() {
        save(&typed, &corrections.to_json())?;
    } else if typed.exists() {
        fs::remove_file(&typed).map_err(|error| Failed::writing(&typed, &error))?;
    }
    for (folder, extension) in [(&clean, "parquet"), (&waiting, "csv")] {
        forget(folder, extension).map_err(|error| Failed::writing(folder, &error))?;
        fs::create_dir_all(folder).map_err(|error| Failed::writing(folder, &error))?;
    }
    save(&out.join(RERUN), run.rerun)?;
    save(&out.join("results.json"), &json(results))?;
    save(&out.join("report.html"), &report::html(results, lang, manifests))?;
    for table in prepared.tables.0.iter().filter(|table| !table.withheld) {
        let path = clean.join(format!("{}.parquet", table.name));
        parquet::write(&path, table).map_err(|error| unwritten(&path, &error))?;
    }
    quarantine::write(&waiting, &prepared.quarantine, results, run.refused)
}

/// A table that cannot be written: for a reason of the system, or of the format.
fn unwritten(path: &Path, error: &ParquetError) -> Failed {
    if let ParquetError::External(outer) = error
        && let Some(error) = outer.downcast_ref::<std::io::Error>()
    {
        return Failed::writing(path, error);
    }
    let what = Words::new(format!("无法写入 {}", path.display()), format!("cannot write {}", path.display()));
    Failed::said(Cause::technical(error).between(&what, &Words::default()))
}

fn forget(folder: &Path, extension: &str) -> std::io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
