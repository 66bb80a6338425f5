//! `aftersight run`.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use aftersight_contract::Severity;
use aftersight_pipeline::config::SourceStep;
use aftersight_pipeline::engine::Engine;
use aftersight_pipeline::replay::Corrections;
use aftersight_pipeline::run::{BATCH_ROWS, Progress};
use aftersight_pipeline::{Config, Results, RunError, presets, run as pipeline, time};
use clap::ArgMatches;
use indicatif::{ProgressBar, ProgressStyle};

use super::Failed;
use super::words::Lang;
use crate::intake::Opened;
use crate::report::{self, Manifests};
use crate::{intake, library, output, show};

pub(super) fn run(matches: &ArgMatches, system: Lang) -> Result<u8, Failed> {
    let inputs: Vec<&String> = matches.get_many("input").into_iter().flatten().collect();
    let (mut config, folder) = config(&inputs)?;
    if let Some(as_of) = matches.get_one::<String>("as-of") {
        moment("--as-of", as_of)?;
        config.as_of = Some(as_of.clone());
    }
    for change in matches.get_many::<String>("set").into_iter().flatten() {
        set(&mut config, change)?;
    }
    let lang =
        matches.get_one::<String>("lang").or(config.lang.as_ref()).and_then(|code| Lang::parse(code)).unwrap_or(system);
    let received_at = received_at(matches, &config)?;
    let jobs = matches.get_one::<u16>("jobs").map(|jobs| usize::from(*jobs));
    let engine = library::engine(matches.get_one::<String>("plugins").map(String::as_str), jobs, lang)?;
    let bar = bar(lang);
    let Opened { sources, steps } = intake::open_all(&engine, &config, &folder, &[])?;
    let batch_rows = matches.get_one::<u32>("batch-rows").map_or(BATCH_ROWS, |rows| *rows as usize);
    let (prepared, mut results) =
        pipeline::run(&engine, &config, &sources, received_at, batch_rows, &|progress| step(&bar, &progress, lang))?;
    if let Some(id) = matches.get_one::<String>("compare-presets") {
        bar.set_message(lang.pick("比较预设", "comparing presets"));
        results.presets = presets::compare(&engine, &prepared, &config.kpis, id)?;
    }
    let manifests = |id: &str| engine.plugin(id).map(|plugin| plugin.manifest.clone());
    if let Some(out) = matches.get_one::<String>("out") {
        bar.set_message(lang.pick("写出结果", "writing results"));
        let rerun = output::rerun(&engine, &config, &folder, steps, [prepared.as_of, received_at]);
        let run = output::Run {
            prepared: &prepared,
            results: &results,
            rerun: &rerun,
            refused: &[],
            lang,
            manifests: &manifests,
        };
        output::write(Path::new(out), &Corrections::default(), run)?;
    }
    bar.finish_and_clear();
    print(matches, &results, lang, &manifests)?;
    Ok(exit_code(matches, &results))
}

/// One `.toml` is a pipeline file; anything else are exports.
fn config(inputs: &[&String]) -> Result<(Config, PathBuf), Failed> {
    if let [only] = inputs
        && only.ends_with(".toml")
    {
        let path = Path::new(only);
        let text = std::fs::read_to_string(path).map_err(|error| Failed::reading(path, &error))?;
        let config = Config::parse(&text).map_err(|RunError(words)| {
            Failed::input(format!("{only}：{}", words.zh), format!("{only}: {}", words.en))
        })?;
        if config.sources.is_empty() {
            return Err(Failed::input(
                format!("{only}：没有 [[source]]，请至少写一个来源文件"),
                format!("{only}: it has no [[source]]: name at least one file"),
            ));
        }
        return Ok((config, path.parent().unwrap_or(Path::new("")).to_owned()));
    }
    if let Some(toml) = inputs.iter().find(|input| input.ends_with(".toml")) {
        return Err(Failed::input(
            format!("{toml} 是流水线文件：请单独运行它，或者只给出导出文件"),
            format!("{toml} is a pipeline file: run it alone, or give exports only"),
        ));
    }
    let sources = inputs.iter().map(|path| SourceStep { path: (*path).clone(), ..SourceStep::default() });
    Ok((Config { sources: sources.collect(), ..Config::default() }, PathBuf::new()))
}

/// `NAME.PARAM=VALUE`: the value is read as TOML, or taken as text.
pub(super) fn set(config: &mut Config, change: &str) -> Result<(), Failed> {
    // The value may be a secret: no message repeats it.
    let shown = change.split('=').next().unwrap_or_default();
    let malformed = || {
        Failed::input(
            format!("--set {shown}：请写成 步骤.参数=值，例如 return_rate.preset=lines"),
            format!("--set {shown}: write NAME.PARAM=VALUE, as in return_rate.preset=lines"),
        )
    };
    let (path, value) = change.split_once('=').ok_or_else(malformed)?;
    let (name, param) = path.split_once('.').ok_or_else(malformed)?;
    let value = format!("v = {value}")
        .parse::<toml::Table>()
        .ok()
        .and_then(|mut table| table.remove("v"))
        .unwrap_or_else(|| value.into());
    // Of a rule that stands for several tables the last one counts.
    if let Some(params) = config.parameters_of(name).pop() {
        params.insert(param.to_owned(), value);
        return Ok(());
    }
    let known = config.step_names();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    if known.is_empty() {
        return Err(Failed::input(
            format!("--set {shown}：没有流水线文件就没有可修改的步骤，请把步骤写进 .toml 文件再运行"),
            format!(
                "--set {shown}: without a pipeline file there are no steps to change; write them into a .toml file"
            ),
        ));
    }
    let (zh, en) = (
        format!("--set {shown}：流水线文件中没有步骤“{name}”"),
        format!("--set {shown}: the pipeline file has no step `{name}`"),
    );
    Err(RunError::unknown(&zh, &en, name, &known).into())
}

fn received_at(matches: &ArgMatches, config: &Config) -> Result<i64, Failed> {
    if let Some(text) = matches.get_one::<String>("received-at") {
        return moment("--received-at", text);
    }
    match &config.received_at {
        Some(text) => moment("received_at =", text),
        None => Ok(std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| since.as_micros() as i64)),
    }
}

pub(super) fn moment(option: &str, text: &str) -> Result<i64, Failed> {
    time::moment(text).ok_or_else(|| {
        Failed::input(
            format!("{option} {text}：请写成 2025-06-30T00:00:00+08:00 的形式，日期、时间和时区都要有"),
            format!("{option} {text}: write it as 2025-06-30T00:00:00+08:00, with date, time and offset"),
        )
    })
}

pub(super) fn bar(lang: Lang) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {bar:24} {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(lang.pick("读取文件", "reading files"));
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}

pub(super) fn step(bar: &ProgressBar, progress: &Progress, lang: Lang) {
    match progress {
        Progress::Cleaning => bar.set_message(lang.pick("清洗数据", "cleaning")),
        Progress::Linking => bar.set_message(lang.pick("关联各表", "linking tables")),
        Progress::Measuring(name, number, count) => {
            bar.set_length(*count as u64);
            bar.set_position(*number as u64);
            bar.set_message(format!("{} {name}", lang.pick("计算指标", "computing")));
        }
        Progress::Analysing => bar.set_message(lang.pick("检查预警", "checking alerts")),
    }
}

pub(super) fn print(
    matches: &ArgMatches,
    results: &Results,
    lang: Lang,
    manifests: Manifests<'_>,
) -> Result<(), Failed> {
    let mut out = io::stdout().lock();
    let written = match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => out.write_all(output::json(results).as_bytes()),
        Some("html") => out.write_all(report::html(results, lang, manifests).as_bytes()),
        _ => show::table::print(results, lang, &mut out, None),
    };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failed::printing(&error)),
        _ => Ok(()),
    }
}

pub(super) fn exit_code(matches: &ArgMatches, results: &Results) -> u8 {
    if !results.failures.is_empty() {
        return 3;
    }
    let limit = match matches.get_one::<String>("fail-on").map(String::as_str) {
        Some("info") => Severity::Info,
        Some("warning") => Severity::Warning,
        Some(_) => Severity::Critical,
        None => return 0,
    };
    u8::from(results.findings.iter().any(|finding| finding.severity >= limit))
}
