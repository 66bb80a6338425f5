//! Taking, joining and filling columns.

use std::collections::HashMap;

use aftersight_contract::{Blob, Categories, Column, Kind, Money, Text, Values, bitmap};

/// A row that is not there.
pub(crate) const NONE: u32 = aftersight_contract::NO_ROW;

/// The rows of the given numbers, in that order; [`NONE`] becomes null.
pub(crate) fn take(column: &Column, rows: &[u32]) -> Column {
    column.take(rows)
}

/// A column of nulls.
pub(crate) fn nulls(name: &str, kind: Kind, rows: usize) -> Column {
    let values = match kind {
        Kind::Boolean => Values::Boolean(bitmap::filled(rows, false)),
        Kind::Int64 => Values::Int64(vec![0; rows]),
        Kind::Float64 => Values::Float64(vec![0.0; rows]),
        Kind::Timestamp => Values::Timestamp(vec![0; rows]),
        Kind::Money => Values::Money(Money {
            minor: vec![0; rows],
            currency: Categories { codes: vec![0; rows], names: Text::default() },
        }),
        Kind::Text | Kind::Category => Values::Category(Categories { codes: vec![0; rows], names: Text::default() }),
        Kind::Binary => Values::Binary(Blob { offsets: vec![0; rows + 1], bytes: Vec::new() }),
    };
    Column { name: name.to_owned(), values, validity: Some(bitmap::filled(rows, false)) }
}

/// The columns one after the other: all of one kind, text and category counting as one. Text stays a category where all
/// parts are.
pub(crate) fn concat(name: &str, parts: &[(&Column, usize)]) -> Column {
    let rows = parts.iter().map(|(_, rows)| rows).sum();
    let validity = parts.iter().any(|(column, _)| column.validity.is_some()).then(|| {
        let mut bits = vec![0; bitmap::bytes(rows)];
        let mut at = 0;
        for (column, rows) in parts {
            for row in 0..*rows {
                if column.is_valid(row) {
                    bitmap::set(&mut bits, at + row, true);
                }
            }
            at += rows;
        }
        bits
    });
    let values = concat_values(parts, rows);
    Column { name: name.to_owned(), values, validity }
}

fn concat_values(parts: &[(&Column, usize)], rows: usize) -> Values {
    macro_rules! numbers {
        ($variant:ident) => {{
            let mut out = Vec::with_capacity(rows);
            for (column, _) in parts {
                if let Values::$variant(values) = &column.values {
                    out.extend_from_slice(values);
                }
            }
            Values::$variant(out)
        }};
    }
    match parts.first().map_or(Kind::Text, |(column, _)| column.kind()) {
        Kind::Int64 => numbers!(Int64),
        Kind::Float64 => numbers!(Float64),
        Kind::Timestamp => numbers!(Timestamp),
        Kind::Boolean => {
            let mut bits = vec![0; bitmap::bytes(rows)];
            let mut at = 0;
            for (column, rows) in parts {
                if let Values::Boolean(values) = &column.values {
                    (0..*rows)
                        .filter(|row| bitmap::get(values, *row))
                        .for_each(|row| bitmap::set(&mut bits, at + row, true));
                }
                at += rows;
            }
            Values::Boolean(bits)
        }
        Kind::Money => {
            let (mut minor, mut currency) = (Vec::with_capacity(rows), Joiner::default());
            for (column, _) in parts {
                if let Values::Money(money) = &column.values {
                    minor.extend_from_slice(&money.minor);
                    currency.add(&money.currency);
                }
            }
            Values::Money(Money { minor, currency: currency.out })
        }
        Kind::Text | Kind::Category if parts.iter().all(|(column, _)| column.kind() == Kind::Category) => {
            let mut joined = Joiner::default();
            for (column, _) in parts {
                if let Values::Category(categories) = &column.values {
                    joined.add(categories);
                }
            }
            Values::Category(joined.out)
        }
        Kind::Text | Kind::Category => {
            let mut out = Text::with_capacity(rows, 0);
            for (column, rows) in parts {
                (0..*rows).for_each(|row| out.push(column.text_at(row).unwrap_or_default()));
            }
            Values::Text(out)
        }
        Kind::Binary => {
            let mut out = Blob::default();
            for (column, rows) in parts {
                if let Values::Binary(blob) = &column.values {
                    for row in 0..*rows {
                        out.bytes.extend_from_slice(blob.get(row));
                        out.end_row();
                    }
                }
            }
            Values::Binary(out)
        }
    }
}

/// Joins dictionaries.
#[derive(Default)]
struct Joiner {
    out: Categories,
    numbers: HashMap<String, u32>,
}

impl Joiner {
    fn add(&mut self, part: &Categories) {
        let mut map = Vec::with_capacity(part.names.len());
        for name in part.names.iter() {
            let next = self.out.names.len() as u32;
            let number = *self.numbers.entry(name.to_owned()).or_insert_with(|| {
                self.out.names.push(name);
                next
            });
            map.push(number);
        }
        self.out.codes.extend(part.codes.iter().map(|code| map.get(*code as usize).copied().unwrap_or_default()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_keeps_nulls_and_makes_them() {
        let column = Column::text("t", [Some("甲"), None, Some("乙")]);
        let taken = take(&column, &[2, NONE, 1, 0]);
        let cells: Vec<_> = (0..4).map(|row| taken.text_at(row)).collect();
        assert_eq!(cells, [Some("乙"), None, None, Some("甲")]);
    }

    #[test]
    fn joined_dictionaries_share_their_names() {
        let category = |names: &[&str], codes: &[u32]| {
            Column::new("c", Values::Category(Categories { codes: codes.to_vec(), names: names.iter().collect() }))
        };
        let (left, right) = (category(&["a", "b"], &[1, 0]), category(&["b", "c"], &[1, 0, 0]));
        let joined = concat("c", &[(&left, 2), (&right, 3)]);
        let cells: Vec<_> = (0..5).map(|row| joined.text_at(row).unwrap_or_default().to_owned()).collect();
        assert_eq!(cells, ["b", "a", "c", "b", "b"]);
        let text = Column::text("c", [Some("x"), None]);
        let mixed = concat("c", &[(&left, 2), (&text, 2)]);
        assert_eq!((mixed.kind(), mixed.text_at(2), mixed.text_at(3)), (Kind::Text, Some("x"), None));
    }
}
