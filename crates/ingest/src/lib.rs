//! Bytes to text columns with canonical names: the first step of a run, on the server and in the browser alike.
//!
//! [`File`] looks at the bytes of one file and answers with its [`Sheet`]s: encoding, delimiter, the header row, what the
//! headers mean in the data model, and which rows are no data. [`Sheet::read`] then turns one chunk into batches of text; it is
//! a pure function, so that any number of threads may read chunks at once. Nothing here opens files, spawns threads or asks
//! for the time, and no value is converted: every conversion is a cleaner's visible decision.
//!
//! A file is a [`Blob`], of which only ranges are read: what scans all of a CSV, NDJSON or Parquet file does so through
//! windows, and a chunk's reader fetches its own range, so that memory does not grow with the file.
//!
//! | module | topic |
//! |---|---|
//! | `format` | which reader a file needs, by its first bytes |
//! | `blob` | bytes in memory, on a disk or with a browser, range by range |
//! | `csv` | encodings, delimiters, records, chunks |
//! | `workbook` | XLS, XLSX, ODS |
//! | `columnar` | Parquet |
//! | `json` | JSON and NDJSON |
//! | `mail` | `.eml` and mbox |
//! | `archive` | gzip and zip: what is in them is a file like any other |
//! | `head` | the header row, and summary rows at the end |
//! | `names`, `aliases`, `profile`, `recognise` | headers, the data model, what exports of one system look like, and which table this is |
//! | `build` | columns from cells |
//! | `shape` | cells that a profile takes from headers, other columns, the row above |
//!
//! A new format is a new module that makes [`Sheet`]s, and a line in `file`.

mod aliases;
mod archive;
mod batch;
mod benchmark;
mod blob;
mod build;
mod cause;
mod columnar;
mod csv;
mod error;
mod file;
mod format;
mod head;
mod json;
mod layout;
mod mail;
mod message;
mod names;
mod options;
mod profile;
mod recognise;
mod shape;
mod sheet;
mod workbook;

pub use aliases::{Generic, columns_of, generic, tables};
pub use batch::{Ragged, TextBatch};
pub use benchmark::Benchmark;
pub use blob::{Blob, Changed, MAX_WHOLE, Ranged, Utf8};
pub use bytes::Bytes;
pub use error::{Held, Lang, Problem, ReadError};
pub use file::File;
pub use layout::{Joined, SheetColumn};
pub use names::normalise;
pub use options::Options;
pub use profile::{Carry, GENERIC, Profile, ProfileCleaner, ProfileError, ProfileTable, Profiles, builtin};
pub use recognise::{Chosen, Recognition, Rival};
pub use sheet::{Chunk, NotRow, NotRowKind, Sheet};

/// A cell may hold this many bytes.
pub const MAX_CELL_BYTES: usize = 1 << 20;

/// A sheet may have this many columns.
pub const MAX_COLUMNS: usize = 1000;

/// An archive may hold this many files.
pub const MAX_MEMBERS: usize = 1000;

/// The tables in a file in memory, none of them read yet: [`File::open`] and [`File::sheets`] at once.
///
/// # Errors
/// As those two.
pub fn open(name: &str, bytes: Bytes, options: &Options) -> Result<Vec<Sheet>, ReadError> {
    File::open(name, bytes)?.sheets(options)
}
