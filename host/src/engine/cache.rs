//! Machine code of plugins, kept between runs.
//!
//! Whoever can write into this directory can run code in this process. So it must belong to the user alone, an entry
//! appears whole or not at all, and its checksum covers what it is an entry for.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use aftersight_contract::manifest::Cause;
use wasmtime::Engine;
use wasmtime::component::Component;

use super::digest::{hex, sha256};
use crate::system;

/// Entries that are kept; then the oldest go.
const ENTRIES: usize = 1000;
/// What an entry's name ends with.
const EXTENSION: &str = "code";
/// Bytes of the checksum that an entry begins with.
const CHECKSUM: usize = 32;

/// A directory of machine code, for one engine.
#[derive(Debug)]
pub(super) struct CodeCache {
    directory: PathBuf,
    engine: u64,
}

impl CodeCache {
    /// Opens or makes the directory.
    ///
    /// # Errors
    /// When it cannot be made, or others can reach into it: with the cure.
    pub(super) fn open(directory: &Path, engine: &Engine) -> Result<Self, Cause> {
        create(directory).map_err(|error| system::cause(&error))?;
        check_owner(directory)?;
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Ok(Self { directory: directory.to_owned(), engine: hasher.finish() })
    }

    /// The code of the component with that digest, if it is there and whole.
    pub(super) fn load(&self, engine: &Engine, digest: &str) -> Option<Component> {
        let path = self.path(digest);
        let entry = fs::read(&path).ok()?;
        let code = self.verified(digest, &entry).and_then(|code| deserialize(engine, code));
        if code.is_none() {
            // Damaged, or of another engine with the same hash: the next `store` replaces it, unless this fails too.
            let _ = fs::remove_file(&path);
        }
        code
    }

    /// Keeps code. Failing is no harm: the next run compiles again.
    pub(super) fn store(&self, digest: &str, component: &Component) {
        if let Ok(code) = component.serialize()
            && self.write(digest, &code).is_ok()
        {
            self.prune();
        }
    }

    fn write(&self, digest: &str, code: &[u8]) -> std::io::Result<()> {
        static WRITES: AtomicUsize = AtomicUsize::new(0);
        let number = WRITES.fetch_add(1, Ordering::Relaxed);
        let draft = self.directory.join(format!("{}-{number}.draft", std::process::id()));
        let written = fs::File::create(&draft).and_then(|mut file| {
            file.write_all(&self.checksum(digest, code))?;
            file.write_all(code)
        });
        let renamed = written.and_then(|()| fs::rename(&draft, self.path(digest)));
        if renamed.is_err() {
            let _ = fs::remove_file(&draft);
        }
        renamed
    }

    fn verified<'a>(&self, digest: &str, entry: &'a [u8]) -> Option<&'a [u8]> {
        let (checksum, code) = entry.split_at_checked(CHECKSUM)?;
        (checksum == self.checksum(digest, code)).then_some(code)
    }

    /// An entry under another name is no entry.
    fn checksum(&self, digest: &str, code: &[u8]) -> [u8; CHECKSUM] {
        sha256(&[digest.as_bytes(), &self.engine.to_le_bytes(), code])
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.directory.join(format!("{digest}-{}.{EXTENSION}", hex(&self.engine.to_be_bytes())))
    }

    /// Removes the oldest entries, and drafts that a crash left behind, beyond the number that is kept.
    fn prune(&self) {
        let Ok(directory) = fs::read_dir(&self.directory) else { return };
        let age = |entry: &fs::DirEntry| {
            entry.metadata().and_then(|facts| facts.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
        };
        let mut entries: Vec<_> = directory.flatten().map(|entry| (age(&entry), entry.path())).collect();
        entries.sort();
        let surplus = entries.len().saturating_sub(ENTRIES);
        for (_, path) in entries.into_iter().take(surplus) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Turns bytes of a [`CodeCache::verified`] entry into code.
#[expect(unsafe_code, reason = "wasmtime can check an entry's version and settings, but not that its code is its own")]
fn deserialize(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: the bytes came from `Component::serialize`, by way of `CodeCache::store`. Nobody but this user could write
    // into the directory (`check_owner`), and the checksum over these very bytes, which are in memory now and can change no
    // more, says that they are those that were written, for this component and these settings.
    unsafe { Component::deserialize(engine, code) }.ok()
}

#[cfg(unix)]
fn create(directory: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

#[cfg(not(unix))]
fn create(directory: &Path) -> std::io::Result<()> {
    fs::create_dir_all(directory)
}

#[cfg(unix)]
fn check_owner(directory: &Path) -> Result<(), Cause> {
    use std::os::unix::fs::MetadataExt;
    // A link is not followed: it may be somebody else's, who points it elsewhere later.
    let facts = fs::symlink_metadata(directory).map_err(|error| system::cause(&error))?;
    if !facts.is_dir() {
        return Err(Cause::known("不是目录", "it is not a directory"));
    }
    if facts.uid() != rustix::process::geteuid().as_raw() {
        return Err(Cause::known(
            "属于另一个用户，请换一个目录",
            "it belongs to another user; choose another directory",
        ));
    }
    if facts.mode() & 0o077 != 0 {
        return Err(Cause::known(
            "其他用户也能打开，请删去它，或换用权限为 0700 的目录",
            "others may open it; remove it, or choose a directory with mode 0700",
        ));
    }
    Ok(())
}

/// Elsewhere the caller chooses a directory below the user's profile, which the system protects.
#[cfg(not(unix))]
fn check_owner(_: &Path) -> Result<(), Cause> {
    Ok(())
}
