//! The browser's side: components to core modules and glue, the Rust package to an ES module, the web application, and the
//! Worker module for the edge.

use std::fs;
use std::path::{Path, PathBuf};

use aftersight_contract::MANIFEST_SECTION;
use aftersight_contract::manifest::Manifest;
use aftersight_pipeline::names::{Entry, KEYS, NAMES, TEAMS};
use anyhow::{Context, Result, anyhow};
use serde_json::json;
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;
use wasmparser::{Parser, Payload};

use crate::{npm, plugins, refusals, shell};

/// Builds the web application into `www/dist/app`.
pub(crate) fn build() -> Result<()> {
    packages()?;
    npm::check()?;
    npm::vite("vite.config.ts", "production")
}

/// Builds the Worker module into `www/dist/edge`, and serves it on loopback until it is interrupted.
pub(crate) fn edge() -> Result<()> {
    packages()?;
    npm::vite("edge/vite.config.ts", "production")?;
    npm::node("www/build/serve-edge.mjs", &[])
}

/// Builds what `tests/browser` drives: `www/dist/test`, `www/dist/hostile` and `www/dist/edge-test`.
pub(crate) fn for_tests() -> Result<()> {
    let mut components = packages()?;
    npm::check()?;
    npm::vite("vite.config.ts", "test")?;
    npm::vite("edge/vite.config.ts", "test")?;
    // Apart from all that users get.
    components.extend(plugins::build_hostile()?);
    transpile(&components, &generated().join("hostile"), Some(&generated()))?;
    npm::vite("vite.config.ts", "hostile")
}

/// Everything that `www/` is built from: transpiled plugins and the Rust package, in `www/generated`. Returns the plugins.
pub(crate) fn packages() -> Result<Vec<PathBuf>> {
    let components = plugins::build()?;
    npm::install()?;
    transpile(&components, &generated(), None)?;
    names()?;
    sample()?;
    bindgen()?;
    Ok(components)
}

/// Writes the data model's names for the page.
fn names() -> Result<()> {
    let words = |zh: &str, en: &str| json!({ "zh": zh, "en": en });
    let named = |entries: &[Entry]| {
        entries.iter().map(|(name, zh, en)| ((*name).to_owned(), words(zh, en))).collect::<serde_json::Map<_, _>>()
    };
    let mut keys = serde_json::Map::new();
    for (dimension, key, zh, en) in KEYS {
        keys.entry(dimension).or_insert_with(|| json!({}))[key] = words(zh, en);
    }
    let all = json!({ "names": named(&NAMES), "keys": keys, "teams": named(&TEAMS) });
    fs::write(generated().join("names.json"), serde_json::to_string(&all)?).context("cannot write the names")
}

/// Copies the bundled sample to where a page fetches it from, with the list of its files.
fn sample() -> Result<()> {
    let from = shell::root().join("crates/generate/sample");
    let to = generated().join("public/sample");
    if to.exists() {
        fs::remove_dir_all(&to)?;
    }
    fs::create_dir_all(&to)?;
    let mut names = Vec::new();
    for entry in fs::read_dir(&from).with_context(|| format!("cannot read {}", from.display()))? {
        let name = entry?.file_name();
        fs::copy(from.join(&name), to.join(&name)).with_context(|| format!("cannot copy {}", name.display()))?;
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    fs::write(to.join("index.json"), serde_json::to_string(&names)?).context("cannot list the sample")
}

fn generated() -> PathBuf {
    npm::www().join("generated")
}

/// Transpiles components into `out`; what an earlier run transpiled into `done` is taken from there.
fn transpile(components: &[PathBuf], out: &Path, done: Option<&Path>) -> Result<()> {
    let counted = out.join("components");
    fs::create_dir_all(&counted)?;
    let listed = components
        .iter()
        .map(|path| describe(path, &counted).with_context(|| format!("cannot use {}", path.display())))
        .collect::<Result<Vec<_>>>()?;
    let list = out.join("plugins.json");
    fs::write(&list, serde_json::to_string(&listed)?)?;
    let arguments: Vec<&Path> = [list.as_path(), out].into_iter().chain(done).collect();
    npm::node("www/build/transpile.mjs", &arguments)
}

/// What stands in the list of plugins; the component that is transpiled, which counts refused memory, is written to `counted`.
fn describe(path: &Path, counted: &Path) -> Result<serde_json::Value> {
    let component = fs::read(path)?;
    let toml = manifest_text(&component)?;
    let manifest = Manifest::parse(&toml).map_err(|error| anyhow!("plugin.toml: {error}"))?;
    let made = refusals::counted(&component)?;
    let file = counted.join(format!("{}.wasm", manifest.id));
    fs::write(&file, &made)?;
    let sha256 = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Ok(json!({
        "id": manifest.id, "kind": manifest.kind, "file": file, "made": sha256(&made), "bytes": component.len(),
        "sha256": sha256(&component), "manifest": manifest, "toml": toml,
    }))
}

/// The manifest that stands in a component.
fn manifest_text(component: &[u8]) -> Result<String> {
    for payload in Parser::new(0).parse_all(component) {
        if let Payload::CustomSection(section) = payload?
            && section.name() == MANIFEST_SECTION
        {
            return Ok(std::str::from_utf8(section.data())?.to_owned());
        }
    }
    Err(anyhow!("it has no section `{MANIFEST_SECTION}`"))
}

/// Compiles the browser's package and writes the ES module around it.
fn bindgen() -> Result<()> {
    let target = "wasm32-unknown-unknown";
    let mut command = shell::cargo();
    shell::run(command.args(["build", "--profile", "browser", "--target", target, "-p", "aftersight-browser"]))?;
    let module = shell::target().join(target).join("browser/aftersight_browser.wasm");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&module).web(true)?.typescript(true).omit_default_module_path(true).reset_state_function(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.generate(generated().join("browser")).with_context(|| format!("cannot bind {}", module.display()))
}
