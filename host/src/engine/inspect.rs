//! Reads what a component says about itself, without running or compiling any of it.

use aftersight_contract::manifest::{Cause, Manifest, Words};
use aftersight_contract::{MANIFEST_SECTION, VERSION};
use aftersight_pipeline::limits::Limits;
use wasmparser::{Encoding, MemoryType, Parser, Payload};

use super::digest::{hex, sha256};
use super::problem::LoadError;

/// The longest manifest that is read.
const MANIFEST_BYTES: usize = 1 << 20;
/// Imports that a refusal lists.
const LISTED_IMPORTS: usize = 8;

/// What a component says about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspected {
    /// Its manifest.
    pub manifest: Manifest,
    /// SHA-256 of the whole file, in hexadecimal.
    pub sha256: String,
    /// The size of the file.
    pub bytes: usize,
    /// The most memory that it may ask for, in bytes.
    pub memory_bytes: u64,
}

/// Reads a component's manifest and checks that it keeps to the contract as far as that can be seen from outside.
///
/// # Errors
/// When it cannot be used as a plugin: with the reason and the cure.
pub fn inspect(component: &[u8], limits: &Limits) -> Result<Inspected, LoadError> {
    if component.len() > limits.component_bytes {
        return Err(LoadError::TooLarge { bytes: component.len() as u64, limit: limits.component_bytes });
    }
    let outside = Outside::read(component)?;
    let manifest = outside.manifest()?;
    outside.check_interface(&manifest)?;
    let memory_bytes = outside.check_memories(limits)?;
    Ok(Inspected { manifest, sha256: hex(&sha256(&[component])), bytes: component.len(), memory_bytes })
}

/// Most damage is a file that was cut off.
fn damage(error: &wasmparser::BinaryReaderError) -> Cause {
    let at = error.offset();
    if error.message().contains("unexpected end") {
        let zh = format!("在第 {at} 字节处中断，文件不完整");
        return Cause::known(zh, format!("it ends at byte {at}, which is too early"));
    }
    Cause::technical(error)
}

/// What can be seen without compiling.
#[derive(Default)]
struct Outside<'a> {
    manifests: Vec<&'a [u8]>,
    imports: Vec<&'a str>,
    exports: Vec<&'a str>,
    memories: Vec<MemoryType>,
}

impl<'a> Outside<'a> {
    fn read(component: &'a [u8]) -> Result<Self, LoadError> {
        if !Parser::is_component(component) {
            return Err(LoadError::NotAComponent);
        }
        let mut outside = Self::default();
        outside.walk(component).map_err(|error| LoadError::Damaged { reason: damage(&error) })?;
        Ok(outside)
    }

    /// Imports, exports and manifest are those of the outermost component; memories count wherever they are.
    fn walk(&mut self, component: &'a [u8]) -> wasmparser::Result<()> {
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(component) {
            match payload? {
                Payload::Version { encoding, .. } => debug_assert!(depth > 0 || encoding == Encoding::Component),
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ComponentImportSection(imports) if depth == 0 => {
                    for import in imports {
                        self.imports.push(import?.name.name);
                    }
                }
                Payload::ComponentExportSection(exports) if depth == 0 => {
                    for export in exports {
                        self.exports.push(export?.name.name);
                    }
                }
                Payload::CustomSection(section) if depth == 0 && section.name() == MANIFEST_SECTION => {
                    self.manifests.push(section.data());
                }
                Payload::MemorySection(memories) => {
                    for memory in memories {
                        self.memories.push(memory?);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn manifest(&self) -> Result<Manifest, LoadError> {
        let bad = |reason: Words| Err(LoadError::BadManifest { reason });
        let text = match self.manifests.as_slice() {
            [] => return Err(LoadError::NoManifest),
            [manifest] if manifest.len() > MANIFEST_BYTES => {
                return bad(Words::new(
                    format!("超过 {MANIFEST_BYTES} 字节"),
                    format!("it has more than {MANIFEST_BYTES} bytes"),
                ));
            }
            [manifest] => manifest,
            _ => return bad(Words::new("有多份，请只写入一份", "there are several; embed one")),
        };
        let Ok(text) = std::str::from_utf8(text) else {
            return bad(Words::new("不是 UTF-8 文本", "it is not UTF-8"));
        };
        Manifest::parse(text).or_else(|error| bad(error.0))
    }

    fn check_interface(&self, manifest: &Manifest) -> Result<(), LoadError> {
        let interface = manifest.kind.interface();
        let version = |name: &'a str| name.strip_prefix(interface)?.strip_prefix('@');
        let versions: Vec<&str> = self.exports.iter().filter_map(|name| version(name)).collect();
        let id = manifest.id.clone();
        match versions.first() {
            // A component of another version imports what its world says, so this is the sentence to begin with.
            Some(found) if !versions.contains(&VERSION) => {
                Err(LoadError::ContractVersion { id, found: (*found).to_owned() })
            }
            _ if !self.imports.is_empty() => {
                let mut names: Vec<_> =
                    self.imports.iter().take(LISTED_IMPORTS).map(|name| format!("`{name}`")).collect();
                if self.imports.len() > LISTED_IMPORTS {
                    names.push("…".to_owned());
                }
                Err(LoadError::Imports { names })
            }
            None => Err(LoadError::MissingInterface { id, interface: interface.to_owned() }),
            Some(_) => Ok(()),
        }
    }

    fn check_memories(&self, limits: &Limits) -> Result<u64, LoadError> {
        let limit = limits.memory_bytes;
        let mut declared = 0_u64;
        for memory in &self.memories {
            let Some(pages) = memory.maximum else { return Err(LoadError::MemoryUnbounded { limit }) };
            let page = 1_u64.checked_shl(memory.page_size_log2.unwrap_or(16)).unwrap_or(u64::MAX);
            declared = declared.saturating_add(pages.saturating_mul(page));
        }
        if declared > limit as u64 { Err(LoadError::MemoryTooLarge { declared, limit }) } else { Ok(declared) }
    }
}
