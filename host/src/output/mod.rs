//! What `--out DIR` holds: results.json, report.html, clean/*.parquet, quarantine/*.csv.

mod parquet;
mod quarantine;

use std::fs;
use std::path::Path;

use aftersight_pipeline::Results;
use aftersight_pipeline::run::Prepared;

use crate::cli::{Failed, Lang};
use crate::report::{self, Manifests};

/// `results.json`.
pub(crate) fn json(results: &Results) -> String {
    // Results are maps with text keys and finite numbers: nothing in them can fail to be written.
    let mut text = serde_json::to_string_pretty(results).unwrap_or_default();
    text.push('\n');
    text
}

/// Writes everything. What a run before left in `clean` and `quarantine` is removed first: no file may tell of another run.
pub(crate) fn write(
    out: &Path,
    prepared: &Prepared,
    results: &Results,
    lang: Lang,
    manifests: Manifests<'_>,
) -> Result<(), Failed> {
    let (clean, waiting) = (out.join("clean"), out.join("quarantine"));
    fs::create_dir_all(out).map_err(|error| Failed::writing(out, &error))?;
    for (folder, extension) in [(&clean, "parquet"), (&waiting, "csv")] {
        forget(folder, extension).map_err(|error| Failed::writing(folder, &error))?;
        fs::create_dir_all(folder).map_err(|error| Failed::writing(folder, &error))?;
    }
    let save = |path: &Path, text: &str| fs::write(path, text).map_err(|error| Failed::writing(path, &error));
    save(&out.join("results.json"), &json(results))?;
    save(&out.join("report.html"), &report::html(results, lang, manifests))?;
    for table in prepared.tables.0.iter().filter(|table| !table.withheld) {
        let path = clean.join(format!("{}.parquet", table.name));
        parquet::write(&path, table).map_err(|error| {
            Failed::input(
                format!("无法写入 {}（{error}）", path.display()),
                format!("cannot write {}: {error}", path.display()),
            )
        })?;
    }
    quarantine::write(&waiting, &prepared.quarantine, results)
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
