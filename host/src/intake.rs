//! Finds and reads the files that a pipeline file names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf, absolute};
use std::sync::OnceLock;

use aftersight_intake::{File, Profiles};
use aftersight_pipeline::config::SourceStep;
use aftersight_pipeline::engine::Engine;
use aftersight_pipeline::stage::Source;
use aftersight_pipeline::{Config, RunError};

use crate::{disk, origin, system};

/// Sources, and the steps that name exactly their files.
pub struct Opened {
    /// The tables.
    pub sources: Vec<Source<'static>>,
    /// One step per file and step, with the file's whole path and hash.
    pub steps: Vec<SourceStep>,
}

/// Opens every `[[source]]` of the pipeline file, several files at once; paths are relative to `folder`.
///
/// # Errors
/// A file that is missing, unreadable, or holds no table that we know: with the file, the place and the cure.
pub fn open(engine: &dyn Engine, config: &Config, folder: &Path) -> Result<Vec<Source<'static>>, RunError> {
    Ok(open_all(engine, config, folder, &[])?.sources)
}

/// The same, and says which files they were. A file with a `sha256` that lies no more where it was is sought beside its old
/// place and in the directories `elsewhere`.
///
/// # Errors
/// As [`open`]; a file that is nowhere.
pub fn open_all(
    engine: &dyn Engine,
    config: &Config,
    folder: &Path,
    elsewhere: &[PathBuf],
) -> Result<Opened, RunError> {
    let profiles = profiles(config, folder)?;
    let mut paths: Vec<Vec<PathBuf>> = Vec::new();
    let mut hashes: BTreeMap<PathBuf, String> = BTreeMap::new();
    for step in &config.sources {
        if let Some(hash) = &step.sha256 {
            hashes.insert(folder.join(&step.path), hash.to_ascii_lowercase());
            paths.push(vec![folder.join(&step.path)]);
        } else {
            paths.push(matching(folder, &step.path)?);
        }
    }
    let files: Vec<&PathBuf> = paths.iter().flatten().collect::<BTreeSet<_>>().into_iter().collect();
    let opened: Vec<OnceLock<Result<File, RunError>>> = files.iter().map(|_| OnceLock::new()).collect();
    engine.each(files.len(), &|index| {
        opened[index].get_or_init(|| match hashes.get(files[index]) {
            None => read(files[index]),
            Some(hash) => origin::read(files[index], hash, elsewhere),
        });
    });
    let mut opened: BTreeMap<&PathBuf, _> = files.into_iter().zip(opened).collect();
    let mut all = Opened { sources: Vec::new(), steps: Vec::new() };
    for (step, paths) in config.sources.iter().zip(&paths) {
        for path in paths {
            match opened.get_mut(path).and_then(OnceLock::get_mut) {
                Some(Ok(file)) => {
                    all.sources.extend(file.tables(step, &profiles)?);
                    let whole = absolute(path).unwrap_or_else(|_| path.clone());
                    let (path, sha256) = (whole.to_string_lossy().into_owned(), Some(file.sha256().to_owned()));
                    all.steps.push(SourceStep { path, sha256, ..step.clone() });
                }
                Some(Err(error)) => return Err(error.clone()),
                None => {}
            }
        }
    }
    Ok(all)
}

/// The profiles that the pipeline file brings.
fn profiles(config: &Config, folder: &Path) -> Result<Profiles, RunError> {
    let mut profiles = Profiles::default();
    for name in &config.profiles {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).map_err(|error| RunError(system::unreadable(&path, &error)))?;
        profiles.add(name, &text)?;
    }
    Ok(profiles)
}

fn read(path: &Path) -> Result<File, RunError> {
    let blob = disk::open(path).map_err(|error| RunError(system::unreadable(path, &error)))?;
    File::open(&name(path), blob)
}

/// A file's name without its folder.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
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
