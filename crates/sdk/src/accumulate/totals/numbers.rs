//! Cells as numbers, and as hashes.

use aftersight_measure::hash_bytes;

use super::super::amounts::Currency;
use crate::{Column, Error, Result, Values};

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Integer(i64),
    Float(f64),
    Money(i64, Currency),
}

impl Number {
    pub(super) fn to_float(self) -> f64 {
        match self {
            Self::Integer(value) | Self::Money(value, _) => value as f64,
            Self::Float(value) => value,
        }
    }

    pub(super) fn currency(self) -> Currency {
        match self {
            Self::Money(_, currency) => currency,
            Self::Integer(_) | Self::Float(_) => Currency::None,
        }
    }
}

/// A column of numbers or money.
pub(super) struct Numbers<'a> {
    values: &'a Values,
    /// By code, of money.
    currencies: Vec<Currency>,
}

impl<'a> Numbers<'a> {
    pub(super) fn of(column: &'a Column) -> Result<Self> {
        let currencies = match &column.values {
            Values::Int64(_) | Values::Float64(_) => Vec::new(),
            Values::Money(money) => money.currency.names.iter().map(Currency::of).collect(),
            _ => return Err(unfit(column, "numbers or money")),
        };
        Ok(Self { values: &column.values, currencies })
    }

    /// The cell of a row that holds one.
    #[inline]
    pub(super) fn get(&self, row: usize) -> Number {
        match self.values {
            Values::Int64(values) => Number::Integer(values[row]),
            Values::Money(money) => {
                let currency = self.currencies.get(money.currency.codes[row] as usize);
                Number::Money(money.minor[row], currency.copied().unwrap_or(Currency::Mixed))
            }
            Values::Float64(values) => Number::Float(values[row]),
            _ => Number::Integer(0),
        }
    }
}

/// Hashes of the cells of a column that holds no text: of rows that hold a value.
pub(super) fn hashes(column: &Column) -> Result<impl Fn(usize) -> u64> {
    let values = &column.values;
    if matches!(values, Values::Text(_) | Values::Category(_) | Values::Binary(_)) {
        return Err(unfit(column, "values that are told apart"));
    }
    Ok(move |row: usize| match values {
        Values::Boolean(bits) => hash_bytes(&[u8::from(crate::bitmap::get(bits, row))]),
        Values::Int64(values) | Values::Timestamp(values) => hash_bytes(&values[row].to_le_bytes()),
        // −0 and 0 are one value.
        Values::Float64(values) => hash_bytes(&(values[row] + 0.0).to_bits().to_le_bytes()),
        Values::Money(money) => {
            let mut bytes = money.minor[row].to_le_bytes().to_vec();
            bytes.extend_from_slice(money.currency.get(row).as_bytes());
            hash_bytes(&bytes)
        }
        Values::Text(_) | Values::Category(_) | Values::Binary(_) => 0,
    })
}

fn unfit(column: &Column, expected: &str) -> Error {
    let error = Error::new("column-kind").with("column", column.name.as_str());
    error.with("expected", expected).with("found", column.kind().name())
}
