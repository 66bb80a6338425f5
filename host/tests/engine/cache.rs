//! Machine code between runs.

use std::path::Path;

use aftersight::engine::{Limits, LoadError, Options, Origin, WasmEngine};

use crate::place::{Scratch, built_plugins};

const ID: &str = "kpi-return-rate";

fn engine(cache: &Path) -> WasmEngine {
    let options = Options { limits: Limits::native(), cache: Some(cache.to_owned()), jobs: 2 };
    WasmEngine::load(&[built_plugins()], options).unwrap()
}

/// Where the plugin's code comes from in a new run.
fn origin(cache: &Path) -> Option<Origin> {
    let engine = engine(cache);
    assert_eq!(engine.origin(ID), None, "nothing is compiled before it is needed");
    assert_eq!(engine.prepare(&[ID]), []);
    engine.origin(ID)
}

#[test]
fn the_second_run_does_not_compile() {
    let scratch = Scratch::new("cache");
    let cache = scratch.path().join("deep/code");
    assert_eq!(origin(&cache), Some(Origin::Compiled));
    assert_eq!(origin(&cache), Some(Origin::Cached));
}

#[test]
fn a_damaged_entry_is_replaced() {
    let scratch = Scratch::new("damage");
    let cache = scratch.path().join("code");
    assert_eq!(origin(&cache), Some(Origin::Compiled));
    let entry = std::fs::read_dir(&cache).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&entry).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&entry, bytes).unwrap();
    assert_eq!(origin(&cache), Some(Origin::Compiled));
    assert_eq!(origin(&cache), Some(Origin::Cached));
}

#[cfg(unix)]
#[test]
fn a_directory_that_others_can_reach_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new("open");
    let cache = scratch.path().join("code");
    std::fs::create_dir(&cache).unwrap();
    std::fs::set_permissions(&cache, std::fs::Permissions::from_mode(0o755)).unwrap();
    let engine = engine(&cache);
    assert!(matches!(engine.problems()[0].error, LoadError::Cache { .. }));
    assert_eq!(engine.prepare(&[ID]), []);
    assert_eq!(std::fs::read_dir(&cache).unwrap().count(), 0);
}
