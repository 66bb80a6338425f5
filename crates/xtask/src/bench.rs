//! `cargo xtask bench`: measures, and writes BENCH.md.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{plugins, shell, tools};

/// Builds the plugins and the benchmark, runs it and keeps what it prints.
pub(crate) fn run() -> Result<()> {
    tools::wasm_target()?;
    plugins::build()?;
    let mut command = shell::cargo();
    command.args(["bench", "--package", "aftersight-tests", "--bench", "speed"]);
    command.env("AFTERSIGHT_PYTHON", tools::python()?).current_dir(shell::root());
    let output = command.stderr(std::process::Stdio::inherit()).output().context("cannot start cargo")?;
    let said = String::from_utf8(output.stdout)?;
    print!("{said}");
    if !output.status.success() {
        bail!("the benchmark failed ({}); BENCH.md stays as it was", output.status);
    }
    let file = shell::root().join("BENCH.md");
    fs::write(&file, said).with_context(|| format!("cannot write {}", file.display()))
}
