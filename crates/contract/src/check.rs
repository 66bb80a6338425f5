//! Whatever comes out of a plugin is hostile until checked: counts, lengths, offsets, codes, UTF-8, NaN.

use crate::bitmap;
use crate::columns::{Batch, Blob, Categories, Column, Text, Values};
use crate::finding::Notes;

/// How data breaks its promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The column, as far as it has a name.
    pub column: String,
    /// What is wrong with it.
    pub what: &'static str,
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "column `{}`: {}", self.column, self.what)
    }
}

impl std::error::Error for Malformed {}

/// The longest name of a column, in bytes.
pub const NAME_BYTES: usize = 256;

/// Checks every column of a batch against `rows`, and the names for length and repetition.
pub fn columns(columns: &[Column], rows: usize) -> Result<(), Malformed> {
    for (index, column) in columns.iter().enumerate() {
        if columns[..index].iter().any(|other| other.name == column.name) {
            return Err(malformed(&column.name, "stands twice"));
        }
        self::column(column, rows)?;
    }
    Ok(())
}

/// Checks a batch.
pub fn batch(batch: &Batch) -> Result<(), Malformed> {
    columns(&batch.columns, batch.rows as usize)
}

/// Checks one column against the number of rows it must have.
pub fn column(column: &Column, rows: usize) -> Result<(), Malformed> {
    let wrong = |what| malformed(&column.name, what);
    if column.name.is_empty() || column.name.len() > NAME_BYTES {
        return Err(wrong("a name has 1 to 256 bytes"));
    }
    if let Some(bits) = &column.validity
        && bits.len() < bitmap::bytes(rows)
    {
        return Err(wrong("its validity is shorter than its rows"));
    }
    let present = |row: usize| column.is_valid(row);
    let length = |len: usize| if len == rows { Ok(()) } else { Err(wrong("it has another number of rows")) };
    match &column.values {
        Values::Boolean(bits) if bits.len() < bitmap::bytes(rows) => Err(wrong("it has another number of rows")),
        Values::Boolean(_) => Ok(()),
        Values::Int64(values) | Values::Timestamp(values) => length(values.len()),
        Values::Float64(values) => {
            length(values.len())?;
            let finite = values.iter().enumerate().all(|(row, value)| value.is_finite() || !present(row));
            if finite { Ok(()) } else { Err(wrong("it holds NaN or infinity")) }
        }
        Values::Text(values) => text(values, rows).map_err(wrong),
        Values::Category(values) => categories(values, rows, present).map_err(wrong),
        Values::Money(values) => {
            length(values.minor.len())?;
            categories(&values.currency, rows, present).map_err(wrong)
        }
        Values::Binary(values) => blob(values, rows).map_err(wrong),
    }
}

/// Checks a cleaner's notes against the rows of its batch.
pub fn notes(notes: &Notes, rows: u32) -> Result<(), Malformed> {
    let wrong = |what| malformed("notes", what);
    let count = notes.rows.len();
    if notes.actions.len() != count {
        return Err(wrong("its lists differ in length"));
    }
    if notes.rows.iter().any(|row| *row >= rows) {
        return Err(wrong("a note names a row that is not in the batch"));
    }
    categories(&notes.columns, count, |_| true).map_err(wrong)?;
    categories(&notes.codes, count, |_| true).map_err(wrong)?;
    text(&notes.before, count).map_err(wrong)
}

fn malformed(column: &str, what: &'static str) -> Malformed {
    let mut end = column.len().min(NAME_BYTES);
    while !column.is_char_boundary(end) {
        end -= 1;
    }
    Malformed { column: column[..end].to_owned(), what }
}

fn offsets(offsets: &[u32], bytes: usize, rows: usize) -> Result<(), &'static str> {
    if offsets.len() != rows + 1 {
        return Err("it has another number of rows");
    }
    if offsets[0] != 0 || offsets[rows] as usize != bytes || offsets.windows(2).any(|pair| pair[0] > pair[1]) {
        return Err("its offsets do not rise from 0 to the end of its bytes");
    }
    Ok(())
}

fn text(text: &Text, rows: usize) -> Result<(), &'static str> {
    offsets(&text.offsets, text.bytes.len(), rows)?;
    let whole = std::str::from_utf8(&text.bytes).map_err(|_| "it is not UTF-8")?;
    if whole.is_ascii() || text.offsets.iter().all(|offset| whole.is_char_boundary(*offset as usize)) {
        Ok(())
    } else {
        Err("an offset cuts a character in two")
    }
}

fn blob(blob: &Blob, rows: usize) -> Result<(), &'static str> {
    offsets(&blob.offsets, blob.bytes.len(), rows)
}

fn categories(categories: &Categories, rows: usize, present: impl Fn(usize) -> bool) -> Result<(), &'static str> {
    if categories.codes.len() != rows {
        return Err("it has another number of rows");
    }
    let names = categories.names.len();
    text(&categories.names, names)?;
    let known = |(row, code): (usize, &u32)| (*code as usize) < names || !present(row);
    if categories.codes.iter().enumerate().all(known) { Ok(()) } else { Err("a code names nothing") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_column(offsets: &[u32], bytes: &[u8]) -> Column {
        Column::new("t", Values::Text(Text { offsets: offsets.to_vec(), bytes: bytes.to_vec() }))
    }

    #[test]
    fn good_columns_pass() {
        assert_eq!(column(&text_column(&[0, 3, 3], "语".as_bytes()), 2), Ok(()));
        assert_eq!(column(&Column::numbers("n", Values::Float64, [Some(1.0), None]), 2), Ok(()));
        assert_eq!(columns(&[], 7), Ok(()));
    }

    #[test]
    fn each_broken_promise_is_named() {
        let cases: [(Column, &str); 9] = [
            (text_column(&[0, 3], "语".as_bytes()), "it has another number of rows"),
            (text_column(&[0, 1, 3], "语".as_bytes()), "an offset cuts a character in two"),
            (text_column(&[0, 3, 2], "abc".as_bytes()), "its offsets do not rise from 0 to the end of its bytes"),
            (text_column(&[0, 1, 9], "abc".as_bytes()), "its offsets do not rise from 0 to the end of its bytes"),
            (text_column(&[0, 1, 2], &[0xff, 0xfe]), "it is not UTF-8"),
            (text_column(&[], &[]), "it has another number of rows"),
            (Column::new("f", Values::Float64(vec![1.0, f64::NAN])), "it holds NaN or infinity"),
            (Column::new("", Values::Int64(vec![1, 2])), "a name has 1 to 256 bytes"),
            (
                Column::new("c", Values::Category(Categories { codes: vec![0, 1], names: Text::from_iter(["a"]) })),
                "a code names nothing",
            ),
        ];
        for (bad, what) in cases {
            assert_eq!(column(&bad, 2).unwrap_err().what, what);
        }
    }

    #[test]
    fn a_null_row_may_hold_anything() {
        let mut nan = Column::new("f", Values::Float64(vec![f64::NAN]));
        nan.validity = Some(vec![0]);
        assert_eq!(column(&nan, 1), Ok(()));
        let mut code = Column::new("c", Values::Category(Categories { codes: vec![9], names: Text::default() }));
        code.validity = Some(vec![0]);
        assert_eq!(column(&code, 1), Ok(()));
    }
}
