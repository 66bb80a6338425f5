//! What cleaners that translate words share: a reader for their data files, and the folding of spellings.

mod file;
mod fold;

pub use file::{Entry, entries};
pub use fold::{Fold, is_blank};
