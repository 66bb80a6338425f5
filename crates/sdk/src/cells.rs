//! Cell by cell: text to something else, or text to better text. A category column is asked once per distinct name.

use crate::{Action, Cleaned, Column, Text, Values, bitmap};

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<T> {
    /// Nothing stood there, or a placeholder for nothing.
    Null,
    /// Understood as it stands.
    Value(T),
    /// Understood after a repair; the code names it.
    Fixed(T, &'static str),
    /// Repaired by emptying the cell; the code names why.
    Cleared(&'static str),
    /// Doubtful: kept if there is a value, and marked.
    Flagged(Option<T>, &'static str),
    /// The row waits aside.
    Quarantined(&'static str),
    /// The row does not belong to the data.
    Excluded(&'static str),
}

impl<T> Cell<T> {
    /// Changes the value, keeps the verdict.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Cell<U> {
        match self {
            Self::Null => Cell::Null,
            Self::Value(value) => Cell::Value(change(value)),
            Self::Fixed(value, code) => Cell::Fixed(change(value), code),
            Self::Cleared(code) => Cell::Cleared(code),
            Self::Flagged(value, code) => Cell::Flagged(value.map(change), code),
            Self::Quarantined(code) => Cell::Quarantined(code),
            Self::Excluded(code) => Cell::Excluded(code),
        }
    }

    fn split(self) -> (Option<T>, Option<(Action, &'static str)>) {
        match self {
            Self::Null => (None, None),
            Self::Value(value) => (Some(value), None),
            Self::Fixed(value, code) => (Some(value), Some((Action::Fix, code))),
            Self::Cleared(code) => (None, Some((Action::Fix, code))),
            Self::Flagged(value, code) => (value, Some((Action::Flag, code))),
            Self::Quarantined(code) => (None, Some((Action::Quarantine, code))),
            Self::Excluded(code) => (None, Some((Action::Exclude, code))),
        }
    }
}

/// A column's cells after conversion.
#[derive(Clone, Debug, Default)]
pub struct Converted<T> {
    /// The values; a default where there is none.
    pub values: Vec<T>,
    /// Which rows have one.
    pub validity: Option<Vec<u8>>,
}

impl<T: Copy + Default> Converted<T> {
    fn with_capacity(rows: usize) -> Self {
        Self { values: Vec::with_capacity(rows), validity: None }
    }

    #[inline]
    fn push(&mut self, value: Option<T>, rows: usize) {
        if value.is_none() {
            let row = self.values.len();
            bitmap::set(self.validity.get_or_insert_with(|| bitmap::filled(rows, true)), row, false);
        }
        self.values.push(value.unwrap_or_default());
    }

    /// The column of that name.
    #[must_use]
    pub fn column(self, name: &str, values: impl FnOnce(Vec<T>) -> Values) -> Column {
        Column { name: name.to_owned(), values: values(self.values), validity: self.validity }
    }
}

impl Cleaned {
    /// Converts the text cells of a column and notes what was repaired or refused. `rows` are the batch's.
    pub fn convert<T: Copy + Default>(
        &mut self,
        column: &Column,
        rows: usize,
        mut convert: impl FnMut(&str) -> Cell<T>,
    ) -> Converted<T> {
        let mut out = Converted::with_capacity(rows);
        match &column.values {
            Values::Category(categories) => {
                let verdicts: Vec<_> = categories.names.iter().map(|name| convert(name).split()).collect();
                for row in 0..rows {
                    let known = column.is_valid(row).then(|| verdicts.get(categories.codes[row] as usize)).flatten();
                    let (value, remark) = known.copied().unwrap_or_default();
                    if let Some((action, code)) = remark {
                        self.note(row, &column.name, action, code, categories.get(row));
                    }
                    out.push(value, rows);
                }
            }
            Values::Text(text) => {
                let text = text.rows();
                for row in 0..rows {
                    let cell = if column.is_valid(row) { convert(text.get(row)) } else { Cell::Null };
                    let (value, remark) = cell.split();
                    if let Some((action, code)) = remark {
                        self.note(row, &column.name, action, code, text.get(row));
                    }
                    out.push(value, rows);
                }
            }
            _ => (0..rows).for_each(|_| out.push(None, rows)),
        }
        out
    }

    /// Rewrites the text cells of a column: `None` leaves a cell as it is. A column in which nothing changes is left out.
    pub fn rewrite(&mut self, column: &Column, rows: usize, rewrite: impl FnMut(&str) -> Option<Cell<String>>) {
        self.rewrite_noting(column, rows, true, rewrite);
    }

    /// As [`Self::rewrite`], but no note repeats what stood in a cell: for what must not be seen.
    pub fn hide(&mut self, column: &Column, rows: usize, rewrite: impl FnMut(&str) -> Option<Cell<String>>) {
        self.rewrite_noting(column, rows, false, rewrite);
    }

    fn rewrite_noting(
        &mut self,
        column: &Column,
        rows: usize,
        repeat: bool,
        mut rewrite: impl FnMut(&str) -> Option<Cell<String>>,
    ) {
        let shown = |before| if repeat { before } else { "" };
        match &column.values {
            Values::Category(categories) => {
                let verdicts: Vec<_> = categories.names.iter().map(|name| rewrite(name).map(Cell::split)).collect();
                if verdicts.iter().all(Option::is_none) {
                    return;
                }
                let mut changed = column.clone();
                for row in 0..rows {
                    let Some(verdict) =
                        column.is_valid(row).then(|| verdicts.get(categories.codes[row] as usize)).flatten()
                    else {
                        continue;
                    };
                    let Some((value, remark)) = verdict else { continue };
                    if let Some((action, code)) = remark {
                        self.note(row, &column.name, *action, code, shown(categories.get(row)));
                    }
                    if value.is_none() {
                        bitmap::set(changed.validity.get_or_insert_with(|| bitmap::filled(rows, true)), row, false);
                    }
                }
                if let Values::Category(out) = &mut changed.values {
                    let name = |(index, verdict): (usize, &Option<(Option<String>, _)>)| match verdict {
                        Some((value, _)) => value.clone().unwrap_or_default(),
                        None => categories.names.get(index).to_owned(),
                    };
                    out.names = verdicts.iter().enumerate().map(name).collect();
                }
                self.set(changed);
            }
            Values::Text(text) => {
                let mut out: Option<(Text, Option<Vec<u8>>)> = None;
                let cells = text.rows();
                for row in 0..rows {
                    let verdict = if column.is_valid(row) { rewrite(cells.get(row)) } else { None };
                    let Some(cell) = verdict else {
                        if let Some((out, _)) = &mut out {
                            out.push(cells.get(row));
                        }
                        continue;
                    };
                    let (out, validity) = out.get_or_insert_with(|| (prefix(text, row, rows), column.validity.clone()));
                    let (value, remark) = cell.split();
                    if let Some((action, code)) = remark {
                        self.note(row, &column.name, action, code, shown(cells.get(row)));
                    }
                    if value.is_none() {
                        bitmap::set(validity.get_or_insert_with(|| bitmap::filled(rows, true)), row, false);
                    }
                    out.push(value.as_deref().unwrap_or_default());
                }
                if let Some((out, validity)) = out {
                    self.set(Column { name: column.name.clone(), values: Values::Text(out), validity });
                }
            }
            _ => {}
        }
    }
}

/// The first `upto` rows, with room for all.
fn prefix(text: &Text, upto: usize, rows: usize) -> Text {
    let mut out = Text::with_capacity(rows, text.bytes.len());
    out.offsets.clear();
    out.offsets.extend_from_slice(&text.offsets[..=upto]);
    out.bytes.extend_from_slice(&text.bytes[..text.offsets[upto] as usize]);
    out
}
