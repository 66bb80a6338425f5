//! What tests ask of an engine, as text in and text out: a sequence of calls, a plugin's case, or a whole run. The same code
//! answers over wasmtime, in a browser and in workerd, so that their answers can be compared byte by byte.

use aftersight_golden::Case;
use aftersight_pipeline::engine::Engine;
use serde::Deserialize;

use crate::run::{self, File, Job};
use crate::sequence;

#[derive(Deserialize)]
#[serde(untagged)]
enum Probe {
    Case { plugin: String, case: String },
    Run { pipeline: String, files: Vec<Given>, received_at: i64 },
}

#[derive(Deserialize)]
struct Given {
    name: String,
    /// The bytes in hexadecimal.
    hex: String,
}

/// Answers one question. What is no case and no run is a [`sequence`].
///
/// # Errors
/// A question that cannot be read.
pub fn answer(engine: &dyn Engine, question: &str) -> Result<String, String> {
    match serde_json::from_str(question) {
        Ok(Probe::Case { plugin, case }) => {
            let case = Case::parse(&case).map_err(|error| error.to_string())?;
            let sections = case.run(engine, &plugin).0;
            Ok(sections.iter().map(|section| format!("{}\n{}\n", section.name, section.text)).collect())
        }
        Ok(Probe::Run { pipeline, files, received_at }) => {
            let file = |given: Given| Some(File { name: given.name, blob: unhex(&given.hex)?.into() });
            let files: Option<Vec<File>> = files.into_iter().map(file).collect();
            let files = files.ok_or("a file is not in hexadecimal")?;
            run::run(engine, Job { pipeline: &pipeline, files, changes: None, received_at }, "en")
        }
        Err(_) => sequence::run(engine, question),
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    text.as_bytes().chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect()
}
