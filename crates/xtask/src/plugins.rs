//! Builds every plugin: one cargo invocation, then each core module becomes a component with its manifest inside.

use std::fs;
use std::path::{Path, PathBuf};

use aftersight_contract::MANIFEST_SECTION;
use aftersight_contract::manifest::{Manifest, PluginKind};
use anyhow::{Context, Result, bail, ensure};
use wasm_encoder::{ComponentSection, CustomSection};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, WorldId};

use crate::{new, shell};

/// Memory that a plugin may ever ask for: 128 MiB, declared in the module.
const MAX_MEMORY: u32 = 128 << 20;
/// The stack of a plugin: 256 KiB.
const STACK: u32 = 256 << 10;

/// Builds `plugins/*`; returns the components.
pub(crate) fn build() -> Result<Vec<PathBuf>> {
    build_directory(shell::root(), &shell::root().join("plugins"), &shell::target().join("plugins"))
}

/// Builds the misbehaving plugins of the tests as well, and what `cargo xtask new` writes.
pub(crate) fn build_all() -> Result<()> {
    build()?;
    build_hostile()?;
    let scaffold = new::scaffold()?;
    build_directory(&scaffold, &scaffold, &scaffold.join("built")).map(|_| ())
}

/// Builds the misbehaving ones; returns the components.
pub(crate) fn build_hostile() -> Result<Vec<PathBuf>> {
    build_directory(shell::root(), &shell::root().join("tests/hostile"), &shell::target().join("hostile"))
}

fn build_directory(workspace: &Path, sources: &Path, out: &Path) -> Result<Vec<PathBuf>> {
    let crates = directories(sources)?;
    let mut command = shell::cargo();
    command.args(["build", "--profile", "plugin", "--target", "wasm32-unknown-unknown"]);
    command.arg("--manifest-path").arg(workspace.join("Cargo.toml")).arg("--target-dir").arg(shell::target());
    for directory in &crates {
        command.args(["-p", name(directory)?]);
    }
    let flags = format!("-Clink-arg=--max-memory={MAX_MEMORY} -Clink-arg=-zstack-size={STACK}");
    shell::run(command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags))?;
    fs::create_dir_all(out)?;
    let worlds = Worlds::load()?;
    let mut built = Vec::new();
    for directory in &crates {
        let name = name(directory)?;
        built.push(componentize(&worlds, directory, name, out).with_context(|| format!("plugin `{name}`"))?);
    }
    forget_others(out, &built)?;
    Ok(built)
}

/// The crates below a directory, sorted.
fn directories(parent: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(parent).with_context(|| format!("cannot read {}", parent.display()))? {
        let path = entry?.path();
        if path.join("Cargo.toml").is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn name(directory: &Path) -> Result<&str> {
    directory.file_name().and_then(|name| name.to_str()).context("a plugin's directory has a plain name")
}

/// Makes one component, unless it is newer than everything it is made of.
fn componentize(worlds: &Worlds, directory: &Path, name: &str, out: &Path) -> Result<PathBuf> {
    let module_path =
        shell::target().join("wasm32-unknown-unknown/plugin").join(format!("{}.wasm", name.replace('-', "_")));
    let manifest_path = directory.join("plugin.toml");
    let component_path = out.join(format!("{name}.wasm"));
    let text =
        fs::read_to_string(&manifest_path).with_context(|| format!("cannot read {}", manifest_path.display()))?;
    let manifest = Manifest::parse(&text).map_err(|error| anyhow::anyhow!("plugin.toml: {error}"))?;
    ensure!(
        manifest.id == name,
        "plugin.toml: id = {:?}, but the directory is {name:?}: give both one name",
        manifest.id
    );
    let module = fs::read(&module_path).with_context(|| format!("cannot read {}", module_path.display()))?;
    let component = encode(worlds, module, manifest.kind, &text)?;
    if fs::read(&component_path).ok().as_deref() != Some(component.as_slice()) {
        fs::write(&component_path, component)?;
    }
    // Beside it lies the example that `aftersight plugin explain` shows.
    if let Ok(example) = fs::read(directory.join("cases/basic.md")) {
        fs::write(component_path.with_extension("md"), example)?;
    }
    Ok(component_path)
}

fn encode(worlds: &Worlds, mut module: Vec<u8>, kind: PluginKind, manifest: &str) -> Result<Vec<u8>> {
    embed_component_metadata(&mut module, &worlds.resolve, worlds.of(kind)?, StringEncoding::UTF8)?;
    let mut component = ComponentEncoder::default().module(&module)?.validate(true).encode()?;
    let section = CustomSection { name: MANIFEST_SECTION.into(), data: manifest.as_bytes().into() };
    component.push(section.id());
    wasm_encoder::Encode::encode(&section, &mut component);
    Ok(component)
}

/// A plugin whose directory is gone must not be found in the output either.
fn forget_others(out: &Path, built: &[PathBuf]) -> Result<()> {
    for entry in fs::read_dir(out)? {
        let path = entry?.path();
        let ours = path.extension().is_some_and(|extension| extension == "wasm" || extension == "md");
        if ours && !built.contains(&path.with_extension("wasm")) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The worlds of the contract.
struct Worlds {
    resolve: Resolve,
    package: wit_parser::PackageId,
}

impl Worlds {
    fn load() -> Result<Self> {
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_dir(shell::root().join("crates/contract/wit/v1"))?;
        Ok(Self { resolve, package })
    }

    fn of(&self, kind: PluginKind) -> Result<WorldId> {
        let name = match kind {
            PluginKind::Cleaner => "cleaner-plugin",
            PluginKind::Kpi => "kpi-plugin",
            PluginKind::Alert | PluginKind::Insight => "analysis-plugin",
        };
        match self.resolve.packages[self.package].worlds.get(name) {
            Some(world) => Ok(*world),
            None => bail!("the contract has no world `{name}`"),
        }
    }
}
