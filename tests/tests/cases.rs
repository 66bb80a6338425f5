//! Every case of every plugin through wasmtime, and the merge laws over the cases of every KPI.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use aftersight::engine::WasmEngine;
use aftersight_golden::{Case, laws};
use aftersight_tests::{engine, engine_over, root, target};

const BLESS: &str = "AFTERSIGHT_BLESS=1 cargo nextest run -p aftersight-tests cases";

/// Random splits per case in which the merge laws are tried.
const ROUNDS: u64 = 8;

/// The directories of plugins, sorted; their names are the plugins' ids.
fn plugins() -> Vec<(String, PathBuf)> {
    directories(&root().join("plugins"))
}

fn directories(parent: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(parent).expect("there are plugins");
    let mut found: Vec<_> = entries
        .map(|entry| entry.expect("a readable directory").path())
        .filter(|path| path.join("plugin.toml").is_file())
        .map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path))
        .collect();
    found.sort();
    found
}

/// The case files of a plugin, sorted.
fn files(plugin: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(plugin.join("cases")) else { return Vec::new() };
    let mut found: Vec<_> = entries.map(|entry| entry.expect("a readable directory").path()).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    found.sort();
    found
}

/// Does the environment ask for it?
fn asked(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty() && value != "0")
}

/// `AFTERSIGHT_PLUGIN=clean-` tries only plugins whose id holds the text.
fn chosen(id: &str) -> bool {
    asked("AFTERSIGHT_PLUGIN").is_none_or(|part| id.contains(&part))
}

#[test]
fn cases_come_out_as_written() {
    compare(&engine(1), plugins());
}

#[test]
fn a_new_plugin_passes_its_own_cases() {
    let home = target("scaffold");
    compare(&engine_over(&home.join("built"), 1), directories(&home));
}

fn compare(engine: &WasmEngine, plugins: Vec<(String, PathBuf)>) {
    let bless = asked("AFTERSIGHT_BLESS").is_some();
    let mut report = String::new();
    assert!(!plugins.is_empty(), "there are plugins");
    for (id, directory) in plugins.into_iter().filter(|(id, _)| chosen(id)) {
        for path in files(&directory) {
            let name = format!("{id}/cases/{}", path.file_name().unwrap_or_default().to_string_lossy());
            let text = fs::read_to_string(&path).expect("a readable case");
            let case = match Case::parse(&text) {
                Ok(case) => case,
                Err(error) => {
                    let _ = writeln!(report, "{name}: {error}");
                    continue;
                }
            };
            let actual = case.run(engine, &id);
            if bless {
                let blessed = Case::bless(&text, &actual);
                if blessed != text {
                    fs::write(&path, &blessed).expect("a writable case");
                }
                let Ok(again) = Case::parse(&blessed) else { continue };
                again.compare(&actual).iter().for_each(|difference| _ = writeln!(report, "{name}: {difference}"));
            } else {
                case.compare(&actual).iter().for_each(|difference| _ = writeln!(report, "{name}: {difference}"));
            }
        }
    }
    assert!(report.is_empty(), "\n{report}\nIf this is what it should be: {BLESS}\n");
}

#[test]
fn cases_of_every_plugin_cover_the_basics() {
    let mut report = String::new();
    for (id, directory) in plugins() {
        for basic in ["basic", "empty", "nulls"] {
            if !directory.join("cases").join(basic).with_extension("md").is_file() {
                let _ = writeln!(report, "plugins/{id}/cases/{basic}.md is missing");
            }
        }
    }
    assert!(report.is_empty(), "\n{report}Write the inputs, then: {BLESS}\n");
}

#[test]
fn cases_of_every_kpi_obey_the_merge_laws() {
    let engine = engine(1);
    let mut report = String::new();
    for (id, directory) in plugins().into_iter().filter(|(id, _)| id.starts_with("kpi-") && chosen(id)) {
        for (seed, path) in files(&directory).into_iter().enumerate() {
            let text = fs::read_to_string(&path).expect("a readable case");
            let Ok(case) = Case::parse(&text) else { continue };
            if case.expects_error() {
                continue;
            }
            if let Err(broken) = laws::check(&case, &engine, &id, ROUNDS, seed as u64) {
                let _ = writeln!(report, "{}: {broken}", path.display());
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
}
