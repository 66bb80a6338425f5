//! The pipeline in a browser, a worker or workerd.
//!
//! JavaScript hands in the plugins as transpiled components; everything else is the same Rust as on a server. Nothing here
//! reads a clock, a network or a file.

mod engine;
mod failure;
mod from_js;
mod limits;
mod opened;
pub mod probe;
mod run;
pub mod sequence;
mod to_js;

use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;

use engine::JsEngine;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A plugin that may be used. */
export interface PluginSource {
  /** Its plugin.toml. */
  readonly toml: string;
  /** SHA-256 of the component, in hexadecimal. */
  readonly sha256: string;
  /** Makes a fresh instance: the exports that jco's glue returns. */
  readonly instantiate: () => object;
  /** It took too long in an earlier run: it fails without being called. */
  readonly timedOut: boolean;
}

/** Told of every call, so that somebody else can end one that does not end by itself. */
export interface Watch {
  enter(plugin: string, limitMillis: number): void;
  leave(): void;
}

export interface InputFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// `PluginSource[]`
    #[wasm_bindgen(typescript_type = "readonly PluginSource[]")]
    pub type PluginSources;

    /// `PluginSource`
    #[wasm_bindgen(extends = Object)]
    type PluginSource;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn toml(this: &PluginSource) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn sha256(this: &PluginSource) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn instantiate(this: &PluginSource) -> Result<Function, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch, js_name = timedOut)]
    fn timed_out(this: &PluginSource) -> Result<bool, JsValue>;

    /// `Watch`
    #[wasm_bindgen(typescript_type = "Watch")]
    pub type Watch;
    #[wasm_bindgen(method, structural)]
    fn enter(this: &Watch, plugin: &str, limit_millis: f64);
    #[wasm_bindgen(method, structural)]
    fn leave(this: &Watch);

    /// `InputFile[]`
    #[wasm_bindgen(typescript_type = "readonly InputFile[]")]
    pub type InputFiles;

    /// `InputFile`
    #[wasm_bindgen(extends = Object)]
    type InputFile;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn name(this: &InputFile) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn bytes(this: &InputFile) -> Result<Vec<u8>, JsValue>;
}

/// Runs plugins.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    inner: JsEngine,
}

#[wasm_bindgen]
impl Engine {
    /// An engine with these plugins.
    ///
    /// # Errors
    /// A manifest that cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(plugins: PluginSources, watch: Option<Watch>) -> Result<Engine, JsError> {
        let mut inner = JsEngine::new(watch);
        for source in Array::from(&plugins) {
            let source: PluginSource = source.unchecked_into();
            let fields = (|| Ok((source.toml()?, source.sha256()?, source.instantiate()?, source.timed_out()?)))();
            let (toml, sha256, instantiate, timed_out) =
                fields.map_err(|error: JsValue| JsError::new(&failure::describe(&error)))?;
            inner.add(&toml, sha256, instantiate, timed_out).map_err(|error| JsError::new(&error))?;
        }
        Ok(Self { inner })
    }

    /// Answers a question of the tests, or runs a plugin's case: see [`probe`].
    ///
    /// # Errors
    /// A question that cannot be read; a plugin's failure is part of the answer.
    pub fn probe(&self, question: &str) -> Result<String, JsError> {
        probe::answer(&self.inner, question).map_err(|error| JsError::new(&error))
    }

    /// Runs a pipeline over files and returns results.json. Messages are in `lang`, `zh` or `en`.
    ///
    /// # Errors
    /// What the user must mend, in words.
    pub fn run(&self, pipeline: &str, files: InputFiles, received_at: i64, lang: &str) -> Result<String, JsError> {
        let files = Array::from(&files).into_iter().map(|file| {
            let file: InputFile = file.unchecked_into();
            Ok(run::File { name: file.name()?, bytes: file.bytes()? })
        });
        let files =
            files.collect::<Result<Vec<_>, JsValue>>().map_err(|error| JsError::new(&failure::describe(&error)))?;
        run::run(&self.inner, pipeline, files, received_at, lang).map_err(|error| JsError::new(&error))
    }
}
