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
    // npm's own hidden lock file is written last, but never equals ours: a copy tells whether ours has changed.
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

/// Builds what a Vite configuration of `www/` describes.
pub(crate) fn vite(config: &str) -> Result<()> {
    let program = www().join("node_modules/vite/bin/vite.js");
    shell::run(Command::new("node").arg(program).arg("build").arg(www()).arg("--config").arg(www().join(config)))
}
