//! `cargo xtask new ID`: a plugin that passes its own case.

use std::fs;

use anyhow::{Result, bail, ensure};

use crate::shell;

/// What a new KPI, cleaner or alert begins as.
const TEMPLATES: [(&str, &str, &str, &str); 3] = [
    ("kpi-", include_str!("new/kpi.rs.txt"), include_str!("new/kpi.toml.txt"), include_str!("new/kpi.md.txt")),
    ("clean-", include_str!("new/clean.rs.txt"), include_str!("new/clean.toml.txt"), include_str!("new/clean.md.txt")),
    ("alert-", include_str!("new/alert.rs.txt"), include_str!("new/alert.toml.txt"), include_str!("new/alert.md.txt")),
];

const CARGO: &str = include_str!("new/Cargo.toml.txt");

/// Writes the crate; a directory under `plugins/` is all that a plugin needs to exist.
pub(crate) fn run(id: &str) -> Result<()> {
    let Some((prefix, code, manifest, case)) = TEMPLATES.iter().find(|(prefix, ..)| id.starts_with(prefix)) else {
        bail!("an id begins with kpi-, clean- or alert-, as in kpi-my-rate");
    };
    let rest = &id[prefix.len()..];
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    ensure!(
        !rest.is_empty() && rest.chars().all(plain),
        "an id is lower-case words with hyphens, as in {prefix}my-rate"
    );
    let directory = shell::root().join("plugins").join(id);
    ensure!(!directory.exists(), "{} exists already", directory.display());
    fs::create_dir_all(directory.join("src"))?;
    fs::create_dir_all(directory.join("cases"))?;
    let fill = |text: &str| {
        text.replace("{{id}}", id).replace("{{Type}}", &type_name(rest)).replace("{{name}}", &rest.replace('-', " "))
    };
    fs::write(directory.join("src/lib.rs"), fill(code))?;
    fs::write(directory.join("plugin.toml"), fill(manifest))?;
    fs::write(directory.join("cases/basic.md"), fill(case))?;
    fs::write(directory.join("Cargo.toml"), fill(CARGO))?;
    println!(
        "{}\n\ncargo xtask plugins\nAFTERSIGHT_BLESS=1 cargo nextest run --package aftersight-tests cases",
        directory.display()
    );
    Ok(())
}

/// `my-rate` → `MyRate`.
fn type_name(words: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    words.split('-').map(word).collect()
}
