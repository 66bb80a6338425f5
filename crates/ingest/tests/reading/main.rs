//! Reading as a caller sees it: one test binary.

mod archives;
mod chunks;
mod headers;
mod hostile;
mod json;
mod legacy;
mod limits;
mod mail;
mod messy;
mod packed;
mod profiles;
mod read;
mod real_data;
mod streaming;
mod workbooks;
