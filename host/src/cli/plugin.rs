//! `aftersight plugin list | explain | inspect`.

use std::io::{self, Write as _};
use std::path::Path;

use aftersight_contract::VERSION;
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
    let example = library::example(directory(matches), id);
    let page = aftersight_golden::page(&plugin.manifest, example.as_deref(), lang.code());
    Ok(format!("{page}\nsha256 {}\n", plugin.sha256))
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
