//! The data model's tables and their common headers, out of `profiles/generic.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use aftersight_contract::manifest::Words;
use serde::Deserialize;

use crate::names;

/// The generic profile: it knows every table and belongs to no platform.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generic {
    /// `generic`.
    pub id: String,
    /// Raised by every change that reads a file in another way.
    pub version: String,
    /// What it is called.
    pub title: Words,
    /// What it is for.
    pub summary: Words,
    #[serde(rename = "table")]
    pub(crate) tables: BTreeMap<String, Table>,
}

/// A table of the data model as it is recognised.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    /// The column that numbers its rows.
    pub(crate) id: String,
    /// Sets of columns, one of which must be there.
    pub(crate) require: Vec<Vec<String>>,
    /// How many columns must be there.
    pub(crate) least: usize,
    /// Tables whose columns its exports carry along.
    #[serde(default)]
    pub(crate) borrow: Vec<String>,
    headers: BTreeMap<String, Vec<String>>,
    #[serde(skip)]
    index: Index,
}

/// Headers by what they have in common with their other spellings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Index {
    /// Header key → column and the alias's rank.
    keys: BTreeMap<String, (String, usize)>,
}

impl Index {
    /// `rank` 0 is the canonical name itself, or the first alias where the name is no header.
    pub(crate) fn add(&mut self, spelling: &str, column: &str, rank: usize) {
        self.keys.entry(names::key(&names::normalise(spelling))).or_insert_with(|| (column.to_owned(), rank));
    }

    /// The column of a normalised header, and how good the alias is: the smaller the better. A unit in brackets at the end
    /// of the header does not matter unless an alias has it too.
    pub(crate) fn find(&self, normalised: &str) -> Option<(&str, usize)> {
        let exact = self.keys.get(&names::key(normalised));
        let found = exact.or_else(|| self.keys.get(&names::key(names::without_unit(normalised)?)));
        found.map(|(column, rank)| (column.as_str(), *rank))
    }
}

impl Table {
    /// As [`Index::find`], among the table's own headers.
    pub(crate) fn find(&self, normalised: &str) -> Option<(&str, usize)> {
        self.index.find(normalised)
    }

    /// Has the data model such a column in this table?
    pub(crate) fn owns(&self, column: &str) -> bool {
        self.headers.contains_key(column)
    }

    /// The columns of this table.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.headers.keys().map(String::as_str)
    }
}

/// The generic profile.
pub fn generic() -> &'static Generic {
    static GENERIC: OnceLock<Generic> = OnceLock::new();
    GENERIC.get_or_init(|| {
        // The file is part of the crate and parsed by its tests: a mistake in it cannot reach a user.
        let mut generic: Generic = toml::from_str(FILE).unwrap_or_default();
        for table in generic.tables.values_mut() {
            for (column, aliases) in &table.headers {
                let spellings = std::iter::once(column).chain(aliases).enumerate();
                spellings.for_each(|(rank, spelling)| table.index.add(spelling, column, rank));
            }
        }
        generic
    })
}

const FILE: &str = include_str!("../profiles/generic.toml");

/// All tables by name.
pub(crate) fn all() -> &'static BTreeMap<String, Table> {
    &generic().tables
}

/// Is this header known in any table?
pub(crate) fn is_known(normalised: &str) -> bool {
    all().values().any(|table| table.find(normalised).is_some())
}

/// The tables that headers can be recognised as.
pub fn tables() -> impl Iterator<Item = &'static str> {
    all().keys().map(String::as_str)
}

/// The columns of such a table with the headers that mean them, in the order of preference.
pub fn columns_of(table: &str) -> impl Iterator<Item = (&'static str, &'static [String])> {
    all()
        .get(table)
        .into_iter()
        .flat_map(|table| table.headers.iter())
        .map(|(name, all)| (name.as_str(), all.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_sound() {
        let parsed: Result<Generic, _> = toml::from_str(FILE);
        assert!(parsed.is_ok(), "{parsed:?}");
        for (name, table) in all() {
            let known = |column: &String| assert!(table.owns(column), "{name} has no column {column}");
            known(&table.id);
            table.require.iter().flatten().for_each(known);
            assert!(table.borrow.iter().all(|other| all().contains_key(other)), "{name} borrows from an unknown table");
        }
    }

    #[test]
    fn no_header_means_two_columns_of_a_table() {
        for (name, table) in all() {
            let mut seen: BTreeMap<String, &str> = BTreeMap::new();
            for (column, aliases) in &table.headers {
                for spelling in std::iter::once(column).chain(aliases) {
                    let before = seen.insert(names::key(&names::normalise(spelling)), column);
                    assert!(
                        before.is_none_or(|before| before == column),
                        "{name}: {spelling} means {column} and {before:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn width_case_and_units_do_not_matter() {
        let orders = &all()["orders"];
        assert_eq!(orders.find("订单编号").map(|found| found.0), Some("order_id"));
        assert_eq!(orders.find("ORDER id").map(|found| found.0), Some("order_id"));
        assert_eq!(orders.find("买家应付货款(元)").map(|found| found.0), Some("payable_minor"));
        assert_eq!(orders.find("colour"), None);
    }
}
