//! What happened in the shop, free of any file's shape. Each entity is a pure function of the seed and its number.

pub(crate) mod case;
pub(crate) mod catalogue;
pub(crate) mod conversation;
pub(crate) mod customer;
pub(crate) mod feedback;
pub(crate) mod incident;
pub(crate) mod order;
pub(crate) mod steps;
pub(crate) mod walk;
pub(crate) mod world;
