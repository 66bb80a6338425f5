//! `aftersight plugin list | explain | inspect`.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use aftersight_contract::VERSION;
use aftersight_contract::manifest::{Manifest, Parameter};
use aftersight_pipeline::RunError;
use aftersight_pipeline::engine::Engine;
use clap::ArgMatches;

use super::Failed;
use super::words::Lang;
use crate::engine::{Limits, LoadProblem, inspect};
use crate::library;

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<u8, Failed> {
    let text = match matches.subcommand() {
        Some(("list", matches)) => list(matches, lang)?,
        Some(("explain", matches)) => explain(matches, lang)?,
        Some(("inspect", matches)) => inspected(matches, lang)?,
        _ => String::new(),
    };
    // A closed pipe is no failure.
    let _ = io::stdout().lock().write_all(text.as_bytes());
    Ok(0)
}

fn directory(matches: &ArgMatches) -> Option<&str> {
    matches.get_one::<String>("plugins").map(String::as_str)
}

fn list(matches: &ArgMatches, lang: Lang) -> Result<String, Failed> {
    let engine = library::engine(directory(matches), Some(1), lang)?;
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    for plugin in engine.plugins() {
        let manifest = &plugin.manifest;
        table.add_row([&manifest.id, &manifest.version, lang.of(&manifest.title), lang.of(&manifest.summary)]);
    }
    Ok(format!("{table}\n"))
}

fn explain(matches: &ArgMatches, lang: Lang) -> Result<String, Failed> {
    let engine = library::engine(directory(matches), Some(1), lang)?;
    let id = matches.get_one::<String>("id").map_or("", String::as_str);
    let Some(plugin) = engine.plugin(id) else {
        let known: Vec<_> = engine.plugins().into_iter().map(|plugin| plugin.manifest.id.as_str()).collect();
        let (zh, en) = (format!("没有插件“{id}”"), format!("there is no plugin `{id}`"));
        return Err(RunError::unknown(&zh, &en, id, &known).into());
    };
    Ok(explanation(&plugin.manifest, &plugin.sha256, lang))
}

/// The manifest as a page of text.
fn explanation(manifest: &Manifest, sha256: &str, lang: Lang) -> String {
    let mut out = format!(
        "{}  {} {}\n\n{}\n",
        lang.of(&manifest.title),
        manifest.id,
        manifest.version,
        lang.of(&manifest.summary)
    );
    // Writing to a String cannot fail.
    let mut line = |label: &str, text: &str| {
        let _ = writeln!(out, "{label}{text}");
    };
    if let Some(notes) = &manifest.notes {
        line("\n", lang.of(notes));
    }
    if let Some(kpi) = &manifest.kpi {
        line(lang.pick("\n分子：", "\nnumerator:   "), lang.of(&kpi.numerator));
        if let Some(denominator) = &kpi.denominator {
            line(lang.pick("分母：", "denominator: "), lang.of(denominator));
        }
    }
    if !manifest.parameters.is_empty() {
        line(lang.pick("\n参数", "\nParameters"), "");
    }
    for parameter in &manifest.parameters {
        line("  ", &about(parameter, lang));
    }
    if !manifest.presets.is_empty() {
        line(lang.pick("\n预设（第一个为默认）", "\nPresets (the first is the default)"), "");
    }
    for preset in &manifest.presets {
        let set: Vec<_> = preset.set.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        line("  ", &format!("{}  {}  {}", preset.name, lang.of(&preset.title), set.join(", ")));
        if let Some(origin) = &preset.origin {
            line("      ", lang.of(origin));
        }
    }
    for alert in &manifest.default_alerts {
        line(lang.pick("\n默认预警：", "\nDefault alert: "), &alert.plugin);
    }
    line("\nsha256 ", sha256);
    out
}

fn about(parameter: &Parameter, lang: Lang) -> String {
    let mut text = format!("{}  {}：{}", parameter.name, lang.of(&parameter.title), lang.of(&parameter.doc));
    if lang == Lang::En {
        text = text.replacen('：', ": ", 1);
    }
    if let Some(default) = &parameter.default {
        let _ = write!(text, " [{}{default}]", lang.pick("默认 ", "default "));
    }
    if !parameter.choices.is_empty() {
        let choice = |choice: &String| match parameter.labels.get(choice) {
            Some(label) => format!("{choice} {}", lang.of(label)),
            None => choice.clone(),
        };
        let choices: Vec<String> = parameter.choices.iter().map(choice).collect();
        let _ = write!(text, " [{}]", choices.join(" | "));
    }
    if parameter.min.is_some() || parameter.max.is_some() {
        let bound = |bound: Option<f64>| bound.map_or_else(|| "…".to_owned(), |bound| bound.to_string());
        let _ = write!(text, " [{} – {}]", bound(parameter.min), bound(parameter.max));
    }
    text
}

fn inspected(matches: &ArgMatches, lang: Lang) -> Result<String, Failed> {
    let file = Path::new(matches.get_one::<String>("file").map_or("", String::as_str));
    let bytes = std::fs::read(file).map_err(|error| Failed::reading(file, &error))?;
    let found = inspect(&bytes, &Limits::native()).map_err(|error| {
        let problem = LoadProblem { path: file.to_owned(), error };
        Failed::said(problem.words())
    })?;
    let manifest = &found.manifest;
    Ok(format!(
        "{}  {} {}\n{} {VERSION} ({})\n{} {} KiB\n{} {} MiB\n{}\nsha256 {}\n",
        lang.of(&manifest.title),
        manifest.id,
        manifest.version,
        lang.pick("接口约定", "contract"),
        manifest.kind.interface(),
        lang.pick("大小", "size"),
        found.bytes / 1024,
        lang.pick("内存上限", "memory at most"),
        found.memory_bytes >> 20,
        lang.pick("导入：无", "imports: none"),
        found.sha256,
    ))
}
