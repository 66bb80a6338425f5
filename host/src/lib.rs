//! The host: wasmtime, files, threads, the command line.

pub mod cli;
pub mod engine;
pub mod intake;
mod library;
mod origin;
mod output;
mod report;
mod show;
mod system;
