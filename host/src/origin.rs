//! Files found again by their hash.

use std::fs;
use std::path::{Path, PathBuf};

use aftersight_intake::{File, sha256};
use aftersight_pipeline::RunError;

use crate::disk;
use crate::intake::name;

/// Reads the file of a hash: at its path, beside it, or in one of the directories. It keeps the name of its path.
pub(crate) fn read(path: &Path, hash: &str, elsewhere: &[PathBuf]) -> Result<File, RunError> {
    let beside = path.parent().map(Path::to_owned);
    let folders = beside.iter().chain(elsewhere);
    let candidates = std::iter::once(path.to_owned()).chain(folders.flat_map(|folder| files(folder)));
    for candidate in candidates {
        let Ok(blob) = disk::open(&candidate) else { continue };
        if sha256(&blob).is_ok_and(|found| found == hash) {
            return File::open(&name(path), blob);
        }
    }
    let shown = path.display();
    Err(RunError::new(
        format!(
            "找不到来源文件 {shown}（SHA-256 {hash}）：文件已移走或内容已改变。请把原文件放回原处，或用 --source 指出它所在的目录"
        ),
        format!(
            "the source {shown} (SHA-256 {hash}) is not found: it was moved or changed. Put the original back, or name its directory with --source"
        ),
    ))
}

/// The files of a directory, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}
