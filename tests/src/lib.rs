//! What end-to-end tests share.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use aftersight::engine::{Limits, Options, WasmEngine};

pub mod hostile;
pub mod words;

/// Are slow checks left out? What is not checked is said.
#[expect(clippy::print_stderr, reason = "what was not checked must be seen")]
#[must_use]
pub fn in_fast_mode(what: &str) -> bool {
    let skip = std::env::var_os("AFTERSIGHT_FAST").is_some();
    if skip {
        eprintln!("SKIPPED: {what} is not checked in fast mode");
    }
    skip
}

/// The folder of public data, which are not part of the project: `data` in AFTERSIGHT_SHARED, or in `shared` beside it; where it
/// lacks a file, that is said loudly.
///
/// # Panics
/// Where the folder vanishes meanwhile.
#[expect(clippy::print_stderr, reason = "what was not checked must be seen")]
#[must_use]
pub fn public_data(what: &str, file: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("AFTERSIGHT_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let data = shared.join("data");
    if !data.join(file).is_file() {
        eprintln!("SKIPPED, NOT CHECKED: {what}: there is no {}; set AFTERSIGHT_SHARED", data.join(file).display());
        return None;
    }
    Some(data.canonicalize().expect("a directory"))
}

/// The root of the repository.
///
/// # Panics
/// Never: the tests lie one level below it.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lie below the root").to_owned()
}

/// `target/<name>`: the test program lies in `target/<profile>/deps`.
///
/// # Panics
/// Where the program that runs was moved out of there.
#[must_use]
pub fn target(name: &str) -> PathBuf {
    let program = std::env::current_exe().expect("a test has a path");
    program.ancestors().nth(3).expect("target/<profile>/deps/<test>").join(name)
}

/// The `aftersight` program, which lies in `target/<profile>`.
///
/// # Panics
/// Where it is not built.
#[must_use]
pub fn program() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    let profile = test.ancestors().nth(2).expect("target/<profile>/deps/<test>");
    let program = profile.join(format!("aftersight{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "THERE IS NO {}: build it first with `cargo build -p aftersight`", program.display());
    program
}

/// Everything that is built in, from `target/plugins`; nothing is cached.
///
/// # Panics
/// Where plugins are not built, or wasmtime does not run.
#[must_use]
pub fn engine(jobs: usize) -> WasmEngine {
    engine_over(&target("plugins"), jobs)
}

/// The plugins of a directory; nothing is cached.
///
/// # Panics
/// Where plugins are not built, or wasmtime does not run.
#[must_use]
pub fn engine_over(directory: &Path, jobs: usize) -> WasmEngine {
    let options = Options { limits: Limits::native(), cache: None, jobs };
    let engine = WasmEngine::load(&[directory.to_owned()], options).expect("wasmtime runs here");
    assert_eq!(engine.problems(), [], "{}: build them with `cargo xtask plugins`", directory.display());
    engine
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub struct Said {
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs the program in a plain environment.
///
/// # Panics
/// Where the program is not built, or the directory cannot be written.
pub fn aftersight<S: AsRef<std::ffi::OsStr>>(words: impl IntoIterator<Item = S>) -> Said {
    let mut command = Command::new(program());
    command.args(words).env("XDG_CACHE_HOME", target("tmp").join("cache"));
    for name in ["AFTERSIGHT_PLUGINS", "LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    let output = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// An empty directory for one test.
///
/// # Panics
/// Where the program is not built, or the directory cannot be written.
#[must_use]
pub fn scratch(test: &str) -> PathBuf {
    let path = target("tmp").join("command-line").join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a directory");
    path
}

/// The committed sample.
#[must_use]
pub fn sample() -> PathBuf {
    root().join("crates/generate/sample")
}

/// The sample's pipeline file after a change, with its data where they are.
///
/// # Panics
/// Where the program is not built, or the directory cannot be written.
pub fn changed(folder: &Path, change: impl Fn(String) -> String) -> PathBuf {
    let text = fs::read_to_string(sample().join("pipeline.toml")).expect("the sample");
    let data = format!("path = '{}/*.csv'", sample().display());
    let text = text.replace("path = \"*.csv\"", &data);
    let file = folder.join("changed.toml");
    fs::write(&file, change(text)).expect("a writable directory");
    file
}
