//! The result of an expression.

use super::bits::clean;
use super::lane::{Data, Items, Lane, Texts, Valid};
use aftersight_contract::{Blob, Categories, Column, Kind, Money, Text, Values, bitmap};
use std::borrow::Cow;

/// The values of an expression over the rows of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Vector {
    /// The values; those of null rows are not read.
    pub values: Values,
    /// A bitmap, 1 = present. None: every row is present.
    pub validity: Option<Vec<u8>>,
}

impl Vector {
    /// As a column of that name.
    #[must_use]
    pub fn into_column(self, name: impl Into<String>) -> Column {
        Column { name: name.into(), values: self.values, validity: self.validity }
    }
}

/// Turns a lane into values of the kind that the check found.
#[inline(never)]
pub(super) fn vector(lane: Lane<'_>, kind: Kind, rows: usize) -> Vector {
    let validity = match lane.valid {
        Valid::All => None,
        Valid::Nothing => Some(bitmap::filled(rows, false)),
        Valid::Bits(bits) => Some(clean(bits.into_owned(), rows)),
    };
    let validity = validity.filter(|bits| bitmap::count(bits, rows) < rows);
    Vector { values: values(lane.data, kind, rows), validity }
}

fn values(data: Data<'_>, kind: Kind, rows: usize) -> Values {
    match (kind, data) {
        (Kind::Boolean, Data::Boolean(bits)) => Values::Boolean(clean(bits.into_owned(), rows)),
        (Kind::Boolean, _) => Values::Boolean(bitmap::filled(rows, false)),
        (Kind::Int64, Data::Int64(items)) => Values::Int64(items.into_vec(rows)),
        (Kind::Int64, _) => Values::Int64(vec![0; rows]),
        (Kind::Float64, Data::Float64(items)) => Values::Float64(items.into_vec(rows)),
        (Kind::Float64, data) => Values::Float64(data.floats().unwrap_or(Items::One(0.0)).into_vec(rows)),
        (Kind::Timestamp, Data::Timestamp(items)) => Values::Timestamp(items.into_vec(rows)),
        (Kind::Timestamp, _) => Values::Timestamp(vec![0; rows]),
        (Kind::Money, Data::Money(items, currency)) => {
            Values::Money(Money { minor: items.into_vec(rows), currency: currency.into_owned() })
        }
        (Kind::Money, _) => Values::Money(Money { minor: vec![0; rows], currency: Categories::constant("", rows) }),
        (Kind::Text, Data::Text(texts)) => Values::Text(plain(texts, rows)),
        (Kind::Text, _) => Values::Text(plain(Texts::One(Cow::Borrowed("")), rows)),
        (Kind::Category, Data::Text(Texts::Coded(categories))) => Values::Category(categories.into_owned()),
        (Kind::Category, _) => Values::Category(Categories::constant("", rows)),
        (Kind::Binary, Data::Binary(blob)) => Values::Binary(blob.clone()),
        (Kind::Binary, _) => Values::Binary(Blob { offsets: vec![0; rows + 1], bytes: Vec::new() }),
    }
}

fn plain(texts: Texts<'_>, rows: usize) -> Text {
    match texts {
        Texts::Plain(text) => text.into_owned(),
        other => {
            let mut out = Text::with_capacity(rows, 0);
            (0..rows).for_each(|row| out.push(other.text_at(row)));
            out
        }
    }
}
