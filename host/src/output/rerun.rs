//! The pipeline file of a run that is over: its files by path and hash, its clock, no secrets.

use std::path::{Path, absolute};

use aftersight_pipeline::Config;
use aftersight_pipeline::config::SourceStep;
use aftersight_pipeline::engine::Engine;
use jiff::Timestamp;

/// Its name in the output directory.
pub(crate) const FILE: &str = "pipeline.toml";

const REMARK: &str = "# 本次运行的流水线，供 aftersight replay 使用。保密参数没有写出。
# The pipeline of this run, for aftersight replay. Secret parameters are left out.

";

/// The pipeline file that does the same again. `folder` is where the paths of the first one begin, `moments` are `as_of` and
/// `received_at` in µs.
pub(crate) fn rerun(
    engine: &dyn Engine,
    config: &Config,
    folder: &Path,
    sources: Vec<SourceStep>,
    moments: [i64; 2],
) -> String {
    let whole = |path: &String| {
        let path = folder.join(path);
        absolute(&path).unwrap_or(path).to_string_lossy().into_owned()
    };
    let [as_of, received_at] =
        moments.map(|moment| Timestamp::from_microsecond(moment).ok().map(|moment| moment.to_string()));
    let again = Config {
        sources,
        profiles: config.profiles.iter().map(whole).collect(),
        as_of,
        received_at,
        ..config.without_secrets(engine)
    };
    REMARK.to_owned() + &again.to_toml()
}
