//! Node.js: packages as the lock file names them, scripts of `www/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

/// Where the web application lies.
pub(crate) fn www() -> PathBuf {
    shell::root().join("www")
}

/// Installs what `package-lock.json` names, unless that is done.
pub(crate) fn install() -> Result<()> {
    let lock = fs::read(www().join("package-lock.json")).context("cannot read www/package-lock.json")?;
    // A copy beside the packages tells whether the lock file has changed since.
    let stamp = www().join("node_modules/.aftersight-lock");
    if fs::read(&stamp).ok().as_deref() == Some(lock.as_slice()) {
        return Ok(());
    }
    shell::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--prefix"]).arg(www()))?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

/// `node` with a script of the checkout and its arguments.
pub(crate) fn node(script: &str, args: &[&Path]) -> Result<()> {
    shell::run(Command::new("node").arg(shell::root().join(script)).args(args))
}

/// Builds what a Vite configuration of `www/` describes; mode `test` adds what only the tests may have.
pub(crate) fn vite(config: &str, mode: &str) -> Result<()> {
    let program = www().join("node_modules/vite/bin/vite.js");
    let mut command = Command::new("node");
    command.arg(program).arg("build").arg(www()).arg("--config").arg(www().join(config));
    shell::run(command.args(["--mode", mode, "--logLevel", "warn"]))
}

/// Checks the types of everything in `www/`.
pub(crate) fn check() -> Result<()> {
    let program = www().join("node_modules/typescript/bin/tsc");
    shell::run(Command::new("node").arg(program).arg("--noEmit").arg("--project").arg(www()))
}
