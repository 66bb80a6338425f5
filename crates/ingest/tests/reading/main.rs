//! Reading as a caller sees it: one test binary.

mod chunks;
mod headers;
mod hostile;
mod read;
mod real_data;
mod workbooks;
