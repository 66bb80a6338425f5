//! Finds and reads the files that a pipeline file names.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::path::{Path, PathBuf};

use aftersight_intake::{Bytes, File};
use aftersight_pipeline::stage::Source;
use aftersight_pipeline::{Config, RunError};

use crate::system;

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
    let bytes = fs::read(path).map_err(|error| RunError(system::unreadable(path, &error)))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    File::open(&name, Bytes::from(bytes))
}

/// The files that a path with `*` stands for, sorted.
fn matching(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, RunError> {
    let path = folder.join(pattern);
    if !pattern.contains(['*', '?', '[']) {
        return Ok(vec![path]);
    }
    let found = glob::glob(&path.to_string_lossy()).map_err(|error| {
        RunError::new(
            format!("来源路径“{pattern}”写法有误：* 代表任意字符，? 代表一个字符，[ ] 须成对"),
            format!("source path `{pattern}`: {error}; * stands for any characters, ? for one, [ ] must pair"),
        )
    })?;
    let mut files = found
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| RunError(system::unreadable(error.path(), error.error())))?;
    files.retain(|file| file.is_file());
    files.sort();
    if files.is_empty() {
        let place = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        return Err(RunError::new(
            format!("来源路径“{pattern}”没有匹配任何文件（从 {} 找起）。请检查路径和文件名", place.display()),
            format!("source path `{pattern}` matches no file, sought from {}. Check path and name", place.display()),
        ));
    }
    Ok(files)
}
