//! What cleaning did, cell by cell and row by row. Counts add up whatever the chunks were.

use std::collections::BTreeMap;

use aftersight_contract::{Action, Batch, Column, Kind, Values, bitmap, currency};

use crate::results::Example;

/// How many examples are kept per rule, column and reason.
pub(crate) const EXAMPLES: usize = 3;

/// Rule, column, action, code.
pub(crate) type Remark = (String, String, Action, String);

/// How often a remark was made, with the first few cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) cells: u64,
    pub(crate) examples: Vec<Example>,
}

/// The code under which cells are counted that became null because the rule that cleans them failed.
pub(crate) const FAILED: &str = "plugin-failed";

/// Marks of an accepted row.
pub(crate) const FIXED: u8 = 1;
/// Marks of an accepted row.
pub(crate) const FLAGGED: u8 = 2;

/// The account of one source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    pub(crate) rows: u64,
    pub(crate) quarantined: u64,
    pub(crate) excluded: u64,
    pub(crate) remarks: BTreeMap<Remark, Tally>,
}

impl Account {
    /// Adds the account of further rows; `number` gives an example's row in the source.
    pub(crate) fn append(&mut self, other: Self, number: impl Fn(u64) -> u64) {
        self.rows += other.rows;
        self.quarantined += other.quarantined;
        self.excluded += other.excluded;
        for (remark, tally) in other.remarks {
            let own = self.remarks.entry(remark).or_default();
            own.cells += tally.cells;
            let room = EXAMPLES.saturating_sub(own.examples.len());
            own.examples.extend(tally.examples.into_iter().take(room).map(|mut example| {
                example.row = number(example.row);
                example
            }));
        }
    }
}

/// A row that waits aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// Data row in the source, counted from 1.
    pub row: u64,
    /// The rule that refused it.
    pub rule: String,
    /// The column.
    pub column: String,
    /// The reason's code.
    pub code: String,
    /// The row as it came, masked.
    pub cells: Vec<Option<String>>,
}

/// The rows of one source that wait aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quarantine {
    /// The table.
    pub table: String,
    /// The input's name.
    pub source: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The columns of `cells`.
    pub columns: Vec<String>,
    /// The rows, in the order of the source.
    pub rows: Vec<QuarantinedRow>,
}

/// A cell as text, for examples and quarantine.
pub(crate) fn show(column: &Column, row: usize) -> Option<String> {
    if !column.is_valid(row) {
        return None;
    }
    Some(match &column.values {
        Values::Boolean(bits) => bitmap::get(bits, row).to_string(),
        Values::Int64(values) => values[row].to_string(),
        Values::Float64(values) => values[row].to_string(),
        Values::Timestamp(values) => {
            jiff::Timestamp::from_microsecond(values[row]).map_or_else(|_| values[row].to_string(), |at| at.to_string())
        }
        Values::Money(money) => currency::amount(money.minor[row], money.currency.get(row)),
        Values::Text(text) => text.get(row).to_owned(),
        Values::Category(categories) => categories.get(row).to_owned(),
        Values::Binary(_) => return None,
    })
}

/// Every cell of a row as text.
pub(crate) fn cells(batch: &Batch, row: usize) -> Vec<Option<String>> {
    batch.columns.iter().filter(|column| column.kind() != Kind::Binary).map(|column| show(column, row)).collect()
}

#[cfg(test)]
mod tests {
    use aftersight_contract::{Categories, Money, Text};

    use super::*;

    #[test]
    fn an_example_shows_an_amount_in_its_own_decimals() {
        let currency = Categories { codes: vec![0, 1], names: Text::from_iter(["JPY", "CNY"]) };
        let column = Column::new("paid_minor", Values::Money(Money { minor: vec![1_235, 1_235], currency }));
        assert_eq!(show(&column, 0).as_deref(), Some("1235 JPY"));
        assert_eq!(show(&column, 1).as_deref(), Some("12.35 CNY"));
    }
}
