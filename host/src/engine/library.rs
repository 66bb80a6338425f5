//! Finds plugin files and reads their manifests.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use aftersight_pipeline::engine::Plugin;
use aftersight_pipeline::limits::Limits;

use super::inspect::{Inspected, inspect};
use super::pool;
use super::problem::{LoadError, LoadProblem};
use crate::system;

/// A plugin and the file that it came from.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) plugin: Plugin,
    pub(super) path: PathBuf,
}

/// All plugins by id, and what was wrong with other files.
#[derive(Debug, Default)]
pub(super) struct Library {
    pub(super) entries: BTreeMap<String, Entry>,
    pub(super) problems: Vec<LoadProblem>,
}

impl Library {
    /// Reads files, and every `*.wasm` of directories, several at once. Of two plugins with one id the first is used: name
    /// the file that shall stand in for a built-in plugin before the directory of those.
    pub(super) fn read(sources: &[PathBuf], limits: &Limits, jobs: usize) -> Self {
        let mut found: Vec<(PathBuf, OnceLock<Result<Inspected, LoadError>>)> = Vec::new();
        for source in sources {
            match files(source) {
                Ok(files) => found.extend(files.into_iter().map(|path| (path, OnceLock::new()))),
                Err(error) => found.push((source.clone(), OnceLock::from(Err(unreadable(&error))))),
            }
        }
        let look = |path: &Path| read(path, limits).and_then(|component| inspect(&component, limits));
        pool::each(jobs, found.len(), &|index| {
            let (path, inspected) = &found[index];
            inspected.get_or_init(|| look(path));
        });
        let mut library = Self::default();
        for (path, inspected) in found {
            match inspected.into_inner() {
                Some(Ok(inspected)) => library.add(path, inspected),
                Some(Err(error)) => library.problem(path, error),
                None => {}
            }
        }
        library
    }

    pub(super) fn problem(&mut self, path: PathBuf, error: LoadError) {
        self.problems.push(LoadProblem { path, error });
    }

    fn add(&mut self, path: PathBuf, inspected: Inspected) {
        let Inspected { manifest, sha256, .. } = inspected;
        let id = manifest.id.clone();
        if let Some(first) = self.entries.get(&id) {
            // The same bytes twice are no conflict: a file and the directory that it lies in.
            if first.plugin.sha256 != sha256 {
                let first = first.path.clone();
                self.problem(path, LoadError::Duplicate { id, first });
            }
            return;
        }
        if path.file_stem().and_then(|stem| stem.to_str()) != Some(&id) {
            self.problem(path.clone(), LoadError::Misnamed { id: id.clone() });
        }
        self.entries.insert(id, Entry { plugin: Plugin { manifest: Arc::new(manifest), sha256 }, path });
    }
}

/// The plugin files that a source stands for, sorted.
fn files(source: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !source.is_dir() {
        return Ok(vec![source.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(source)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "wasm") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a component, but never more than the limit.
pub(super) fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, LoadError> {
    let limit = limits.component_bytes;
    let file = std::fs::File::open(path).map_err(|error| unreadable(&error))?;
    let size = file.metadata().map_err(|error| unreadable(&error))?.len();
    if size > limit as u64 {
        return Err(LoadError::TooLarge { bytes: size, limit });
    }
    let mut bytes = Vec::with_capacity(size as usize);
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    Ok(bytes)
}

fn unreadable(error: &std::io::Error) -> LoadError {
    LoadError::Unreadable { reason: system::cause(error) }
}
