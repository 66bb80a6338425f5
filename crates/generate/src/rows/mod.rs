//! The columns of each table and how a fact becomes a row.

pub(crate) mod case_events;
pub(crate) mod cases;
pub(crate) mod conversations;
pub(crate) mod feedback;
pub(crate) mod ids;
pub(crate) mod order_lines;
pub(crate) mod orders;
pub(crate) mod shipments;
