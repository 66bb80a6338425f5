//! A whole run: files in, results.json out.

use aftersight_intake::{self as intake, Blob, Profiles};
use aftersight_pipeline::config::SourceStep;
use aftersight_pipeline::engine::Engine;
use aftersight_pipeline::run::run as run_pipeline;
use aftersight_pipeline::stage::Source;
use aftersight_pipeline::{Config, RunError, time};

use crate::follow::{change, follow};

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

/// What is to be run.
pub(crate) struct Job<'a> {
    /// A pipeline file's text. Empty: the pipeline file among the files, or everything that they allow.
    pub(crate) pipeline: &'a str,
    /// What the user chose.
    pub(crate) files: Vec<File>,
    /// Parameters that differ from the pipeline file's: see [`change`].
    pub(crate) changes: Option<&'a str>,
    /// When the files were handed in, unless the pipeline file says so.
    pub(crate) received_at: i64,
}

/// Reads the files, runs the pipeline file over them and writes results.json. A `[[source]]` settles how the files it names are
/// read; they come in its order, as on a server. The error is a sentence in `lang`.
pub(crate) fn run(engine: &dyn Engine, job: Job<'_>, lang: &str) -> Result<String, String> {
    let results = || -> Result<String, RunError> {
        let (mut config, files) = follow(job.pipeline, job.files)?;
        if let Some(changes) = job.changes {
            change(&mut config, changes)?;
        }
        let received_at = config.received_at.as_deref().map_or(Ok(job.received_at), moment)?;
        let (texts, files): (Vec<File>, Vec<File>) =
            files.into_iter().partition(|file| config.profiles.iter().any(|path| names(path, &file.name)));
        let sources = sources(&config, files, &profiles(&config, &texts)?)?;
        let (_, results) = run_pipeline(engine, &config, &sources, received_at, BATCH_ROWS, &|_| ())?;
        // The same words as on the server, to the last byte.
        let mut text = serde_json::to_string_pretty(&results).unwrap_or_default();
        text.push('\n');
        Ok(text)
    };
    results().map_err(|RunError(words)| words.get(lang).to_owned())
}

fn moment(text: &str) -> Result<i64, RunError> {
    time::moment(text).ok_or_else(|| {
        RunError::new(
            format!("received_at = {text}：请写成 2025-06-30T00:00:00+08:00 的形式，日期、时间和时区都要有"),
            format!("received_at = {text}: write it as 2025-06-30T00:00:00+08:00, with date, time and offset"),
        )
    })
}

fn profiles(config: &Config, texts: &[File]) -> Result<Profiles, RunError> {
    let mut profiles = Profiles::default();
    for path in &config.profiles {
        let file = texts.iter().find(|file| names(path, &file.name)).ok_or_else(|| {
            RunError::new(
                format!("profiles：没有选择文件 {path}，请和数据文件一起选择"),
                format!("`profiles`: the file {path} was not chosen; choose it together with the data"),
            )
        })?;
        profiles.add(&file.name, &intake::text(&file.name, &file.blob)?)?;
    }
    Ok(profiles)
}

/// The files of each `[[source]]` by their names, then those that no source names, in the order in which they were chosen.
fn sources(config: &Config, files: Vec<File>, profiles: &Profiles) -> Result<Vec<Source<'static>>, RunError> {
    let mut opened: Vec<(String, intake::File)> = Vec::new();
    for File { name, blob } in files {
        let file = intake::File::open(&name, blob)?;
        opened.push((name, file));
    }
    let mut sources = Vec::new();
    for step in &config.sources {
        let mut meant: Vec<_> = opened.iter_mut().filter(|(name, _)| names(&step.path, name)).collect();
        if meant.is_empty() {
            let path = &step.path;
            return Err(RunError::new(
                format!("[[source]] path = \"{path}\"：没有选择这样的文件，请和其他文件一起选择"),
                format!("[[source]], path = \"{path}\": no such file was chosen; choose it together with the others"),
            ));
        }
        meant.sort_by(|(left, _), (right, _)| left.cmp(right));
        for (_, file) in meant {
            sources.extend(file.tables(step, profiles)?);
        }
    }
    for (_, file) in opened.iter_mut().filter(|(name, _)| !config.sources.iter().any(|step| names(&step.path, name))) {
        sources.extend(file.tables(&SourceStep::default(), profiles)?);
    }
    Ok(sources)
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

    #[test]
    fn a_source_whose_file_was_not_chosen_is_named() {
        let file = |name: &str| File {
            name: name.to_owned(),
            blob: "订单编号,买家实际支付金额,订单创建时间\n1,2,2025-01-01\n".as_bytes().to_vec().into(),
        };
        let config = Config::parse("[[source]]\npath = 'b*.csv'\n").unwrap();
        let order = |names: &[&str]| {
            let found = sources(&config, names.iter().map(|name| file(name)).collect(), &Profiles::default());
            found.map(|sources| sources.into_iter().map(|source| source.name).collect::<Vec<_>>())
        };
        assert_eq!(order(&["z.csv", "b2.csv", "a.csv", "b1.csv"]).unwrap(), ["b1.csv", "b2.csv", "z.csv", "a.csv"]);
        assert!(order(&["a.csv"]).unwrap_err().0.en.contains("path = \"b*.csv\": no such file was chosen"));
    }
}
