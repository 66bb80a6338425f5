//! How fast it is: medians of alternating runs, each figure beside what it is measured against. Prints Markdown.
//!
//! `cargo xtask bench` builds everything, runs this and writes BENCH.md. With `aftersight` as its first word this program is
//! the command line itself, so that what is timed from outside is the same build. `calls`, `stages`, `readers`, `kpis`, `runs` choose a section.

#![expect(clippy::print_stdout, reason = "it prints the page")]

mod calls;
mod kpis;
mod machine;
mod readers;
mod runs;
mod stages;
mod statistics;
mod timed;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aftersight::engine::{Limits, Options, WasmEngine};

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1).peekable();
    if words.peek().is_some_and(|word| word == "aftersight") {
        return aftersight::cli::main(words.collect());
    }
    let home = target("bench");
    let wanted: Vec<_> = words.filter_map(|word| word.into_string().ok()).collect();
    let asks =
        |section: &str| wanted.iter().all(|word| word.starts_with('-')) || wanted.iter().any(|word| word == section);
    println!(
        "# How fast it is\n\nWritten by `cargo xtask bench`; every figure is the median of alternating runs, with the smallest and the largest.\n"
    );
    machine::print();
    if asks("calls") {
        calls::print(&home);
    }
    if asks("stages") {
        stages::print(&home);
    }
    if asks("readers") {
        readers::print(&home);
    }
    if asks("kpis") {
        kpis::print(&home);
    }
    if asks("runs") {
        runs::print(&home);
    }
    ExitCode::SUCCESS
}

/// `target/…`, beside this program's own build.
fn target(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name(name)
}

/// Built plugins: those of this checkout, unless the environment names others.
fn plugins() -> PathBuf {
    std::env::var_os("AFTERSIGHT_PLUGINS").map_or_else(|| target("plugins"), PathBuf::from)
}

/// The top of the checkout.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn engine(cache: Option<PathBuf>, jobs: usize) -> WasmEngine {
    let options = Options { limits: Limits::native(), cache, jobs };
    WasmEngine::load(&[plugins()], options).expect("wasmtime runs here")
}
