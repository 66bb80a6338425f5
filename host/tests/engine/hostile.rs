//! A plugin that does harm with every call. What it breaks is itself.

use std::time::{Duration, Instant};

use aftersight::engine::{Limits, WasmEngine};
use aftersight_contract::{Column, Context, Values};
use aftersight_pipeline::engine::{Accumulator, Engine, Excess, Failure, Trap, View};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::place::{Scratch, engine_with};
use crate::refusals::MANIFEST;

/// The component that the text stands for.
fn component() -> Vec<u8> {
    let mut module = wat::parse_str(include_str!("hostile.wat")).unwrap();
    let mut resolve = Resolve::default();
    let wit = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/contract/wit/v1");
    let (package, _) = resolve.push_dir(wit).unwrap();
    let world = resolve.packages[package].worlds["kpi-plugin"];
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    let mut component = ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap();
    // A custom section: 0, its size, the size of its name, its name, the manifest.
    let name = aftersight_contract::MANIFEST_SECTION;
    let size = 1 + name.len() + MANIFEST.len();
    assert!((128..16_384).contains(&size), "two bytes of LEB128");
    component.extend([0, size as u8 | 0x80, (size >> 7) as u8, name.len() as u8]);
    component.extend_from_slice(name.as_bytes());
    component.extend_from_slice(MANIFEST.as_bytes());
    component
}

fn engine(test: &str) -> WasmEngine {
    let scratch = Scratch::new(test);
    let limits = Limits { call_time: Duration::from_millis(200), ..Limits::native() };
    let engine = engine_with(&[scratch.file("kpi-x.wasm", &component())], limits);
    assert_eq!(engine.problems(), []);
    assert_eq!(engine.prepare(&["kpi-x"]), []);
    engine
}

fn open(engine: &WasmEngine) -> Box<dyn Accumulator + '_> {
    let context = Context { as_of: 0, received_at: 0, timezone: "UTC".to_owned() };
    engine.accumulator("kpi-x", &Vec::new(), &context).unwrap()
}

/// The failure stays, and the next instance knows nothing of it.
fn dies_of(engine: &WasmEngine, mut kpi: Box<dyn Accumulator + '_>, failure: &Failure) {
    assert_eq!(kpi.evaluate(0, &[]).as_ref(), Err(failure));
    assert_eq!(kpi.state("r", 3, 1).as_ref(), Err(failure));
    assert_eq!(open(engine).evaluate(0, &[]), Ok(Vec::new()));
}

#[test]
fn an_endless_loop_is_stopped() {
    let engine = engine("loop");
    let mut kpi = open(&engine);
    let begin = Instant::now();
    let failure = kpi.update("r", &View::default(), &[], 0).unwrap_err();
    assert_eq!(failure, Failure::TimedOut);
    let took = begin.elapsed();
    assert!(took >= Duration::from_millis(200) && took < Duration::from_secs(5), "{took:?}");
    dies_of(&engine, kpi, &failure);
}

#[test]
fn a_trap_is_named() {
    let engine = engine("trap");
    let mut kpi = open(&engine);
    let failure = kpi.state("r", 0, 1).unwrap_err();
    assert_eq!(failure, Failure::Trapped(Trap::Unreachable));
    dies_of(&engine, kpi, &failure);
}

#[test]
fn a_list_outside_of_memory_is_a_trap() {
    let engine = engine("outside");
    let failure = open(&engine).state("r", 1, 1).unwrap_err();
    assert_eq!(failure, Failure::Trapped(Trap::ListOutside));
}

#[test]
fn a_call_without_end_is_a_trap() {
    let engine = engine("deep");
    let failure = open(&engine).state("r", 2, 1).unwrap_err();
    assert_eq!(failure, Failure::Trapped(Trap::Stack));
}

#[test]
fn too_much_is_refused_before_it_is_copied() {
    let engine = engine("much");
    let mut kpi = open(&engine);
    let failure = kpi.state("r", 3, 1).unwrap_err();
    assert_eq!(failure, Failure::TooMuch { what: Excess::State });
    dies_of(&engine, kpi, &failure);
}

#[test]
fn memory_ends_at_its_limit() {
    let engine = engine("memory");
    let mut kpi = open(&engine);
    let failure = kpi.merge("r", &[], &[], 0).unwrap_err();
    assert_eq!(failure, Failure::OutOfMemory);
    dies_of(&engine, kpi, &failure);
}

#[test]
fn what_does_not_fit_into_it_is_its_failure() {
    // Its allocator points past the end of its memory.
    let engine = engine("fit");
    let column = Column::new("n", Values::Int64(vec![0; 1 << 20]));
    let view = View { rows: 1 << 20, columns: vec![("n", &column)] };
    let failure = open(&engine).update("r", &view, &[], 0).unwrap_err();
    assert!(matches!(failure, Failure::Trapped(_)), "{failure}");
}
