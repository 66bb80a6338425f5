//! What cleaners that translate words share: a reader for their data files, the folding of spellings, and words
//! that mean codes.

mod file;
mod fold;
mod words;

pub use file::{Entry, entries};
pub use fold::{Fold, is_blank};
pub use words::{Reading, Words};
