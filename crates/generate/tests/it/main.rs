//! The generator seen from outside: bytes, dirt, references and planted truths.

mod dirt;
mod files;
mod integrity;
mod memory;
mod planted;
