//! Plan, clean, link, cube, analyse. Data in, data out: no file, thread, clock, socket or engine of its own.

pub mod engine;
pub mod results;
