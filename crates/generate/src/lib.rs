//! Seeded demo data of a Chinese online shop's after-sales work, in the shape of real Taobao and Tmall exports.
//!
//! The data is dirty in known ways, and it says some things on purpose ([`Planted`]). Beside the exports stands the truth: the
//! same rows clean, with canonical names and codes, and what each row's dirt is and what must become of it.
//!
//! Nothing here opens a file, reads a clock or uses a system's random numbers: the same [`Config`] gives the same bytes. Memory
//! does not grow with the number of rows, because every entity is a function of the seed and its own number.

mod calendar;
mod config;
mod demand;
mod facts;
mod output;
mod planted;
mod rng;
mod rows;
mod table;
mod words;

pub use calendar::Day;
pub use config::{Config, Encoding, Scenario, Table};
pub use output::{Summary, generate};
pub use planted::{ComplaintSeason, LogisticsDelay, NewIssue, Planted, ProductDefect};
pub use table::dirt::{Dirt, Fate};
pub use table::writer::FileSummary;
