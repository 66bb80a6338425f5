//! What end-to-end tests share.

use std::path::{Path, PathBuf};

use aftersight::engine::{Limits, Options, WasmEngine};

/// The root of the repository.
///
/// # Panics
/// Never: the tests lie one level below it.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lie below the root").to_owned()
}

/// `target/<name>`: the test program lies in `target/<profile>/deps`.
///
/// # Panics
/// Where the program that runs was moved out of there.
#[must_use]
pub fn target(name: &str) -> PathBuf {
    let program = std::env::current_exe().expect("a test has a path");
    program.ancestors().nth(3).expect("target/<profile>/deps/<test>").join(name)
}

/// The `aftersight` program, which lies in `target/<profile>`.
///
/// # Panics
/// Where it is not built.
#[must_use]
pub fn program() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    let profile = test.ancestors().nth(2).expect("target/<profile>/deps/<test>");
    let program = profile.join(format!("aftersight{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "THERE IS NO {}: build it first with `cargo build -p aftersight`", program.display());
    program
}

/// Everything that is built in, from `target/plugins`; nothing is cached.
///
/// # Panics
/// Where plugins are not built, or wasmtime does not run.
#[must_use]
pub fn engine(jobs: usize) -> WasmEngine {
    let options = Options { limits: Limits::native(), cache: None, jobs };
    let engine = WasmEngine::load(&[target("plugins")], options).expect("wasmtime runs here");
    assert_eq!(engine.problems(), [], "{}: build them with `cargo xtask plugins`", target("plugins").display());
    engine
}
