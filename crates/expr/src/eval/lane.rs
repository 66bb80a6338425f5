//! A column on its way through an expression: borrowed or computed, or one value for all rows.

use aftersight_contract::{Blob, Categories, Column, Kind, Text, Values, bitmap};
use std::borrow::Cow;

/// Which rows are not null.
#[derive(Clone, Debug)]
pub(super) enum Valid<'a> {
    All,
    Nothing,
    /// A bitmap of exactly the bytes that the rows take.
    Bits(Cow<'a, [u8]>),
}

impl<'a> Valid<'a> {
    /// Rows that are not null in both.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, valid) | (valid, Self::All) => valid,
            (Self::Nothing, _) | (_, Self::Nothing) => Self::Nothing,
            (Self::Bits(left), Self::Bits(right)) => Self::Bits(Cow::Owned(super::bits::both(&left, &right))),
        }
    }

    /// As a bitmap.
    pub(super) fn bits(&self, rows: usize) -> Cow<'_, [u8]> {
        match self {
            Self::All => Cow::Owned(bitmap::filled(rows, true)),
            Self::Nothing => Cow::Owned(bitmap::filled(rows, false)),
            Self::Bits(bits) => Cow::Borrowed(bits),
        }
    }
}

/// One value for all rows, or one for each.
#[derive(Clone, Debug)]
pub(super) enum Items<'a, T: Copy> {
    One(T),
    Many(Cow<'a, [T]>),
}

impl<T: Copy> Items<'_, T> {
    pub(super) fn into_vec(self, rows: usize) -> Vec<T> {
        match self {
            Self::One(value) => vec![value; rows],
            Self::Many(values) => values.into_owned(),
        }
    }

    /// The value of a row.
    pub(super) fn at(&self, row: usize) -> T {
        match self {
            Self::One(value) => *value,
            Self::Many(values) => values[row],
        }
    }
}

impl Items<'_, i64> {
    /// The nearest floats.
    pub(super) fn floats(&self) -> Items<'static, f64> {
        match self {
            Self::One(value) => Items::One(*value as f64),
            Self::Many(values) => Items::Many(values.iter().map(|value| *value as f64).collect()),
        }
    }
}

/// Text in any encoding.
#[derive(Clone, Debug)]
pub(super) enum Texts<'a> {
    One(Cow<'a, str>),
    Plain(Cow<'a, Text>),
    Coded(Cow<'a, Categories>),
}

/// The values; those of null rows mean nothing, except that booleans are false there.
#[derive(Clone, Debug)]
pub(super) enum Data<'a> {
    /// Null, of no kind.
    Null,
    Boolean(Cow<'a, [u8]>),
    Int64(Items<'a, i64>),
    Float64(Items<'a, f64>),
    Timestamp(Items<'a, i64>),
    Money(Items<'a, i64>, Cow<'a, Categories>),
    Text(Texts<'a>),
    Binary(&'a Blob),
}

impl Data<'_> {
    /// What it holds; none for null of no kind.
    pub(super) fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::Null => return None,
            Self::Boolean(_) => Kind::Boolean,
            Self::Int64(_) => Kind::Int64,
            Self::Float64(_) => Kind::Float64,
            Self::Timestamp(_) => Kind::Timestamp,
            Self::Money(..) => Kind::Money,
            Self::Text(_) => Kind::Text,
            Self::Binary(_) => Kind::Binary,
        })
    }

    /// Whole numbers: int64, timestamps, minor units.
    pub(super) fn whole(&self) -> Option<&Items<'_, i64>> {
        match self {
            Self::Int64(items) | Self::Timestamp(items) | Self::Money(items, _) => Some(items),
            _ => None,
        }
    }

    /// Numbers as floats.
    pub(super) fn floats(&self) -> Option<Items<'_, f64>> {
        match self {
            Self::Float64(Items::One(value)) => Some(Items::One(*value)),
            Self::Float64(Items::Many(values)) => Some(Items::Many(Cow::Borrowed(values))),
            _ => self.whole().map(Items::floats),
        }
    }
}

/// Values and which of them are not null.
#[derive(Clone, Debug)]
pub(super) struct Lane<'a> {
    pub(super) data: Data<'a>,
    pub(super) valid: Valid<'a>,
}

impl<'a> Lane<'a> {
    pub(super) fn null() -> Self {
        Self { data: Data::Null, valid: Valid::Nothing }
    }

    /// Booleans: false where null.
    pub(super) fn flags(bits: Vec<u8>, valid: Valid<'a>, rows: usize) -> Self {
        let bits = match &valid {
            Valid::All => bits,
            Valid::Nothing => bitmap::filled(rows, false),
            Valid::Bits(present) => super::bits::both(&bits, present),
        };
        Self { data: Data::Boolean(Cow::Owned(bits)), valid }
    }

    /// Booleans, or nulls that stand where booleans are due.
    pub(super) fn into_flags(self, rows: usize) -> (Cow<'a, [u8]>, Valid<'a>) {
        match self.data {
            Data::Boolean(bits) => (bits, self.valid),
            _ => (Cow::Owned(bitmap::filled(rows, false)), Valid::Nothing),
        }
    }
}

/// A column as it is handed in, with the rows that were promised.
#[inline(never)]
pub(super) fn load(column: &Column, rows: usize) -> Lane<'_> {
    let valid = match &column.validity {
        None => Valid::All,
        Some(bits) => Valid::Bits(Cow::Borrowed(&bits[..bitmap::bytes(rows)])),
    };
    let data = match &column.values {
        Values::Boolean(bits) => {
            let bits = &bits[..bitmap::bytes(rows)];
            return match &valid {
                Valid::All => Lane { data: Data::Boolean(Cow::Borrowed(bits)), valid },
                _ => Lane::flags(bits.to_vec(), valid, rows),
            };
        }
        Values::Int64(values) => Data::Int64(Items::Many(Cow::Borrowed(values))),
        Values::Float64(values) => Data::Float64(Items::Many(Cow::Borrowed(values))),
        Values::Timestamp(values) => Data::Timestamp(Items::Many(Cow::Borrowed(values))),
        Values::Money(money) => Data::Money(Items::Many(Cow::Borrowed(&money.minor)), Cow::Borrowed(&money.currency)),
        Values::Text(text) => Data::Text(Texts::Plain(Cow::Borrowed(text))),
        Values::Category(categories) => Data::Text(Texts::Coded(Cow::Borrowed(categories))),
        Values::Binary(blob) => Data::Binary(blob),
    };
    Lane { data, valid }
}
