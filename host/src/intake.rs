//! Finds and reads the files that a pipeline file names.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use aftersight_intake::{Bytes, tables};
use aftersight_pipeline::stage::Source;
use aftersight_pipeline::{Config, RunError};

/// Opens every `[[source]]` of the pipeline file; paths are relative to `folder`.
///
/// # Errors
/// A file that is missing, unreadable, or holds no table that we know: with the file, the place and the cure.
pub fn open(config: &Config, folder: &Path) -> Result<Vec<Source<'static>>, RunError> {
    let mut sources = Vec::new();
    let mut read: HashMap<PathBuf, Bytes> = HashMap::new();
    for step in &config.sources {
        for path in matching(folder, &step.path)? {
            let bytes = match read.get(&path) {
                Some(known) => known.clone(),
                None => Bytes::from(fs::read(&path).map_err(|error| unreadable(&path, &error))?),
            };
            read.insert(path.clone(), bytes.clone());
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            sources.extend(tables(&name, bytes, step)?);
        }
    }
    Ok(sources)
}

/// The files that a path with `*` stands for, sorted.
fn matching(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, RunError> {
    let path = folder.join(pattern);
    if !pattern.contains(['*', '?', '[']) {
        return Ok(vec![path]);
    }
    let wrong = |what: &dyn std::fmt::Display| {
        RunError::new(format!("来源路径“{pattern}”：{what}"), format!("source path `{pattern}`: {what}"))
    };
    let found = glob::glob(&path.to_string_lossy()).map_err(|error| wrong(&error))?;
    let mut files = found.collect::<Result<Vec<_>, _>>().map_err(|error| wrong(&error))?;
    files.retain(|file| file.is_file());
    files.sort();
    if files.is_empty() {
        return Err(RunError::new(
            format!("来源路径“{pattern}”没有匹配任何文件（在 {} 下）", folder.display()),
            format!("source path `{pattern}` matches no file in {}", folder.display()),
        ));
    }
    Ok(files)
}

fn unreadable(path: &Path, error: &std::io::Error) -> RunError {
    let path = path.display();
    RunError::new(format!("无法读取文件 {path}：{error}"), format!("cannot read the file {path}: {error}"))
}
