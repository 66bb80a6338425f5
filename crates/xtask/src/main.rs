//! `cargo xtask`: builds, demonstrates, tests and checks the project.

#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

mod bench;
mod browser;
mod demo;
mod docs;
mod new;
mod npm;
mod plugins;
mod refusals;
mod shell;
mod test;
mod tidy;
mod tools;
mod train;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask <command>

  demo             analyse the bundled sample; writes target/demo/report.html and results.json
  test [--fast]    everything that CI runs; --fast leaves browser, edge and oracles out
  bench            measure, and write BENCH.md
  lint             clippy over everything, warnings included
  plugins          build every plugin into target/plugins, and the tests' misbehaving ones
  new ID           make a plugin that passes its own case
  docs [--check]   write the catalogue and the results' schema from their sources, or check them
  tidy             check that every room knows only what it may
  browser [--test] build the web application into www/dist/app, or what its tests drive
  train [--check]  train the models inside plugins from the public data, or check that they give the same files
  edge             build the edge module and serve it on loopback
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    match args {
        ["demo"] => demo::run(),
        ["test"] => test::run(false),
        ["test", "--fast"] => test::run(true),
        ["bench"] => bench::run(),
        ["lint"] => test::lints(),
        ["plugins"] => plugins::build_all(),
        ["new", id] => new::run(id),
        ["docs"] => docs::run(false),
        ["docs", "--check"] => docs::run(true),
        ["tidy"] => tidy::check(),
        ["browser"] => browser::build(),
        ["browser", "--test"] => browser::for_tests(),
        ["train"] => train::run(false),
        ["train", "--check"] => train::run(true),
        ["edge"] => browser::edge(),
        _ => bail!("{USAGE}"),
    }
}
