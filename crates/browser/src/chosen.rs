//! Files that stay where the browser has them: a range is fetched when it is looked at, so that a large one is never copied
//! into memory as a whole. Only a worker can do that; who has the bytes already hands them in.

use std::io;
use std::ops::Range;

use aftersight_intake::{Blob, Bytes, Changed, Ranged};
use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;

use crate::failure::describe;

#[wasm_bindgen]
extern "C" {
    /// A `Blob`, such as a `File` that the user chose.
    #[wasm_bindgen(js_name = Blob, extends = Object)]
    pub(crate) type JsBlob;
    #[wasm_bindgen(method, getter, structural)]
    fn size(this: &JsBlob) -> f64;
    #[wasm_bindgen(method, structural, catch)]
    fn slice(this: &JsBlob, start: f64, end: f64) -> Result<JsBlob, JsValue>;

    /// Reads without waiting, in workers only.
    type FileReaderSync;
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<FileReaderSync, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = readAsArrayBuffer)]
    fn read_as_array_buffer(this: &FileReaderSync, blob: &JsBlob) -> Result<ArrayBuffer, JsValue>;
}

/// A file that the browser has. The pipeline wants files that threads could share; here there is one thread, and
/// [`SendWrapper`] would stop a second.
struct Chosen {
    file: SendWrapper<JsBlob>,
    size: u64,
}

/// A file of the browser's as the pipeline reads it.
pub(crate) fn blob(file: JsBlob) -> Blob {
    let size = file.size() as u64;
    Blob::new(Chosen { file: SendWrapper::new(file), size })
}

impl Ranged for Chosen {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let read = || {
            let part = self.file.slice(range.start as f64, range.end as f64)?;
            FileReaderSync::new()?.read_as_array_buffer(&part)
        };
        let buffer = read().map_err(|error| refused(&error))?;
        Ok(Uint8Array::new(&buffer).to_vec().into())
    }
}

/// What a browser says when it cannot read: a file that changed since it was chosen is not readable.
fn refused(error: &JsValue) -> io::Error {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
    match name.as_str() {
        "NotReadableError" => io::Error::other(Changed),
        "NotFoundError" => io::ErrorKind::NotFound.into(),
        "NotAllowedError" | "SecurityError" => io::ErrorKind::PermissionDenied.into(),
        _ => io::Error::other(describe(error)),
    }
}
