//! The host: wasmtime, files, threads, the command line.

pub mod cli;
mod disk;
pub mod engine;
pub mod intake;
mod library;
mod origin;
mod output;
mod report;
mod show;
mod system;
