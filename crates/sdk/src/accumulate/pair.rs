//! Two states side by side.

use super::State;
use crate::{Batch, Column, Result};

/// What stands before the names of the second state's columns.
const SECOND: &str = "2.";

impl<A: State, B: State> State for (A, B) {
    fn resize(&mut self, groups: usize) {
        self.0.resize(groups);
        self.1.resize(groups);
    }

    fn store(&self, first: usize, count: usize) -> Vec<Column> {
        let second = self.1.store(first, count).into_iter();
        let second = second.map(|column| Column { name: format!("{SECOND}{}", column.name), ..column });
        self.0.store(first, count).into_iter().chain(second).collect()
    }

    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
        let (second, first): (Vec<_>, Vec<_>) =
            stored.columns.iter().cloned().partition(|column| column.name.starts_with(SECOND));
        let strip = |column: Column| Column { name: column.name[SECOND.len()..].to_owned(), ..column };
        self.0.merge(&Batch { rows: stored.rows, columns: first }, groups)?;
        self.1.merge(&Batch { rows: stored.rows, columns: second.into_iter().map(strip).collect() }, groups)
    }
}
