//! Finds and reads the files that a pipeline file names.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::path::{Path, PathBuf};

use aftersight_intake::{Bytes, File};
use aftersight_pipeline::stage::Source;
use aftersight_pipeline::{Config, RunError};

/// Opens every `[[source]]` of the pipeline file; paths are relative to `folder`.
///
/// # Errors
/// A file that is missing, unreadable, or holds no table that we know: with the file, the place and the cure.
pub fn open(config: &Config, folder: &Path) -> Result<Vec<Source<'static>>, RunError> {
    let mut sources = Vec::new();
    let mut opened: HashMap<PathBuf, File> = HashMap::new();
    for step in &config.sources {
        for path in matching(folder, &step.path)? {
            let file = match opened.entry(path) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    let file = read(place.key())?;
                    place.insert(file)
                }
            };
            sources.extend(file.tables(step)?);
        }
    }
    Ok(sources)
}

fn read(path: &Path) -> Result<File, RunError> {
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    File::open(&name, Bytes::from(bytes))
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
