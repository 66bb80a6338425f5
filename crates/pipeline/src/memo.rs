//! What several KPIs ask of the same clean tables: coded dimensions, intervals, cells, conditions, linked columns. Each is
//! computed once, when it is first asked for; the tables do not change while a memo stands.

use std::fmt;
use std::hash::Hash;

use aftersight_contract::Column;
use elsa::sync::FrozenMap;
use stable_deref_trait::StableDeref;

use crate::cells::Cells;
use crate::dims::Coded;
use crate::time::Grain;

/// A table and something of it.
type Of = (String, String);

/// A table, its time column, a grain.
type TimeKey = (String, String, Grain);

/// The cut of a table: its name, dimensions, time column, grain.
pub(crate) type CutKey = (String, Vec<String>, Option<String>, Grain);

/// The memo of one prepared run.
#[derive(Default)]
pub(crate) struct Memo {
    coded: FrozenMap<Of, Box<Coded>>,
    columns: FrozenMap<Of, Vec<Column>>,
    filters: FrozenMap<Of, Vec<Vec<u8>>>,
    intervals: FrozenMap<TimeKey, Vec<Vec<i32>>>,
    cells: FrozenMap<CutKey, Box<Cells>>,
}

impl Memo {
    /// A dimension of a table.
    pub(crate) fn coded<E>(
        &self,
        table: &str,
        column: &str,
        make: impl FnOnce() -> Result<Coded, E>,
    ) -> Result<&Coded, E> {
        remember(&self.coded, (table.to_owned(), column.to_owned()), || make().map(Box::new))
    }

    /// A column that a link brings, part by part.
    pub(crate) fn columns<E>(
        &self,
        table: &str,
        column: &str,
        make: impl FnOnce() -> Result<Vec<Column>, E>,
    ) -> Result<&[Column], E> {
        remember(&self.columns, (table.to_owned(), column.to_owned()), make)
    }

    /// The rows for which a condition is true: a bitmap per part.
    pub(crate) fn filter<E>(
        &self,
        table: &str,
        condition: &str,
        make: impl FnOnce() -> Result<Vec<Vec<u8>>, E>,
    ) -> Result<&[Vec<u8>], E> {
        remember(&self.filters, (table.to_owned(), condition.to_owned()), make)
    }

    /// The interval of each row by a time column, part by part.
    pub(crate) fn intervals(
        &self,
        table: &str,
        column: &str,
        grain: Grain,
        make: impl FnOnce() -> Vec<Vec<i32>>,
    ) -> &[Vec<i32>] {
        let made = remember(&self.intervals, (table.to_owned(), column.to_owned(), grain), || Ok::<_, Never>(make()));
        made.unwrap_or_else(|never| match never {})
    }

    /// The cells of a cut.
    pub(crate) fn cells(&self, key: CutKey, make: impl FnOnce() -> Cells) -> &Cells {
        let made = remember(&self.cells, key, || Ok::<_, Never>(Box::new(make())));
        made.unwrap_or_else(|never| match never {})
    }
}

/// No error.
enum Never {}

fn remember<K: Eq + Hash, V: StableDeref, E>(
    known: &FrozenMap<K, V>,
    key: K,
    make: impl FnOnce() -> Result<V, E>,
) -> Result<&V::Target, E> {
    match known.get(&key) {
        Some(found) => Ok(found),
        None => Ok(known.insert(key, make()?)),
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}
