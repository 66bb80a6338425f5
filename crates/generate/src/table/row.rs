//! One row of typed cells, reused for all rows of a table.

use crate::calendar::{push_local, push_utc};
use crate::table::column::{Column, Kind};

/// A typed cell; what a number means is the column's to say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    Null,
    Number(i64),
    Word(&'static str),
    /// Begin and end in the row's text.
    Span(usize, usize),
}

/// Cells in the order of the table's columns.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    text: String,
}

impl Row {
    pub(crate) fn clear(&mut self) {
        self.cells.clear();
        self.text.clear();
    }

    pub(crate) fn null(&mut self) {
        self.cells.push(Cell::Null);
    }

    /// An amount in fen, a count, or the index of a code.
    pub(crate) fn number(&mut self, value: impl Into<Option<i64>>) {
        self.cells.push(value.into().map_or(Cell::Null, Cell::Number));
    }

    pub(crate) fn code(&mut self, index: impl Into<Option<usize>>) {
        self.cells.push(index.into().map_or(Cell::Null, |index| Cell::Number(index as i64)));
    }

    pub(crate) fn flag(&mut self, value: bool) {
        self.cells.push(Cell::Number(i64::from(value)));
    }

    pub(crate) fn word(&mut self, word: &'static str) {
        self.cells.push(if word.is_empty() { Cell::Null } else { Cell::Word(word) });
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.with(|out| out.push_str(text));
    }

    /// A text written in place, and what the writing returns.
    pub(crate) fn with<T>(&mut self, write: impl FnOnce(&mut String) -> T) -> T {
        let begin = self.text.len();
        let result = write(&mut self.text);
        let end = self.text.len();
        self.cells.push(if begin == end { Cell::Null } else { Cell::Span(begin, end) });
        result
    }

    fn words(&self, cell: Cell) -> &str {
        match cell {
            Cell::Word(word) => word,
            Cell::Span(begin, end) => &self.text[begin..end],
            Cell::Null | Cell::Number(_) => "",
        }
    }

    /// The cells as the export shows them, blank for columns that it lacks.
    pub(crate) fn export(&self, columns: &[Column], fields: &mut [String]) {
        for ((column, cell), out) in columns.iter().zip(&self.cells).zip(fields) {
            out.clear();
            if column.header.is_empty() {
                continue;
            }
            let Cell::Number(value) = *cell else {
                out.push_str(self.words(*cell));
                continue;
            };
            match column.kind {
                Kind::Money => push_yuan(out, value),
                Kind::Time => push_local(out, value),
                Kind::Flag => out.push_str(if value == 1 { "是" } else { "否" }),
                Kind::Code(words) => out.push_str(words[value as usize].0),
                _ => push_integer(out, value),
            }
        }
    }

    /// The cells as the truth shows them, blank for columns that it lacks.
    pub(crate) fn truth(&self, columns: &[Column], fields: &mut [String]) {
        for ((column, cell), out) in columns.iter().zip(&self.cells).zip(fields) {
            out.clear();
            let Cell::Number(value) = *cell else {
                out.push_str(self.words(*cell));
                continue;
            };
            match column.kind {
                Kind::Time => push_utc(out, value),
                Kind::Flag => out.push_str(if value == 1 { "true" } else { "false" }),
                Kind::Code(words) => out.push_str(words[value as usize].1),
                _ => push_integer(out, value),
            }
        }
    }
}

/// Fen as yuan with two decimals.
pub(crate) fn push_yuan(out: &mut String, fen: i64) {
    if fen < 0 {
        out.push('-');
    }
    push_integer(out, fen.abs() / 100);
    out.push('.');
    out.push((b'0' + (fen.abs() / 10 % 10) as u8) as char);
    out.push((b'0' + (fen.abs() % 10) as u8) as char);
}

fn push_integer(out: &mut String, value: i64) {
    use std::fmt::Write as _;
    if (0..10).contains(&value) {
        out.push((b'0' + value as u8) as char);
    } else {
        let _ = write!(out, "{value}");
    }
}
