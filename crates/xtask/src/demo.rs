//! `cargo xtask demo`: the main job on the bundled sample.

use std::process::Command;

use anyhow::Result;

use crate::{plugins, shell, tools};

/// Builds plugins and host, nothing else, and analyses the sample.
pub(crate) fn run() -> Result<()> {
    tools::wasm_target()?;
    plugins::build()?;
    shell::run(shell::cargo().args(["build", "--package", "aftersight"]))?;
    let out = shell::target().join("demo");
    let sample = shell::root().join("crates/generate/sample/pipeline.toml");
    let mut aftersight = Command::new(shell::target().join("debug/aftersight"));
    shell::run(
        aftersight
            .arg("run")
            .arg(sample)
            .arg("--out")
            .arg(&out)
            // The day after the sample's last: it is not stale.
            .args(["--received-at", "2025-06-17T09:00:00+08:00"])
            .env("AFTERSIGHT_PLUGINS", shell::target().join("plugins")),
    )?;
    println!("\n{}\n{}", out.join("report.html").display(), out.join("results.json").display());
    Ok(())
}
