//! Files that are not used, and what is said about them.

use aftersight::engine::{Limits, LoadError, WasmEngine};
use aftersight_contract::VERSION;
use aftersight_pipeline::engine::{Engine, Failure};

use crate::place::{Scratch, built_plugins, engine, engine_with};

pub(crate) const MANIFEST: &str = r#"
    id = "kpi-x"
    kind = "kpi"
    version = "1.0.0"
    title = { zh = "某", en = "X" }
    summary = { zh = "某", en = "X" }
    [kpi]
    unit = "count"
    numerator = { zh = "某", en = "x" }
    state_version = 1
    state_bytes_per_group = 16
"#;

/// A component of these fields, with the manifest in it.
fn component(fields: &str) -> Vec<u8> {
    let manifest = MANIFEST.escape_default();
    let manifest = manifest.to_string().replace("\\u{67d0}", "某").replace("\\'", "'");
    wat::parse_str(format!("(component {fields} (@custom \"aftersight:manifest\" \"{manifest}\"))")).unwrap()
}

/// The exported interface, empty: enough for what is seen from outside.
fn exports(version: &str) -> String {
    format!("(instance $i) (export \"aftersight:plugin/measuring@{version}\" (instance $i))")
}

/// What is said about a file of these bytes.
fn refusal(test: &str, bytes: &[u8]) -> (LoadError, WasmEngine) {
    let scratch = Scratch::new(test);
    let engine = engine(&[scratch.file("kpi-x.wasm", bytes)]);
    assert_eq!(engine.problems().len(), 1, "{:?}", engine.problems());
    assert!(engine.plugin("kpi-x").is_none() && engine.problems()[0].error.is_refusal());
    (engine.problems()[0].error.clone(), engine)
}

#[test]
fn what_is_no_component() {
    assert_eq!(refusal("text", b"hello").0, LoadError::NotAComponent);
    assert_eq!(refusal("module", &wat::parse_str("(module)").unwrap()).0, LoadError::NotAComponent);
    let whole = component(&exports(VERSION));
    let (error, _) = refusal("half", &whole[..whole.len() / 2]);
    assert!(matches!(error, LoadError::Damaged { .. }), "{error}");
}

#[test]
fn what_has_no_good_manifest() {
    assert_eq!(refusal("bare", &wat::parse_str("(component)").unwrap()).0, LoadError::NoManifest);
    let bad = wat::parse_str(r#"(component (@custom "aftersight:manifest" "id = 7"))"#).unwrap();
    assert!(matches!(refusal("bad", &bad).0, LoadError::BadManifest { .. }));
}

#[test]
fn what_imports_anything() {
    let import = r#"(import "wasi:clocks/wall-clock@0.2.0" (instance))"#;
    let (error, engine) = refusal("import", &component(&format!("{import} {}", exports(VERSION))));
    assert_eq!(error, LoadError::Imports { names: vec!["`wasi:clocks/wall-clock@0.2.0`".to_owned()] });
    // Whoever asks for it is told why it is not there.
    let Err(Failure::Unusable(why)) = engine.plan("kpi-x", &Vec::new(), &[]) else { panic!("it must be refused") };
    assert!(why.en.contains("wall-clock") && why.en.contains("can only compute"), "{why:?}");
    assert!(why.zh.contains("wall-clock") && why.zh.contains("插件只能计算"), "{why:?}");
}

#[test]
fn what_speaks_another_version() {
    let (error, _) = refusal("version", &component(&exports("2.3.4")));
    let message = error.to_string();
    assert!(message.contains("2.3.4") && message.contains(VERSION) && message.contains("rebuild"), "{message}");
    assert_eq!(error.code(), "plugin-contract-version");
    assert!(error.words().zh.contains("按插件约定 2.3.4 构建"), "{}", error.words().zh);
}

#[test]
fn what_is_of_another_kind() {
    let (error, _) = refusal("kind", &component(""));
    assert!(matches!(error, LoadError::MissingInterface { .. }), "{error}");
}

#[test]
fn what_could_take_all_memory() {
    let with = |memory: &str| component(&format!("(core module (memory {memory})) {}", exports(VERSION)));
    let limit = Limits::native().memory_bytes;
    assert_eq!(refusal("unbounded", &with("1")).0, LoadError::MemoryUnbounded { limit });
    let declared = 2049 << 16;
    assert_eq!(refusal("large", &with("1 2049")).0, LoadError::MemoryTooLarge { declared, limit });
}

#[test]
fn what_is_too_large_to_read() {
    let scratch = Scratch::new("size");
    let limits = Limits { component_bytes: 100, ..Limits::native() };
    let engine = engine_with(&[scratch.file("kpi-x.wasm", &[0; 101])], limits);
    assert_eq!(engine.problems()[0].error, LoadError::TooLarge { bytes: 101, limit: 100 });
}

#[test]
fn what_is_not_what_it_seems_fails_when_used() {
    // The interface is there, its functions are not.
    let scratch = Scratch::new("hollow");
    let engine = engine(&[scratch.file("kpi-x.wasm", &component(&exports(VERSION)))]);
    assert_eq!(engine.problems(), []);
    let failures = engine.prepare(&["kpi-x"]);
    assert!(matches!(&failures[..], [(id, Failure::Unusable(_))] if id == "kpi-x"), "{failures:?}");
}

#[test]
fn one_bad_file_does_not_hide_the_others() {
    let scratch = Scratch::new("others");
    let bad = scratch.file("bad.wasm", b"hello");
    let renamed = std::fs::read(built_plugins().join("kpi-return-rate.wasm")).unwrap();
    let renamed = scratch.file("download (1).wasm", &renamed);
    let other = scratch.file("kpi-x.wasm", &component(&exports(VERSION)));
    let absent = scratch.path().join("absent");
    let engine = engine(&[other, absent.clone(), scratch.path().to_owned(), built_plugins()]);
    assert!(engine.plugin("kpi-return-rate").is_some() && engine.plugin("kpi-x").is_some());
    let problems: Vec<_> = engine.problems().iter().map(|problem| (&problem.path, problem.error.code())).collect();
    assert_eq!(
        problems,
        [(&absent, "plugin-unreadable"), (&bad, "plugin-not-a-component"), (&renamed, "plugin-misnamed")]
    );
}

#[test]
fn of_two_with_one_id_the_first_is_used() {
    let scratch = Scratch::new("twice");
    let first = scratch.file("kpi-x.wasm", &component(&exports(VERSION)));
    let second = scratch.file("kpi-x-2.wasm", &component(&format!("(core module) {}", exports(VERSION))));
    let engine = engine(&[first.clone(), second]);
    assert_eq!(engine.problems()[0].error, LoadError::Duplicate { id: "kpi-x".to_owned(), first });
}
