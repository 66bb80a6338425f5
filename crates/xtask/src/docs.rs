//! `cargo xtask docs`: what is generated from its one source, written or checked.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use aftersight_contract::manifest::{Manifest, PluginKind};
use aftersight_golden::page;
use aftersight_pipeline::Results;
use anyhow::{Context, Result, anyhow, bail};

use crate::shell;

/// Writes the documents, or with `check` fails if one differs from its source.
pub(crate) fn run(check: bool) -> Result<()> {
    let mut documents = pages()?;
    documents.extend([
        (shell::root().join("plugins/CATALOGUE.md"), catalogue()?),
        (shell::root().join("crates/pipeline/results.schema.json"), schema()?),
        (shell::root().join(PROFILES).join("README.md"), profiles()?),
    ]);
    let mut stale = Vec::new();
    for (path, text) in documents {
        if fs::read_to_string(&path).ok().as_deref() == Some(text.as_str()) {
            continue;
        }
        if check {
            stale.push(path.strip_prefix(shell::root()).unwrap_or(&path).display().to_string());
        } else {
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    bail!("{} differ from their sources: run `cargo xtask docs` and commit", stale.join(", "))
}

fn schema() -> Result<String> {
    // As it is written: what is left out where there is none of it is not required.
    let settings = schemars::generate::SchemaSettings::default().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Results>();
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

/// Where source profiles lie.
const PROFILES: &str = "crates/ingest/profiles";

/// What stands before the list of profiles, which is generated.
const LIST: &str = "<!-- list -->\n";

/// The page about profiles: its hand-written part, then a line per file.
fn profiles() -> Result<String> {
    let directory = shell::root().join(PROFILES);
    let page = fs::read_to_string(directory.join("README.md"))?;
    let (written, _) = page.split_once(LIST).context("profiles/README.md lacks the mark before its list")?;
    let mut files: Vec<PathBuf> = fs::read_dir(&directory)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut out = format!(
        "{written}{LIST}\n## 内置的 Built in\n\nWritten by `cargo xtask docs` from the files.\n\n\
         | id | 表 tables | 编码 encoding | |\n|---|---|---|---|\n"
    );
    for path in files {
        let profile: toml::Table = fs::read_to_string(&path)?.parse().with_context(|| path.display().to_string())?;
        let text = |key: &str| profile.get(key).and_then(toml::Value::as_str).unwrap_or("–");
        let words = |key: &str, lang: &str| profile.get(key).and_then(|words| words.get(lang)?.as_str()).unwrap_or("");
        let tables: Vec<&str> = match profile.get("table") {
            Some(toml::Value::Array(tables)) => tables.iter().filter_map(|table| table.get("name")?.as_str()).collect(),
            Some(toml::Value::Table(tables)) => tables.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        writeln!(
            out,
            "| `{}` {} | {} | {} {} {} {} |",
            text("id"),
            text("version"),
            tables.join(", "),
            text("encoding"),
            format_args!("| **{}** {}", words("title", "zh"), words("title", "en")),
            words("summary", "zh"),
            words("summary", "en")
        )?;
    }
    Ok(out)
}

/// The page of every plugin, in Chinese and then in English, beside its manifest.
fn pages() -> Result<Vec<(PathBuf, String)>> {
    let page = |(manifest, directory): (Manifest, PathBuf)| {
        let example = fs::read_to_string(directory.join("cases/basic.md")).ok();
        let [zh, en] = ["zh", "en"].map(|lang| page(&manifest, example.as_deref(), lang));
        let from = "<!-- Written by `cargo xtask docs` from plugin.toml and cases/basic.md. -->";
        (directory.join("README.md"), format!("{from}\n{zh}\n---\n\n{en}"))
    };
    Ok(manifests()?.into_iter().map(page).collect())
}

/// One entry per plugin, by kind, in both languages.
fn catalogue() -> Result<String> {
    let mut manifests = manifests()?;
    manifests.sort_by(|(left, _), (right, _)| (left.kind, &left.id).cmp(&(right.kind, &right.id)));
    let mut out =
        "# 插件目录 Catalogue\n\nWritten by `cargo xtask docs` from every `plugin.toml` and its cases.\n".to_owned();
    let mut kind = None;
    for (manifest, directory) in &manifests {
        if kind != Some(manifest.kind) {
            kind = Some(manifest.kind);
            let (zh, en) = match manifest.kind {
                PluginKind::Cleaner => ("清洗规则", "Cleaners"),
                PluginKind::Kpi => ("指标", "KPIs"),
                PluginKind::Alert => ("预警", "Alerts"),
                PluginKind::Insight => ("洞察", "Insights"),
            };
            writeln!(out, "\n## {zh} {en}")?;
        }
        entry(&mut out, manifest, directory)?;
    }
    Ok(out)
}

fn manifests() -> Result<Vec<(Manifest, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(shell::root().join("plugins"))? {
        let directory = entry?.path();
        let path = directory.join("plugin.toml");
        if path.is_file() {
            let text = fs::read_to_string(&path)?;
            let manifest = Manifest::parse(&text).map_err(|error| anyhow!("{}: {error}", path.display()))?;
            found.push((manifest, directory));
        }
    }
    Ok(found)
}

fn entry(out: &mut String, manifest: &Manifest, directory: &Path) -> Result<()> {
    let Manifest { title, id, version, .. } = manifest;
    writeln!(out, "\n### {} {}\n\n[`{id}`]({id}/README.md) {version}\n", title.zh, title.en)?;
    writeln!(out, "{}\n\n{}", manifest.summary.zh, manifest.summary.en)?;
    if let Some(notes) = &manifest.notes {
        writeln!(out, "\n{}\n\n{}", notes.zh, notes.en)?;
    }
    if let Some(kpi) = &manifest.kpi {
        writeln!(out, "\n- 分子 numerator: {} · {}", kpi.numerator.zh, kpi.numerator.en)?;
        if let Some(denominator) = &kpi.denominator {
            writeln!(out, "- 分母 denominator: {} · {}", denominator.zh, denominator.en)?;
        }
    }
    if !manifest.parameters.is_empty() {
        writeln!(out, "\n| 参数 parameter | 默认 default | |\n|---|---|---|")?;
    }
    for parameter in &manifest.parameters {
        let default = parameter
            .default
            .as_ref()
            .map_or_else(|| "–".to_owned(), |default| format!("`{default}`").replace('|', "\\|"));
        writeln!(
            out,
            "| `{}` {} {} | {default} | {} {} |",
            parameter.name, parameter.title.zh, parameter.title.en, parameter.doc.zh, parameter.doc.en
        )?;
    }
    for preset in &manifest.presets {
        let origin = preset.origin.as_ref().map_or_else(String::new, |origin| format!(": {} {}", origin.zh, origin.en));
        writeln!(out, "\n预设 preset `{}` {} {}{origin}", preset.name, preset.title.zh, preset.title.en)?;
    }
    let mut cases = Vec::new();
    if let Ok(entries) = fs::read_dir(directory.join("cases")) {
        for entry in entries {
            let path = entry?.path();
            let text = fs::read_to_string(&path)?;
            let title = text.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            cases.push(format!("[{title}]({}/cases/{name})", manifest.id));
        }
    }
    cases.sort();
    writeln!(out, "\n例 cases: {}", cases.join(" · "))?;
    Ok(())
}
