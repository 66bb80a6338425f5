//! Where plugins lie, and directories that vanish with their test.

use std::path::{Path, PathBuf};

use aftersight::engine::{Limits, Options, WasmEngine};

/// The directory of built plugins.
pub(crate) fn built_plugins() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    let plugins = target.join("plugins");
    let some = std::fs::read_dir(&plugins).is_ok_and(|mut files| files.next().is_some());
    assert!(some, "NO BUILT PLUGINS in {}: run `cargo xtask plugins` before the tests of the host", plugins.display());
    plugins
}

/// An engine over these files and directories, without a cache.
pub(crate) fn engine(sources: &[PathBuf]) -> WasmEngine {
    engine_with(sources, Limits::native())
}

pub(crate) fn engine_with(sources: &[PathBuf], limits: Limits) -> WasmEngine {
    WasmEngine::load(sources, Options { limits, cache: None, jobs: 2 }).unwrap()
}

/// A directory of one test.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("aftersight-engine-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file and returns its path.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
