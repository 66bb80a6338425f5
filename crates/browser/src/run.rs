//! A whole run: files in, results.json out.

use aftersight_intake::{self as intake, Blob, Profiles};
use aftersight_pipeline::config::SourceStep;
use aftersight_pipeline::engine::Engine;
use aftersight_pipeline::run::run as run_pipeline;
use aftersight_pipeline::{Config, RunError};

/// A file as the user chose it.
#[derive(Debug)]
pub(crate) struct File {
    /// Its name, without a folder.
    pub(crate) name: String,
    /// Its content.
    pub(crate) blob: Blob,
}

/// Rows in a batch: smaller than on a server, since plugin and page share a machine that does other things.
const BATCH_ROWS: usize = 1 << 14;

/// Reads the files, runs the pipeline file over them (an empty one means: everything that the files allow) and writes
/// results.json. A `[[source]]` settles how the files it names are read. The error is a sentence in `lang`.
pub(crate) fn run(
    engine: &dyn Engine,
    pipeline: &str,
    files: Vec<File>,
    received_at: i64,
    lang: &str,
) -> Result<String, String> {
    let results = || -> Result<String, RunError> {
        let config = Config::parse(pipeline)?;
        let mut profiles = Profiles::default();
        let mut sources = Vec::new();
        let (texts, files): (Vec<File>, Vec<File>) =
            files.into_iter().partition(|file| config.profiles.iter().any(|path| names(path, &file.name)));
        for path in &config.profiles {
            let file = texts.iter().find(|file| names(path, &file.name)).ok_or_else(|| {
                RunError::new(
                    format!("profiles：没有选择文件 {path}，请和数据文件一起选择"),
                    format!("`profiles`: the file {path} was not chosen; choose it together with the data"),
                )
            })?;
            profiles.add(&file.name, &intake::text(&file.name, &file.blob)?)?;
        }
        for file in files {
            let mut opened = intake::File::open(&file.name, file.blob)?;
            let steps: Vec<&SourceStep> = config.sources.iter().filter(|step| names(&step.path, &file.name)).collect();
            for step in &steps {
                sources.extend(opened.tables(step, &profiles)?);
            }
            if steps.is_empty() {
                sources.extend(opened.tables(&SourceStep::default(), &profiles)?);
            }
        }
        let (_, results) = run_pipeline(engine, &config, &sources, received_at, BATCH_ROWS, &|_| ())?;
        // The same words as on the server, to the last byte.
        let mut text = serde_json::to_string_pretty(&results).unwrap_or_default();
        text.push('\n');
        Ok(text)
    };
    results().map_err(|RunError(words)| words.get(lang).to_owned())
}

/// Does a source's path, in which `*` stands for any part of a name, mean a file of that name?
pub(crate) fn names(path: &str, name: &str) -> bool {
    let pattern = path.rsplit('/').next().unwrap_or(path);
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_part_of_a_name() {
        assert!(names("data/taobao_*.csv", "taobao_orders.csv"));
        assert!(names("*", "x") && names("a*b*c", "a1b2c") && names("x.csv", "x.csv"));
        assert!(!names("taobao_*.csv", "tmall_orders.csv") && !names("a*b", "ac") && !names("x.csv", "y.csv"));
    }
}
