//! The word lists and rates that the facts are drawn from, and the sentences made of them.

pub(crate) mod carriers;
pub(crate) mod goods;
pub(crate) mod people;
pub(crate) mod reasons;
pub(crate) mod regions;
pub(crate) mod sentences;
pub(crate) mod speech;
