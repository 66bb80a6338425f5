//! Whatever comes out of a plugin is hostile until checked: counts, lengths, offsets, codes, UTF-8, NaN.

mod breach;

pub use breach::{Breach, Malformed, Place};

use crate::bitmap;
use crate::columns::{Batch, Blob, Categories, Column, Text, Values};
use crate::finding::Notes;

/// The longest name of a column, in bytes.
pub const NAME_BYTES: usize = 256;

/// Checks every column of a batch against `rows`, and the names for length and repetition.
pub fn columns(columns: &[Column], rows: usize) -> Result<(), Malformed> {
    for (index, column) in columns.iter().enumerate() {
        if columns[..index].iter().any(|other| other.name == column.name) {
            return Err(Malformed::column(&column.name, Breach::Twice));
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
    let wrong = |what| Malformed::column(&column.name, what);
    if column.name.is_empty() || column.name.len() > NAME_BYTES {
        return Err(wrong(Breach::NameLength));
    }
    if let Some(bits) = &column.validity
        && bits.len() < bitmap::bytes(rows)
    {
        return Err(wrong(Breach::ShortValidity));
    }
    let present = |row: usize| column.is_valid(row);
    let length = |len: usize| if len == rows { Ok(()) } else { Err(wrong(Breach::Rows)) };
    match &column.values {
        Values::Boolean(bits) if bits.len() < bitmap::bytes(rows) => Err(wrong(Breach::Rows)),
        Values::Boolean(_) => Ok(()),
        Values::Int64(values) | Values::Timestamp(values) => length(values.len()),
        Values::Float64(values) => {
            length(values.len())?;
            let finite = values.iter().enumerate().all(|(row, value)| value.is_finite() || !present(row));
            if finite { Ok(()) } else { Err(wrong(Breach::NotFinite)) }
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
    let wrong = |what| Malformed { place: Place::Notes, what };
    let count = notes.rows.len();
    if notes.actions.len() != count {
        return Err(wrong(Breach::Lengths));
    }
    if notes.rows.iter().any(|row| *row >= rows) {
        return Err(wrong(Breach::NoteRow));
    }
    categories(&notes.columns, count, |_| true).map_err(wrong)?;
    categories(&notes.codes, count, |_| true).map_err(wrong)?;
    text(&notes.before, count).map_err(wrong)
}

fn offsets(offsets: &[u32], bytes: usize, rows: usize) -> Result<(), Breach> {
    if offsets.len() != rows + 1 {
        return Err(Breach::Rows);
    }
    if offsets[0] != 0 || offsets[rows] as usize != bytes || offsets.windows(2).any(|pair| pair[0] > pair[1]) {
        return Err(Breach::Offsets);
    }
    Ok(())
}

fn text(text: &Text, rows: usize) -> Result<(), Breach> {
    offsets(&text.offsets, text.bytes.len(), rows)?;
    let whole = std::str::from_utf8(&text.bytes).map_err(|_| Breach::NotUtf8)?;
    if whole.is_ascii() || text.offsets.iter().all(|offset| whole.is_char_boundary(*offset as usize)) {
        Ok(())
    } else {
        Err(Breach::CutCharacter)
    }
}

fn blob(blob: &Blob, rows: usize) -> Result<(), Breach> {
    offsets(&blob.offsets, blob.bytes.len(), rows)
}

fn categories(categories: &Categories, rows: usize, present: impl Fn(usize) -> bool) -> Result<(), Breach> {
    if categories.codes.len() != rows {
        return Err(Breach::Rows);
    }
    let names = categories.names.len();
    text(&categories.names, names)?;
    let known = |(row, code): (usize, &u32)| (*code as usize) < names || !present(row);
    if categories.codes.iter().enumerate().all(known) { Ok(()) } else { Err(Breach::UnknownCode) }
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
        let cases: [(Column, Breach); 9] = [
            (text_column(&[0, 3], "语".as_bytes()), Breach::Rows),
            (text_column(&[0, 1, 3], "语".as_bytes()), Breach::CutCharacter),
            (text_column(&[0, 3, 2], "abc".as_bytes()), Breach::Offsets),
            (text_column(&[0, 1, 9], "abc".as_bytes()), Breach::Offsets),
            (text_column(&[0, 1, 2], &[0xff, 0xfe]), Breach::NotUtf8),
            (text_column(&[], &[]), Breach::Rows),
            (Column::new("f", Values::Float64(vec![1.0, f64::NAN])), Breach::NotFinite),
            (Column::new("", Values::Int64(vec![1, 2])), Breach::NameLength),
            (
                Column::new("c", Values::Category(Categories { codes: vec![0, 1], names: Text::from_iter(["a"]) })),
                Breach::UnknownCode,
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

    #[test]
    fn every_breach_is_told_in_both_languages() {
        for what in Breach::ALL {
            assert!(!what.zh().is_ascii() && what.en().is_ascii(), "{what:?}");
            let malformed = Malformed { place: Place::Role("orders".to_owned()), what: *what };
            assert_eq!(malformed.zh(), format!("角色“orders”：{}", what.zh()));
            assert_eq!(malformed.to_string(), format!("role `orders`: {}", what.en()));
        }
        let long = "语".repeat(100);
        let Place::Column(name) = Malformed::column(&long, Breach::NameLength).place else { panic!("a column") };
        assert_eq!(name.len(), 255);
    }
}
