//! Every KPI once more by independent means: DuckDB and pandas, which know nothing of our code. See `tests/oracle`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aftersight_tests::{program, public_data, target};

/// Later than all the data.
const RECEIVED: &str = "2025-07-02T00:00:00+08:00";
const PYTHON: &str = "AFTERSIGHT_PYTHON";

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A skipped test must be seen.
#[expect(clippy::print_stderr, reason = "what was not checked must be seen")]
fn skipped(what: &str, why: &str) {
    eprintln!("SKIPPED, NOT CHECKED: {what}: {why}");
}

/// The interpreter with DuckDB and pandas; `None`, loudly, in fast mode.
fn python(what: &str) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty() && value != "0");
    match set(PYTHON) {
        Some(python) => Some(PathBuf::from(python)),
        None if set("AFTERSIGHT_FAST").is_some() => {
            skipped(what, "AFTERSIGHT_FAST is set and AFTERSIGHT_PYTHON is not");
            None
        }
        None => panic!(
            "{PYTHON} names no interpreter: `cargo xtask test` makes one; or `python3 -m venv target/python && \
             target/python/bin/pip install duckdb==1.4.2 pandas==2.3.3 pyarrow==22.0.0 xlrd==2.0.2` and \
             {PYTHON}=$PWD/target/python/bin/python; or AFTERSIGHT_FAST=1 to leave the oracles out"
        ),
    }
}

/// Runs a command; its output if it succeeds.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{said}\n{complaint}", output.status);
    said
}

fn aftersight<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>) {
    run(Command::new(program()).args(words).env("AFTERSIGHT_PLUGINS", target("plugins")));
}

/// An empty directory for one test.
fn scratch(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle").join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a directory");
    path
}

/// Lets the oracle speak; it fails on any mismatch and prints what it compared.
#[expect(clippy::print_stdout, reason = "the table of what was compared is worth reading")]
fn ask(python: &Path, script: &str, words: &[&OsStr]) {
    let script = here().join("oracle").join(script);
    println!("{}", run(Command::new(python).arg("-B").arg(script).args(words).env("PYTHONUTF8", "1")));
}

#[test]
fn the_generated_shop_has_these_kpis() {
    let Some(python) = python("KPIs and cleaning of the generated shop") else { return };
    let folder = scratch("shop");
    let (demo, out) = (folder.join("demo"), folder.join("out"));
    let words = ["demo-data", "--rows", "20000", "--seed", "11", "--out"].map(OsStr::new);
    aftersight(words.into_iter().chain([demo.as_os_str()]));
    let pipeline = demo.join("pipeline.toml");
    fs::copy(here().join("oracle/pipeline.toml"), &pipeline).expect("a pipeline file");
    analyse(&pipeline, &out);
    ask(&python, "demo.py", &[demo.as_os_str(), out.as_os_str()]);
    let _ = fs::remove_dir_all(folder);
}

/// Every definition in `oracle/kpis` over 200 000 dirty cases with all their tables.
#[test]
fn every_kpi_agrees_with_its_definition() {
    let Some(python) = python("every KPI over 200 000 cases") else { return };
    let folder = scratch("suite");
    let (demo, out) = (folder.join("demo"), folder.join("out"));
    let words = ["demo-data", "--rows", "200000", "--seed", "11", "--scenario", "small", "--no-truth", "--out"];
    aftersight(words.into_iter().map(OsStr::new).chain([demo.as_os_str()]));
    let pipeline = demo.join("pipeline.toml");
    ask(&python, "suite.py", &["plan".as_ref(), pipeline.as_os_str()]);
    analyse(&pipeline, &out);
    ask(&python, "suite.py", &["check".as_ref(), pipeline.as_os_str(), out.as_os_str()]);
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn a_spreadsheet_of_orders_has_these_kpis() {
    let Some(python) = python("KPIs of superstore.xls") else { return };
    let xlrd = Command::new(&python).args(["-c", "import xlrd"]).output();
    if xlrd.is_ok_and(|output| output.status.success()) {
        real_data(&python, "superstore", "superstore.xls");
    } else {
        skipped("KPIs of superstore.xls", "pandas needs xlrd for it: pip install xlrd==2.0.2");
    }
}

#[test]
fn an_evening_of_requests_has_these_kpis() {
    let Some(python) = python("KPIs of nyc311") else { return };
    real_data(&python, "nyc311", "requests.csv");
}

/// Runs `tests/pipelines/SET.toml` over the shared data and asks pandas.
fn real_data(python: &Path, set: &str, file: &str) {
    let Some(data) = public_data(set, &format!("{set}/{file}")) else { return };
    let folder = scratch(set);
    let out = folder.join("out");
    let text = fs::read_to_string(here().join("pipelines").join(set).with_extension("toml")).expect("a pipeline file");
    let pipeline = folder.join("pipeline.toml");
    let text = text.replace(&format!("path = \"{set}/{file}\""), &format!("path = '{}/{set}/{file}'", data.display()));
    fs::write(&pipeline, text).expect("a writable directory");
    analyse(&pipeline, &out);
    ask(python, "shared.py", &[OsStr::new(set), data.as_os_str(), out.as_os_str()]);
}

fn analyse(pipeline: &Path, out: &Path) {
    let words = ["run".as_ref(), pipeline.as_os_str(), "--out".as_ref(), out.as_os_str()];
    aftersight(words.into_iter().chain(["--format", "json", "--received-at", RECEIVED].map(OsStr::new)));
}
