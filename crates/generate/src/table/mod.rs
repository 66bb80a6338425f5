//! From facts to files: columns, cells, dirt, encoding and the truth beside each export.

pub(crate) mod column;
pub(crate) mod dirt;
pub(crate) mod encode;
pub(crate) mod row;
pub(crate) mod spoil;
pub(crate) mod writer;
