//! Files on a disk, read range by range. Nothing is mapped into memory: whoever cuts a mapped file off ends the process.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use aftersight_intake::{Blob, Bytes, Changed, Ranged};

/// A file as it was when it was opened.
#[derive(Debug)]
struct Disk {
    path: PathBuf,
    stamp: Stamp,
}

/// What tells that a file is no more the same.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    place: (u64, u64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok(), place: place(metadata) }
    }
}

/// The disk and the number of the file on it, where the system tells.
#[cfg(unix)]
fn place(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn place(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

/// The bytes of a file. What is no file with a size, such as a pipe, is read to its end at once.
pub(crate) fn open(path: &Path) -> io::Result<Blob> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() || metadata.len() == 0 {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        return Ok(bytes.into());
    }
    Ok(Blob::new(Disk { path: path.to_owned(), stamp: Stamp::of(&metadata) }))
}

impl Ranged for Disk {
    fn size(&self) -> u64 {
        self.stamp.size
    }

    /// Opens the file anew: a run may have more files than a process may hold open, and threads need no common position.
    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(range.start))?;
        let length = range.end - range.start;
        let mut bytes = Vec::with_capacity(usize::try_from(length).map_err(io::Error::other)?);
        let read = file.by_ref().take(length).read_to_end(&mut bytes);
        if Stamp::of(&file.metadata()?) != self.stamp {
            return Err(io::Error::other(Changed));
        }
        // What is shorter than asked for is noticed by whoever asked.
        read.map(|_| bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::io::Write;

    use super::*;

    /// A folder of its own, gone at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("aftersight-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn file(&self) -> PathBuf {
            let path = self.0.join("a.csv");
            fs::write(&path, b"0123456789").unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn changed(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Changed>())
    }

    #[test]
    fn ranges_are_read_from_the_disk() {
        let folder = Folder::new("ranges");
        let blob = open(&folder.file()).unwrap();
        assert_eq!(blob.len(), 10);
        assert_eq!(blob.read(3..6).unwrap(), "345");
        assert_eq!(blob.read(0..10).unwrap(), "0123456789");
    }

    #[test]
    fn a_file_that_changes_is_noticed() {
        let folder = Folder::new("changes");
        let path = folder.file();
        let shrinks = open(&path).unwrap();
        OpenOptions::new().write(true).open(&path).unwrap().set_len(4).unwrap();
        assert!(changed(&shrinks.read(0..2).unwrap_err()));
        assert!(changed(&shrinks.read(5..8).unwrap_err()));
        let grows = open(&path).unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"x").unwrap();
        assert!(changed(&grows.read(0..2).unwrap_err()));
        let replaced = open(&path).unwrap();
        let other = path.with_extension("new");
        fs::write(&other, b"4567x").unwrap();
        fs::rename(&other, &path).unwrap();
        assert!(changed(&replaced.read(0..2).unwrap_err()));
        let gone = open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(gone.read(0..2).unwrap_err().kind(), ErrorKind::NotFound);
    }

    #[test]
    fn a_directory_is_no_file() {
        let folder = Folder::new("folder");
        assert_eq!(open(&folder.0).unwrap_err().kind(), ErrorKind::IsADirectory);
    }
}
