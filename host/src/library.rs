//! Where plugins lie, and the engine that runs them.

use std::path::PathBuf;

use crate::cli::{Failed, Lang};
use crate::engine::{Limits, Options, WasmEngine};

/// Opens the engine over the plugins of a directory, or of the usual place.
pub(crate) fn engine(directory: Option<&str>, jobs: Option<usize>, lang: Lang) -> Result<WasmEngine, Failed> {
    let directory = place(directory)?;
    if !directory.is_dir() {
        let shown = directory.display();
        return Err(Failed::input(
            format!("插件目录 {shown} 不存在。请检查 --plugins 或环境变量 AFTERSIGHT_PLUGINS"),
            format!("there is no directory of plugins {shown}. Check --plugins or AFTERSIGHT_PLUGINS"),
        ));
    }
    let jobs = jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let options = Options { limits: Limits::native(), cache: cache(), jobs };
    let engine = WasmEngine::load(&[directory], options).map_err(|error| Failed::said(error.words()))?;
    for problem in engine.problems() {
        eprintln!("{}{}", lang.pick("警告：", "warning: "), lang.of(&problem.words()));
    }
    Ok(engine)
}

/// The case that lies beside a plugin as its example, if there is one.
pub(crate) fn example(directory: Option<&str>, id: &str) -> Option<String> {
    std::fs::read_to_string(place(directory).ok()?.join(id).with_extension("md")).ok()
}

fn place(directory: Option<&str>) -> Result<PathBuf, Failed> {
    directory.map(PathBuf::from).or_else(usual).ok_or_else(|| {
        Failed::input(
            "找不到插件目录：请用 --plugins 或环境变量 AFTERSIGHT_PLUGINS 指定",
            "no directory of plugins was found: name it with --plugins or in AFTERSIGHT_PLUGINS",
        )
    })
}

/// `AFTERSIGHT_PLUGINS`, else `plugins` beside the program or beside its directory.
fn usual() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("AFTERSIGHT_PLUGINS") {
        return Some(PathBuf::from(named));
    }
    let program = std::env::current_exe().ok()?;
    let beside = program.ancestors().skip(1).take(3).map(|folder| folder.join("plugins"));
    beside.into_iter().find(|folder| folder.is_dir())
}

/// The user's directory for machine code: XDG_CACHE_HOME, else ~/.cache.
fn cache() -> Option<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let base = base.or_else(|| std::env::home_dir().map(|home| home.join(".cache")))?;
    Some(base.join("aftersight"))
}
