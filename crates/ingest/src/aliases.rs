//! The data model's tables and their headers, out of `aliases.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::names;

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
    columns: BTreeMap<String, Vec<String>>,
    /// Header key → column and the alias's rank, 0 for the canonical name itself.
    #[serde(skip)]
    keys: BTreeMap<String, (String, usize)>,
}

impl Table {
    /// The column of a normalised header, and how good the alias is: the smaller the better.
    pub(crate) fn find(&self, normalised: &str) -> Option<(&str, usize)> {
        let exact = self.keys.get(&names::key(normalised));
        let found = exact.or_else(|| self.keys.get(&names::key(names::without_unit(normalised)?)));
        found.map(|(column, rank)| (column.as_str(), *rank))
    }

    /// Has the data model such a column in this table?
    pub(crate) fn owns(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }
}

/// All tables by name.
pub(crate) fn all() -> &'static BTreeMap<String, Table> {
    static TABLES: OnceLock<BTreeMap<String, Table>> = OnceLock::new();
    TABLES.get_or_init(|| {
        // The file is part of the crate and parsed by its tests: a mistake in it cannot reach a user.
        let mut tables: BTreeMap<String, Table> = toml::from_str(include_str!("../aliases.toml")).unwrap_or_default();
        for table in tables.values_mut() {
            for (column, aliases) in &table.columns {
                let spellings = std::iter::once(column).chain(aliases).enumerate();
                for (rank, spelling) in spellings {
                    let key = names::key(&names::normalise(spelling));
                    table.keys.entry(key).or_insert_with(|| (column.clone(), rank));
                }
            }
        }
        tables
    })
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
        .flat_map(|table| table.columns.iter())
        .map(|(name, all)| (name.as_str(), all.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_sound() {
        let parsed: Result<BTreeMap<String, Table>, _> = toml::from_str(include_str!("../aliases.toml"));
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
            for (column, aliases) in &table.columns {
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
