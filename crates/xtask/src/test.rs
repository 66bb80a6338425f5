//! `cargo xtask test`: everything that CI runs, stage by stage, with the time each may take.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::{browser, docs, plugins, shell, tidy, tools, train};

/// A stage's name, its budget in seconds, and what it does.
type Stage = (&'static str, u64, fn() -> Result<()>);

/// What needs neither browser nor oracle.
const FAST: [Stage; 7] = [
    ("tools", 120, tools_fast),
    ("format", 30, format),
    ("plugins", 300, plugins::build_all),
    ("tidy", 60, tidy::check),
    ("documents", 60, || docs::run(true)),
    ("models", 60, train::check),
    ("lints", 600, lints),
];

/// What everything else needs.
const SLOW: [Stage; 2] = [("test tools", 300, tools_slow), ("browser", 600, browser::for_tests)];

/// Runs all stages; `fast` leaves browser, edge and oracles out.
pub(crate) fn run(fast: bool) -> Result<()> {
    let mut stages: Vec<Stage> = FAST.to_vec();
    if !fast {
        stages.extend(SLOW);
    }
    stages.push(("tests", 1500, if fast { tests_fast } else { tests_all }));
    let mut times = Vec::new();
    let mut outcome = Ok(());
    for (name, budget, stage) in stages {
        println!("── {name}");
        let begin = Instant::now();
        let done = stage();
        times.push((name, begin.elapsed(), budget));
        if let Err(error) = done {
            outcome = Err(anyhow!("stage `{name}`: {error:#}"));
            break;
        }
    }
    report(&times);
    outcome
}

fn report(times: &[(&str, Duration, u64)]) {
    println!("\n{:<12} {:>8} {:>8}", "stage", "seconds", "budget");
    for (name, time, budget) in times {
        let over = if time.as_secs() > *budget { "  over its budget" } else { "" };
        println!("{name:<12} {:>8.1} {budget:>8}{over}", time.as_secs_f64());
    }
    let all: Duration = times.iter().map(|(_, time, _)| *time).sum();
    println!("{:<12} {:>8.1}", "all", all.as_secs_f64());
}

fn tools_fast() -> Result<()> {
    tools::wasm_target()?;
    tools::nextest()
}

fn tools_slow() -> Result<()> {
    tools::node()?;
    tools::chromium()?;
    tools::python().map(|_| ())
}

fn format() -> Result<()> {
    shell::run(shell::cargo().args(["fmt", "--all", "--check"]))
}

/// Clippy over everything, warnings included.
pub(crate) fn lints() -> Result<()> {
    shell::run(shell::cargo().args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"]))
}

fn tests_fast() -> Result<()> {
    shell::run(nextest().env("AFTERSIGHT_FAST", "1"))
}

fn tests_all() -> Result<()> {
    shell::run(nextest().env("CHROMIUM", tools::chromium()?).env("AFTERSIGHT_PYTHON", tools::python()?))
}

fn nextest() -> Command {
    let mut command = shell::cargo();
    command.args([
        "nextest",
        "run",
        "--workspace",
        "--no-fail-fast",
        "--status-level",
        "slow",
        "--final-status-level",
        "fail",
    ]);
    command
}
