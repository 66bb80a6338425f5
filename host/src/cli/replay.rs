//! `aftersight replay`.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use aftersight_pipeline::replay::{self, Corrections, Edited, Taken};
use aftersight_pipeline::results::InputResult;
use aftersight_pipeline::run::BATCH_ROWS;
use aftersight_pipeline::{Config, RunError, run as pipeline};
use clap::ArgMatches;

use super::Failed;
use super::run::{bar, exit_code, moment, print, set, step};
use super::words::Lang;
use crate::intake::{self, Opened};
use crate::{library, output};

pub(super) fn run(matches: &ArgMatches, system: Lang) -> Result<u8, Failed> {
    let dir = Path::new(matches.get_one::<String>("dir").map_or("", String::as_str));
    let mut config = config(dir)?;
    for change in matches.get_many::<String>("set").into_iter().flatten() {
        set(&mut config, change)?;
    }
    let lang =
        matches.get_one::<String>("lang").or(config.lang.as_ref()).and_then(|code| Lang::parse(code)).unwrap_or(system);
    let received_at = moment("received_at =", config.received_at.as_deref().unwrap_or_default())?;
    let edited = edited(&dir.join("quarantine"))?;
    let known = known(&dir.join(output::CORRECTIONS))?;
    let jobs = matches.get_one::<u16>("jobs").map(|jobs| usize::from(*jobs));
    let engine = library::engine(matches.get_one::<String>("plugins").map(String::as_str), jobs, lang)?;
    let bar = bar(lang);
    let elsewhere: Vec<PathBuf> =
        matches.get_many::<String>("source").into_iter().flatten().map(PathBuf::from).collect();
    let Opened { sources, steps } = intake::open_all(&engine, &config, dir, &elsewhere)?;
    let rows = matches.get_one::<u32>("batch-rows").map_or(BATCH_ROWS, |rows| *rows as usize);
    let progress = |progress| step(&bar, &progress, lang);
    let sources = known.apply(sources)?;
    let before = pipeline::prepare(&engine, &config, &sources, received_at, rows, &progress)?;
    let taken = replay::take(&sources, &before.quarantine, &edited, &known)?;
    if taken.corrections == known {
        bar.finish_and_clear();
        say(&taken, lang);
        eprintln!(
            "{}",
            lang.pick(
                "没有可采用的修改，结果保持不变。请在 quarantine/*.csv 中修改单元格，或在 _action 列写 exclude",
                "nothing to take: the results stay as they are. Change cells in quarantine/*.csv, or write exclude under _action"
            )
        );
        return Ok(if taken.refused.is_empty() { 0 } else { 2 });
    }
    let sources = taken.corrections.apply(sources)?;
    let (prepared, results) = pipeline::run(&engine, &config, &sources, received_at, rows, &progress)?;
    let manifests =
        |id: &str| aftersight_pipeline::engine::Engine::plugin(&engine, id).map(|plugin| plugin.manifest.clone());
    bar.set_message(lang.pick("写出结果", "writing results"));
    let rerun = output::rerun(&engine, &config, dir, steps, [prepared.as_of, received_at]);
    let run = output::Run {
        prepared: &prepared,
        results: &results,
        rerun: &rerun,
        refused: &taken.refused,
        lang,
        manifests: &manifests,
    };
    output::write(dir, &taken.corrections, run)?;
    bar.finish_and_clear();
    say(&taken, lang);
    let totals = totals(&taken, before.inputs(), &results.inputs, lang);
    match matches.get_one::<String>("format").map(String::as_str) {
        // Whoever reads standard output as a file finds only the file there.
        Some("json" | "html") => eprint!("{totals}"),
        _ => io::stdout()
            .lock()
            .write_all(totals.as_bytes())
            .or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
            .map_err(|error| Failed::printing(&error))?,
    }
    print(matches, &results, lang, &manifests)?;
    Ok(if taken.refused.is_empty() { exit_code(matches, &results) } else { 2 })
}

/// The pipeline file that the run left there.
fn config(dir: &Path) -> Result<Config, Failed> {
    let path = dir.join(output::RERUN);
    if !path.is_file() {
        let shown = dir.display();
        return Err(Failed::input(
            format!(
                "{shown} 里没有 {}，不是 run --out 写出的目录。请先用 aftersight run … --out 目录 运行",
                output::RERUN
            ),
            format!("{shown} has no {}: no run wrote it. Run first: aftersight run … --out DIR", output::RERUN),
        ));
    }
    let text = fs::read_to_string(&path).map_err(|error| Failed::reading(&path, &error))?;
    Config::parse(&text).map_err(|RunError(words)| {
        let shown = path.display();
        Failed::input(format!("{shown}：{}", words.zh), format!("{shown}: {}", words.en))
    })
}

/// Every CSV file of the quarantine, in the order of their names.
fn edited(folder: &Path) -> Result<Vec<Edited>, Failed> {
    let entries = fs::read_dir(folder).map_err(|error| Failed::reading(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    // A spreadsheet's own lock files and backups are none.
    let hidden = |path: &Path| intake::name(path).starts_with(['.', '~']);
    paths.retain(|path| {
        !hidden(path)
            && path
                .extension()
                .is_some_and(|end| ["csv", "txt", "xlsx", "xls"].iter().any(|known| end.eq_ignore_ascii_case(known)))
    });
    paths.sort();
    let read = |path: &PathBuf| {
        let bytes = fs::read(path).map_err(|error| Failed::reading(path, &error))?;
        Ok(aftersight_intake::edited(&intake::name(path), &bytes)?)
    };
    paths.iter().map(read).collect()
}

/// What earlier replays took.
fn known(path: &Path) -> Result<Corrections, Failed> {
    if !path.is_file() {
        return Ok(Corrections::default());
    }
    let text = fs::read_to_string(path).map_err(|error| Failed::reading(path, &error))?;
    Ok(Corrections::parse(&text)?)
}

/// Says which lines were not taken.
fn say(taken: &Taken, lang: Lang) {
    for refusal in &taken.refused {
        eprintln!("{}", lang.of(&refusal.words));
    }
}

/// The accounts of the inputs before and after, which add up.
fn totals(taken: &Taken, before: &[InputResult], after: &[InputResult], lang: Lang) -> String {
    let (corrected, excluded, refused) = (taken.corrected, taken.excluded, taken.refused.len());
    let mut out = match lang {
        Lang::Zh => format!("重放：改正 {corrected} 行，排除 {excluded} 行，未采用 {refused} 行\n"),
        Lang::En => format!("replay: {corrected} rows corrected, {excluded} excluded, {refused} not taken\n"),
    };
    for (old, new) in before.iter().zip(after) {
        let (name, table, rows) = (&new.name, &new.table, new.rows);
        let [accepted, quarantined, left] =
            [(old.accepted, new.accepted), (old.quarantined, new.quarantined), (old.excluded, new.excluded)]
                .map(|(old, new)| if old == new { new.to_string() } else { format!("{old} → {new}") });
        // Writing to a text does not fail.
        _ = match lang {
            Lang::Zh => {
                writeln!(out, "  {name}（{table}）：共 {rows} 行 = 接受 {accepted} + 隔离 {quarantined} + 排除 {left}")
            }
            Lang::En => writeln!(
                out,
                "  {name} ({table}): {rows} rows = {accepted} accepted + {quarantined} quarantined + {left} excluded"
            ),
        };
    }
    out.push('\n');
    out
}
