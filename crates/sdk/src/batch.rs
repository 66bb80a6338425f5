//! Typed reading of a batch.

use std::cell::RefCell;

use crate::{Batch, Column, Error, Result, Values, bitmap};

/// int64 and timestamp cells.
pub type Integers<'a> = Cells<'a, i64>;
/// float64 cells.
pub type Numbers<'a> = Cells<'a, f64>;

/// Nullable cells of a fixed width.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a, T> {
    values: &'a [T],
    validity: Option<&'a [u8]>,
}

impl<T: Copy> Cells<'_, T> {
    /// The cell of a row.
    #[inline]
    #[must_use]
    pub fn get(&self, row: usize) -> Option<T> {
        valid(self.validity, row).then(|| self.values[row])
    }
}

/// Boolean cells.
#[derive(Clone, Copy, Debug)]
pub struct Flags<'a> {
    bits: &'a [u8],
    validity: Option<&'a [u8]>,
}

impl Flags<'_> {
    /// The cell of a row.
    #[inline]
    #[must_use]
    pub fn get(&self, row: usize) -> Option<bool> {
        valid(self.validity, row).then(|| bitmap::get(self.bits, row))
    }

    /// Is the cell true? A null is not.
    #[inline]
    #[must_use]
    pub fn is(&self, row: usize) -> bool {
        self.get(row) == Some(true)
    }
}

/// What a function makes of text and category cells: a category column is asked once per name, a text column, whose cells
/// hardly repeat, cell by cell.
#[derive(Debug)]
pub struct Remembered<'a, T, F> {
    column: Option<&'a Column>,
    make: F,
    /// By code, of a category column.
    names: RefCell<Vec<Option<T>>>,
}

impl<'a, T: Copy, F: Fn(&'a str) -> T> Remembered<'a, T, F> {
    /// Over a column, or over none, whose cells are all null.
    pub fn new(column: Option<&'a Column>, make: F) -> Self {
        let names = match column.map(|column| &column.values) {
            Some(Values::Category(categories)) => vec![None; categories.names.len()],
            _ => Vec::new(),
        };
        Self { column, make, names: RefCell::new(names) }
    }

    /// What came of the cell of a row; `None` for a null.
    #[inline]
    pub fn get(&self, row: usize) -> Option<T> {
        let column = self.column.filter(|column| column.is_valid(row))?;
        if let Values::Category(categories) = &column.values {
            let slot = &mut *self.names.borrow_mut();
            let code = categories.codes[row] as usize;
            let slot = slot.get_mut(code)?;
            return Some(*slot.get_or_insert_with(|| (self.make)(categories.names.get(code))));
        }
        column.text_at(row).map(&self.make)
    }
}

/// Text and category cells.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    column: &'a Column,
}

impl<'a> Texts<'a> {
    /// The cell of a row.
    #[inline]
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&'a str> {
        self.column.text_at(row)
    }

    /// Which rows satisfy the test; a category column is asked once per name.
    #[must_use]
    pub fn mask(&self, rows: usize, test: impl Fn(&str) -> bool) -> Mask {
        let bits = match &self.column.values {
            Values::Category(categories) => {
                let names: Vec<bool> = categories.names.iter().map(test).collect();
                let hit = |row: usize| names.get(categories.codes[row] as usize) == Some(&true);
                (0..rows).map(|row| self.column.is_valid(row) && hit(row)).collect()
            }
            Values::Text(text) => (0..rows).map(|row| self.column.is_valid(row) && test(text.get(row))).collect(),
            _ => vec![false; rows],
        };
        Mask(bits)
    }
}

/// One boolean per row, nulls settled.
#[derive(Clone, Debug)]
pub struct Mask(Vec<bool>);

impl Mask {
    /// The row's.
    #[inline]
    #[must_use]
    pub fn is(&self, row: usize) -> bool {
        self.0[row]
    }
}

#[inline]
fn valid(validity: Option<&[u8]>, row: usize) -> bool {
    validity.is_none_or(|bits| bitmap::get(bits, row))
}

/// Typed access to the columns that a plugin planned.
pub trait Read {
    /// The column of that name.
    ///
    /// # Errors
    /// `column-missing`: the plan did not ask for it.
    fn need(&self, name: &str) -> Result<&Column>;

    /// int64, or microseconds of a timestamp, or minor units of money.
    ///
    /// # Errors
    /// `column-missing`, `column-kind`.
    fn integers(&self, name: &str) -> Result<Integers<'_>> {
        let column = self.need(name)?;
        let values = match &column.values {
            Values::Int64(values) | Values::Timestamp(values) => values,
            Values::Money(money) => &money.minor,
            _ => return Err(kind(column, "int64, timestamp or money")),
        };
        Ok(Cells { values, validity: column.validity.as_deref() })
    }

    /// float64.
    ///
    /// # Errors
    /// `column-missing`, `column-kind`.
    fn numbers(&self, name: &str) -> Result<Numbers<'_>> {
        let column = self.need(name)?;
        match &column.values {
            Values::Float64(values) => Ok(Cells { values, validity: column.validity.as_deref() }),
            _ => Err(kind(column, "float64")),
        }
    }

    /// boolean.
    ///
    /// # Errors
    /// `column-missing`, `column-kind`.
    fn flags(&self, name: &str) -> Result<Flags<'_>> {
        let column = self.need(name)?;
        match &column.values {
            Values::Boolean(bits) => Ok(Flags { bits, validity: column.validity.as_deref() }),
            _ => Err(kind(column, "boolean")),
        }
    }

    /// text or category.
    ///
    /// # Errors
    /// `column-missing`, `column-kind`.
    fn texts(&self, name: &str) -> Result<Texts<'_>> {
        let column = self.need(name)?;
        match &column.values {
            Values::Text(_) | Values::Category(_) => Ok(Texts { column }),
            _ => Err(kind(column, "text")),
        }
    }

    /// Opaque bytes of a state column.
    ///
    /// # Errors
    /// `column-missing`, `column-kind`.
    fn blobs(&self, name: &str) -> Result<&aftersight_contract::Blob> {
        let column = self.need(name)?;
        match &column.values {
            Values::Binary(blob) => Ok(blob),
            _ => Err(kind(column, "binary")),
        }
    }
}

impl Read for Batch {
    fn need(&self, name: &str) -> Result<&Column> {
        self.column(name).ok_or_else(|| Error::new("column-missing").with("column", name))
    }
}

fn kind(column: &Column, expected: &str) -> Error {
    Error::new("column-kind")
        .with("column", column.name.as_str())
        .with("expected", expected)
        .with("found", column.kind().name())
}
