//! Plan, clean, link, cube, analyse. Data in, data out: no file, thread, clock, socket or engine of its own.
//!
//! [`run::run`] is a whole run; its stages stand beside it. [`engine::Engine`] is the only way to a plugin, and
//! [`stage::Rows`] the only way to data.

mod account;
mod account_table;
mod analyse;
pub mod bare;
mod behind;
mod calendar;
mod cast;
mod cells;
mod chain;
mod clean;
mod cleaners;
mod composite;
pub mod config;
mod conserve;
mod cube;
mod derive;
mod dims;
pub mod engine;
mod error;
mod filter;
mod gather;
mod inputs;
mod kernels;
mod keys;
mod kpi;
pub mod limits;
mod link;
mod linked;
mod measuring;
mod memo;
mod message;
mod mistake;
mod model;
pub mod names;
mod parallel;
mod parameters;
pub mod presets;
pub mod profile;
mod rates;
mod received;
pub mod replay;
pub mod results;
mod role;
pub mod run;
mod secrets;
mod settle;
pub mod spreadsheet;
pub mod stage;
mod stop;
pub mod table;
mod targets;
pub mod time;
mod trap;
mod wide;

pub use account::{Quarantine, QuarantinedRow};
pub use calendar::CalendarStep;
pub use config::Config;
pub use dims::{NULL_KEY, OTHER_KEY};
pub use error::RunError;
pub use kpi::{MAX_CELLS, Measured};
pub use mistake::mistake_in;
pub use results::Results;
