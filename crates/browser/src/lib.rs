//! The pipeline in a browser, a worker or workerd.
//!
//! JavaScript hands in the plugins as transpiled components; everything else is the same Rust as on a server. Nothing here
//! reads a clock, a network or a file.

mod chosen;
mod crowd;
mod engine;
mod failure;
mod follow;
mod from_js;
mod instance;
mod limits;
mod opened;
pub mod probe;
mod run;
pub mod sequence;
mod to_js;
mod unknown;

use std::time::Duration;

use aftersight_pipeline::limits::Limits;
use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;

use chosen::JsBlob;
use engine::JsEngine;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A plugin that may be used. */
export interface PluginSource {
  /** Its plugin.toml. */
  readonly toml: string;
  /** SHA-256 of the component, in hexadecimal. */
  readonly sha256: string;
  /** Makes a fresh instance. */
  readonly instantiate: () => PluginInstance;
  /** Functions of it that took too long in an earlier attempt: they fail without being called. */
  readonly timedOut: readonly string[];
}

export interface PluginInstance {
  /** What jco's glue returns. */
  readonly exports: object;
  /** How often it was refused memory. */
  refusals(): number;
}

/** Told of every call, so that somebody else can end one that does not end by itself. */
export interface Watch {
  enter(plugin: string, step: string, limitMillis: number): void;
  leave(): void;
}

/** Limits that differ from the usual ones. They decide whether there is a result, never which. */
export interface GivenLimits {
  /** Every call may take so long. */
  readonly callMillis?: number | undefined;
  /** A report is at most so large. */
  readonly reportBytes?: number | undefined;
  /** So many instances of plugins may live at once. */
  readonly instances?: number | undefined;
}

/** A file in memory. */
export interface InputFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file that is read range by range, which only a worker can do. */
export interface ChosenFile {
  readonly name: string;
  readonly blob: Blob;
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
    fn timed_out(this: &PluginSource) -> Result<Vec<String>, JsValue>;

    /// `PluginInstance`
    type PluginInstance;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn exports(this: &PluginInstance) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn refusals(this: &PluginInstance) -> Result<u32, JsValue>;

    /// `Watch`
    #[wasm_bindgen(typescript_type = "Watch")]
    pub type Watch;
    #[wasm_bindgen(method, structural)]
    fn enter(this: &Watch, plugin: &str, step: &str, limit_millis: f64);
    #[wasm_bindgen(method, structural)]
    fn leave(this: &Watch);

    /// `GivenLimits`
    #[wasm_bindgen(typescript_type = "GivenLimits")]
    pub type GivenLimits;
    #[wasm_bindgen(method, getter, structural, js_name = callMillis)]
    fn call_millis(this: &GivenLimits) -> Option<f64>;
    #[wasm_bindgen(method, getter, structural, js_name = reportBytes)]
    fn report_bytes(this: &GivenLimits) -> Option<f64>;
    #[wasm_bindgen(method, getter, structural)]
    fn instances(this: &GivenLimits) -> Option<u32>;

    /// `(InputFile | ChosenFile)[]`
    #[wasm_bindgen(typescript_type = "readonly (InputFile | ChosenFile)[]")]
    pub type InputFiles;

    /// `InputFile`
    #[wasm_bindgen(extends = Object)]
    type InputFile;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn name(this: &InputFile) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, structural, catch)]
    fn bytes(this: &InputFile) -> Result<Vec<u8>, JsValue>;
    /// Of a `ChosenFile`.
    #[wasm_bindgen(method, getter, structural, catch)]
    fn blob(this: &InputFile) -> Result<Option<JsBlob>, JsValue>;
}

/// The usual limits, changed.
fn changed(given: &GivenLimits) -> Limits {
    let usual = limits::usual();
    Limits {
        call_time: given.call_millis().map_or(usual.call_time, |millis| Duration::from_millis(millis as u64)),
        report_bytes: given.report_bytes().map_or(usual.report_bytes, |bytes| bytes as usize),
        instances: given.instances().unwrap_or(usual.instances),
        ..usual
    }
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
    pub fn new(plugins: PluginSources, watch: Option<Watch>, limits: Option<GivenLimits>) -> Result<Engine, JsError> {
        let mut inner = JsEngine::new(watch, limits.map_or_else(limits::usual, |given| changed(&given)));
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

    /// Runs a pipeline over files and returns results.json. Where `pipeline` is empty, a pipeline file may be among the files.
    /// `changes` are parameters that differ from its own, as JSON: by step, then by parameter, null for none. Messages are in
    /// `lang`, `zh` or `en`.
    ///
    /// # Errors
    /// What the user must mend, in words.
    pub fn run(
        &self,
        pipeline: &str,
        files: InputFiles,
        received_at: i64,
        lang: &str,
        changes: Option<String>,
    ) -> Result<String, JsError> {
        let job = run::Job { pipeline, files: read(&files)?, changes: changes.as_deref(), received_at };
        run::run(&self.inner, job, lang).map_err(|error| JsError::new(&error))
    }
}

/// The files of which a run says that they are no table we know, for a page that asks what they are: see [`unknown`].
///
/// # Errors
/// Files that JavaScript does not give.
#[wasm_bindgen(js_name = unknownFiles)]
pub fn unknown_files(pipeline: &str, files: InputFiles) -> Result<String, JsError> {
    Ok(unknown::unknown(pipeline, read(&files)?).to_string())
}

fn read(files: &InputFiles) -> Result<Vec<run::File>, JsError> {
    let files = Array::from(files).into_iter().map(|file| {
        let file: InputFile = file.unchecked_into();
        let blob = match file.blob()? {
            Some(blob) => chosen::blob(blob),
            None => file.bytes()?.into(),
        };
        Ok(run::File { name: file.name()?, blob })
    });
    files.collect::<Result<Vec<_>, JsValue>>().map_err(|error| JsError::new(&failure::describe(&error)))
}
