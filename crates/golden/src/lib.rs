//! Runs a plugin's `cases/*.md`: its tests and its documentation page in one.
//!
//! A [`Case`] is read from text, run through any [`aftersight_pipeline::engine::Engine`] and compared with what it
//! expects, all without touching a file: the same cases run natively over wasmtime and inside a browser. `FORMAT.md`
//! describes the file. [`page`] writes a plugin's page with such a case as its example.

mod bless;
mod case;
mod cell;
mod cleaning;
mod compare;
pub mod laws;
mod markdown;
mod only;
mod page;
mod reading;
mod run;
mod sheet;

pub use case::{Case, CaseError};
pub use compare::{Difference, Section, Sections};
pub use page::page;
pub use sheet::write;
