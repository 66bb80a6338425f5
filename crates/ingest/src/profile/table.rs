//! A table in the files of a profile.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A table in such a file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileTable {
    /// A table of the data model.
    pub name: String,
    /// Tells it from the profile's other tables of that name: one row may hold several answers, each a row of `feedback`.
    #[serde(default)]
    pub part: String,
    /// Column → the headers that mean it, the best first. A header that none of the profile's tables has keeps its own name, in
    /// the first of them.
    pub headers: BTreeMap<String, Vec<String>>,
    /// Columns without which a file does not hold this table.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Column → text of every row, unless the file has the column.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// Headers that keep their own names, although the common headers know them as something else.
    #[serde(default)]
    pub aside: Vec<String>,
    /// Headers that keep their own names in this table rather than in the first.
    #[serde(default)]
    pub keep: Vec<String>,
    /// Column → headers whose cells, with a blank between, make its cells: a date and a time of day. What begins with `=` is
    /// no header but a text.
    #[serde(default)]
    pub join: BTreeMap<String, Vec<String>>,
    /// Column → the unit that its cells leave to the header, put behind bare numbers.
    #[serde(default)]
    pub units: BTreeMap<String, String>,
    /// Cells that stand in the first row of a group only.
    #[serde(default)]
    pub carry: Option<Carry>,
    /// Rows for which this is not true are excluded and counted.
    #[serde(default, rename = "where")]
    pub filter: Option<String>,
}

/// Which cells are taken from the row above.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carry {
    /// Rows belong together while this column stays the same.
    pub by: String,
    /// Columns whose empty cells take the cell of the row above.
    pub columns: Vec<String>,
}

/// What a part of a `join` that is no header begins with.
const LITERAL: char = '=';

impl ProfileTable {
    /// What tells it from all other tables of its profile.
    pub(crate) fn place(&self) -> (&str, &str) {
        (&self.name, &self.part)
    }

    /// The headers that its joins read.
    pub(crate) fn joined(&self) -> impl Iterator<Item = &str> {
        self.join.values().flatten().filter(|part| literal(part).is_none()).map(String::as_str)
    }
}

/// The text of a part of a `join` that is no header.
pub(crate) fn literal(part: &str) -> Option<&str> {
    part.strip_prefix(LITERAL)
}
