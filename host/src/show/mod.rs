//! What people read: numbers, names and sentences in two languages, and the report on a terminal.
//!
//! [`format`] and [`interval`] are the only places that turn figures into text; terminal and HTML share them.

pub(crate) mod change;
pub(crate) mod cleaners;
mod currency;
pub(crate) mod format;
pub(crate) mod interval;
pub(crate) mod names;
pub(crate) mod parameters;
pub(crate) mod presets;
pub(crate) mod reading;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod summary;
pub(crate) mod table;
pub(crate) mod targets;
