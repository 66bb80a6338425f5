//! `cargo xtask new ID`: a plugin that passes its own case.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};

use crate::shell;

/// What a new plugin begins as.
struct Template {
    prefix: &'static str,
    code: &'static str,
    manifest: &'static str,
    /// `basic`, `empty`, `nulls`.
    cases: [&'static str; 3],
}

macro_rules! template {
    ($kind:literal) => {
        Template {
            prefix: concat!($kind, "-"),
            code: include_str!(concat!("new/", $kind, ".rs.txt")),
            manifest: include_str!(concat!("new/", $kind, ".toml.txt")),
            cases: [
                include_str!(concat!("new/", $kind, "-basic.md.txt")),
                include_str!(concat!("new/", $kind, "-empty.md.txt")),
                include_str!(concat!("new/", $kind, "-nulls.md.txt")),
            ],
        }
    };
}

const TEMPLATES: [Template; 3] = [template!("kpi"), template!("clean"), template!("alert")];

const CARGO: &str = include_str!("new/Cargo.toml.txt");

/// Writes the crate; a directory under `plugins/` is all that a plugin needs to exist.
pub(crate) fn run(id: &str) -> Result<()> {
    let directory = write(&shell::root().join("plugins"), id)?;
    println!("{}\n\ncargo xtask plugins\ncargo nextest run --workspace --test cases", directory.display());
    Ok(())
}

fn write(parent: &Path, id: &str) -> Result<PathBuf> {
    let Some(template) = TEMPLATES.iter().find(|template| id.starts_with(template.prefix)) else {
        bail!("an id begins with kpi-, clean- or alert-, as in kpi-my-rate");
    };
    let rest = &id[template.prefix.len()..];
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    ensure!(
        !rest.is_empty() && rest.chars().all(plain),
        "an id is lower-case words with hyphens, as in {}my-rate",
        template.prefix
    );
    let directory = parent.join(id);
    ensure!(!directory.exists(), "{} exists already", directory.display());
    fs::create_dir_all(directory.join("src"))?;
    fs::create_dir_all(directory.join("cases"))?;
    let fill = |text: &str| {
        text.replace("{{id}}", id).replace("{{Type}}", &type_name(rest)).replace("{{name}}", &rest.replace('-', " "))
    };
    fs::write(directory.join("src/lib.rs"), fill(template.code))?;
    fs::write(directory.join("plugin.toml"), fill(template.manifest))?;
    for (name, case) in ["basic", "empty", "nulls"].into_iter().zip(template.cases) {
        fs::write(directory.join("cases").join(name).with_extension("md"), fill(case))?;
    }
    fs::write(directory.join("Cargo.toml"), fill(CARGO))?;
    Ok(directory)
}

/// Writes one plugin of each kind into a workspace of their own under the target directory, and returns it: that they
/// compile and pass their cases is tested.
pub(crate) fn scaffold() -> Result<PathBuf> {
    let home = shell::target().join("scaffold");
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::create_dir_all(&home)?;
    let ours = fs::read_to_string(shell::root().join("Cargo.toml"))?;
    let crates = format!("path = \"{}/crates/", shell::root().display());
    let listed = |line: &&str| !line.starts_with("members = ") && !line.starts_with("default-members = ");
    let lines = ours.lines().filter(listed).map(|line| line.replace("path = \"crates/", &crates));
    let members = |line: String| if line == "[workspace]" { line + "\nmembers = [\"*\"]" } else { line };
    fs::write(home.join("Cargo.toml"), lines.map(members).collect::<Vec<_>>().join("\n"))?;
    fs::copy(shell::root().join("Cargo.lock"), home.join("Cargo.lock"))?;
    for template in &TEMPLATES {
        write(&home, &format!("{}scaffold", template.prefix))?;
    }
    Ok(home)
}

/// `my-rate` → `MyRate`.
fn type_name(words: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    words.split('-').map(word).collect()
}
