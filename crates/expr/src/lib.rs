//! The one expression grammar of the product: `where` in a pipeline file, `filter` in a plugin's plan, changes of a
//! scenario, and the formulas of self-service KPIs. `GRAMMAR.md` describes it.
//!
//! [`Expr`] is a scalar expression over the columns of one table: parsed, type-checked, evaluated over whole columns.
//! [`Formula`] is arithmetic over aggregates of tables; whoever computes the aggregates hands their values to
//! [`Formula::evaluate`].
//!
//! Nothing here panics, whatever the text or the columns: errors say where and what, in English and Chinese.

mod check;
mod error;
mod eval;
mod expr;
mod formula;
mod lex;
mod like;
mod moment;
#[cfg(test)]
mod naive;
mod parse;
mod print;
mod tree;

pub use error::{Code, Error};
pub use eval::{EvalError, Vector};
pub use expr::Expr;
pub use formula::{Aggregate, AggregateKind, Formula, Top, Unit};
pub use lex::MAX_BYTES;
pub use tree::MAX_DEPTH;
