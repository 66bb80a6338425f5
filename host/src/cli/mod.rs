//! The command line: one file per command.

mod args;
mod demo_data;
mod fail;
mod plugin;
mod replay;
mod run;
mod usage;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

pub(crate) use fail::Failed;
pub(crate) use words::Lang;

/// Runs a command line, program name first, and says how it ended: 0 done, 1 `--fail-on` reached, 2 bad usage or input,
/// 3 a plugin failed.
#[must_use]
pub fn main(words: Vec<OsString>) -> ExitCode {
    let lang = words::choose(&words);
    let command = args::command(lang);
    let matches = match command.try_get_matches_from(words) {
        Ok(matches) => matches,
        Err(error) => {
            let asked = !error.use_stderr();
            match usage::message(&error, lang) {
                Some(message) => eprint!("{message}"),
                // Nothing is left to say if even the message cannot be written.
                None => _ = error.print(),
            }
            return ExitCode::from(if asked { 0 } else { 2 });
        }
    };
    let done = match matches.subcommand() {
        Some(("run", matches)) => run::run(matches, lang),
        Some(("replay", matches)) => replay::run(matches, lang),
        Some(("demo-data", matches)) => demo_data::run(matches, lang),
        Some(("plugin", matches)) => plugin::run(matches, lang),
        _ => Ok(0),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failed) => {
            eprintln!("{}{}", lang.pick("错误：", "error: "), failed.message(lang));
            ExitCode::from(failed.code())
        }
    }
}
