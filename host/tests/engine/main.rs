//! The wasmtime engine with built plugins, with files that are no plugins, and with plugins that mean harm.

mod cache;
mod hostile;
mod kpi;
mod place;
mod refusals;
