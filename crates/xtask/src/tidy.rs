//! `cargo xtask tidy`: every room knows only what it may.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell;

/// Which of our packages each room may depend on.
const ROOMS: [(&str, &[&str]); 10] = [
    ("aftersight-contract", &[]),
    ("aftersight-measure", &[]),
    ("aftersight-generate", &[]),
    ("aftersight-expr", &["aftersight-contract"]),
    ("aftersight-ingest", &["aftersight-contract"]),
    ("aftersight-sdk", &["aftersight-contract", "aftersight-expr", "aftersight-measure"]),
    ("aftersight-pipeline", &["aftersight-contract", "aftersight-expr", "aftersight-measure"]),
    ("aftersight-intake", &["aftersight-contract", "aftersight-ingest", "aftersight-pipeline"]),
    ("aftersight-golden", &["aftersight-contract", "aftersight-pipeline"]),
    ("aftersight-browser", &["aftersight-contract", "aftersight-golden", "aftersight-intake", "aftersight-pipeline"]),
];

/// Crates that must not stand below a room, at any depth.
const FORBIDDEN: [(&str, &[&str]); 2] = [
    ("aftersight-pipeline", &["wasmtime", "tokio", "web-sys", "js-sys", "wasm-bindgen", "rayon", "aftersight-ingest"]),
    ("aftersight-sdk", &["wasmtime", "tokio", "web-sys", "js-sys", "toml"]),
];

/// Words that must not stand in a room's sources: files, threads, clocks and sockets belong to the host.
const SANS_IO: [&str; 6] = ["std::fs", "std::env", "std::thread", "std::net", "SystemTime", "Instant::now"];
/// Rooms that do no input and output.
const SANS_IO_ROOMS: [&str; 7] = [
    "crates/contract",
    "crates/measure",
    "crates/expr",
    "crates/ingest",
    "crates/intake",
    "crates/pipeline",
    "crates/sdk",
];

/// A source file is at most this long.
const MAX_LINES: usize = 400;
/// Names that say nothing.
const EMPTY_NAMES: [&str; 4] = ["utils", "helpers", "common", "misc"];

/// Checks everything, and lists all that is wrong.
pub(crate) fn check() -> Result<()> {
    let mut wrong = Vec::new();
    let packages = packages()?;
    dependencies(&packages, &mut wrong);
    trees(&mut wrong)?;
    let mut sources = Vec::new();
    for top in ["crates", "host", "plugins", "tests", "www/src", "www/edge", "www/build"] {
        walk(&shell::root().join(top), &mut sources)?;
    }
    for path in &sources {
        source(path, &packages, &mut wrong)?;
    }
    if wrong.is_empty() {
        println!("{} source files in their rooms", sources.len());
        return Ok(());
    }
    bail!("{} walls are broken:\n  {}", wrong.len(), wrong.join("\n  "))
}

/// Our packages: name → names of the packages of ours that it depends on, tests aside.
fn packages() -> Result<BTreeMap<String, Vec<String>>> {
    let output = shell::cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(shell::root())
        .output()
        .context("cannot run cargo metadata")?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata gave no JSON")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let all = list(&metadata["packages"]);
    let names: Vec<String> = all.iter().map(|package| text(&package["name"])).collect();
    let ours = |package: &Value| {
        let normal = list(&package["dependencies"]).into_iter().filter(|dependency| dependency["kind"] != "dev");
        normal.map(|dependency| text(&dependency["name"])).filter(|name| names.contains(name)).collect()
    };
    Ok(all.iter().map(|package| (text(&package["name"]), ours(package))).collect())
}

fn dependencies(packages: &BTreeMap<String, Vec<String>>, wrong: &mut Vec<String>) {
    for (name, known) in packages {
        let room = ROOMS.iter().find(|(room, _)| room == name).map(|(_, allowed)| *allowed);
        let allowed: &[&str] = match room {
            Some(allowed) => allowed,
            None if is_plugin(name) => &["aftersight-sdk"],
            None => continue,
        };
        for stranger in known.iter().filter(|known| !allowed.contains(&known.as_str())) {
            wrong.push(format!("{name} depends on {stranger}, which it may not know"));
        }
    }
    for (name, known) in packages {
        if name != "aftersight-tests" && known.iter().any(|known| known == "aftersight-xtask" || is_plugin(known)) {
            wrong.push(format!("{name} depends on a plugin or on xtask"));
        }
    }
}

fn is_plugin(name: &str) -> bool {
    ["clean-", "kpi-", "alert-", "insight-"].iter().any(|prefix| name.starts_with(prefix))
}

fn trees(wrong: &mut Vec<String>) -> Result<()> {
    for (package, strangers) in FORBIDDEN {
        let output = shell::cargo()
            .args(["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--no-default-features"])
            .current_dir(shell::root())
            .output()
            .context("cannot run cargo tree")?;
        let tree = String::from_utf8_lossy(&output.stdout).into_owned();
        for stranger in strangers {
            if tree.lines().any(|line| line.split_whitespace().next() == Some(stranger)) {
                wrong.push(format!("{package} has {stranger} somewhere below it"));
            }
        }
    }
    Ok(())
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if !["node_modules", "dist", "generated", "target", "sample"].contains(&name.as_str()) {
                walk(&path, found)?;
            }
        } else if path
            .extension()
            .is_some_and(|ending| ["rs", "ts", "mjs"].contains(&ending.to_string_lossy().as_ref()))
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(())
}

fn source(path: &Path, packages: &BTreeMap<String, Vec<String>>, wrong: &mut Vec<String>) -> Result<()> {
    let shown = path.strip_prefix(shell::root()).unwrap_or(path).display().to_string();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    let lines = text.lines().count();
    if lines > MAX_LINES {
        wrong.push(format!("{shown} has {lines} lines: split it, {MAX_LINES} are the most"));
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if EMPTY_NAMES.contains(&stem.as_str()) {
        wrong.push(format!("{shown}: a name such as `{stem}` says nothing"));
    }
    // What only tests read may do and name what it likes.
    if ["tests", "sample"].contains(&stem.as_str()) || shown.contains("/tests/") {
        return Ok(());
    }
    if SANS_IO_ROOMS.iter().any(|room| shown.starts_with(&format!("{room}/src"))) {
        for word in SANS_IO.iter().filter(|word| text.contains(*word)) {
            wrong.push(format!("{shown} mentions {word}, which belongs to the host"));
        }
    }
    if ["host/src", "crates/pipeline/src"].iter().any(|room| shown.starts_with(room)) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for plugin in packages.keys().filter(|name| is_plugin(name)) {
            if code.contains(&format!("\"{plugin}\"")) {
                wrong.push(format!("{shown} names the plugin {plugin}"));
            }
        }
    }
    Ok(())
}
