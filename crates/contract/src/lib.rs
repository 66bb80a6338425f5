//! What a plugin and a host agree on.
//!
//! [`columns`] and [`plan`] mirror the WIT of `wit/v1` in plain Rust, so that neither the pipeline nor a plugin's author
//! sees generated bindings. [`check`] decides whether data that came out of a plugin keeps its promises. With the feature
//! `manifest`, [`manifest`] reads and validates a `plugin.toml`.

pub mod bitmap;
pub mod check;
pub mod columns;
pub mod currency;
pub mod finding;
#[cfg(feature = "manifest")]
pub mod manifest;
pub mod nearest;
pub mod plan;
mod take;
pub mod values;

pub use check::{Breach, Malformed, Place};
pub use columns::{Batch, Blob, Categories, Column, Field, Kind, Money, Table, Text, TextRows, Values};
pub use finding::{Action, Evidence, Finding, Notes, Report, Severity, Sheet};
pub use plan::{Context, Derivation, Derived, Error, Input, Lookup, TABLES, Window};
pub use take::NO_ROW;
pub use values::{Args, Value};

/// The contract's version: that of the WIT package, visible in the names of a component's exports.
pub const VERSION: &str = "1.0.0";

/// The custom section of a component that holds its `plugin.toml`.
pub const MANIFEST_SECTION: &str = "aftersight:manifest";

/// The group number that stands for "this role has no such group".
pub const NO_GROUP: u32 = u32::MAX;
