//! What every built plugin promises by its file alone: it imports nothing, and its memory has an end.

use std::fs;
use std::path::PathBuf;

use aftersight_tests::{root, target};
use wasmparser::{Parser, Payload};

/// 128 MiB in pages of 64 KiB.
const MOST_PAGES: u64 = 2048;

/// The files of `target/plugins`, and of `target/hostile` where that is built.
fn components() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for directory in ["plugins", "hostile"] {
        let Ok(entries) = fs::read_dir(target(directory)) else { continue };
        found.extend(entries.map(|entry| entry.expect("a readable directory").path()));
    }
    found.retain(|path| path.extension().is_some_and(|extension| extension == "wasm"));
    found.sort();
    found
}

/// Imports of the component itself, not of what it is made of, and the maximum of each memory in it.
fn read(bytes: &[u8]) -> (u32, Vec<Option<u64>>) {
    let (mut depth, mut imports, mut memories) = (0, 0, Vec::new());
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.expect("a whole component") {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => imports += section.count(),
            Payload::MemorySection(section) => {
                memories.extend(section.into_iter().map(|memory| memory.expect("a memory").maximum));
            }
            _ => {}
        }
    }
    (imports, memories)
}

#[test]
fn plugins_import_nothing_and_their_memory_has_an_end() {
    let sources = fs::read_dir(root().join("plugins")).expect("there are plugins");
    let built = components();
    assert!(built.len() >= sources.count(), "NOT ALL PLUGINS ARE BUILT: `cargo xtask plugins`");
    for path in built {
        let (imports, memories) = read(&fs::read(&path).expect("a readable file"));
        let path = path.display();
        assert_eq!(imports, 0, "{path} imports something");
        assert_eq!(memories.len(), 1, "{path} has one memory");
        for maximum in memories {
            assert!(maximum.is_some_and(|pages| pages <= MOST_PAGES), "{path}: {maximum:?}");
        }
    }
}
