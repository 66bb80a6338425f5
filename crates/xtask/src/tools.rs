//! Tools that a fresh machine lacks: each is installed, or one line says what to do.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::shell;

/// The wasm target, by rustup where it is missing.
pub(crate) fn wasm_target() -> Result<()> {
    let libraries =
        Command::new("rustc").args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]).output();
    let present = libraries.is_ok_and(|found| Path::new(String::from_utf8_lossy(&found.stdout).trim()).is_dir());
    if present {
        return Ok(());
    }
    shell::run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
        .context("install the target by hand: rustup target add wasm32-unknown-unknown")
}

/// The test runner.
pub(crate) fn nextest() -> Result<()> {
    if answers(Command::new("cargo-nextest").arg("--version")) {
        return Ok(());
    }
    shell::run(shell::cargo().args(["install", "cargo-nextest", "--locked"]))
        .context("install the test runner by hand: cargo install cargo-nextest --locked")
}

/// Node 20 or newer.
pub(crate) fn node() -> Result<()> {
    if answers(Command::new("node").arg("--version")) && answers(Command::new("npm").arg("--version")) {
        return Ok(());
    }
    bail!("Node 20 with npm is missing: install the packages nodejs and npm")
}

/// A Chromium that tests can drive: CHROMIUM, or the one that the system has, or Debian's package.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(PathBuf::from(named));
    }
    let usual = || {
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
            .into_iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
    };
    if let Some(found) = usual() {
        return Ok(found);
    }
    let advice = "install a Chromium by hand, or name one in CHROMIUM";
    shell::run(Command::new("apt-get").arg("update").stdout(Stdio::null())).context(advice)?;
    shell::run(
        Command::new("apt-get")
            .args(["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"])
            .stdout(Stdio::null())
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
    .context(advice)?;
    usual().context(advice)
}

/// What the oracles compute with, and what the benchmark compares with.
const PYTHON_PACKAGES: [&str; 5] =
    ["duckdb==1.4.2", "pandas==2.3.3", "polars==1.35.2", "pyarrow==22.0.0", "xlrd==2.0.2"];

/// A Python of our own with DuckDB and pandas; returns its interpreter.
pub(crate) fn python() -> Result<PathBuf> {
    let home = shell::target().join("python");
    let interpreter = home.join("bin/python");
    let stamp = home.join("packages.txt");
    let wanted = PYTHON_PACKAGES.join("\n");
    if std::fs::read_to_string(&stamp).ok().as_deref() == Some(wanted.as_str()) {
        return Ok(interpreter);
    }
    shell::run(Command::new("python3").args(["-m", "venv"]).arg(&home))
        .context("install Python 3 with venv by hand")?;
    shell::run(
        Command::new(&interpreter)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(PYTHON_PACKAGES),
    )?;
    std::fs::write(&stamp, wanted)?;
    Ok(interpreter)
}

fn answers(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
