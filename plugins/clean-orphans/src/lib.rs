//! Cases without an order: kept, flagged, and marked in a column so that rates can leave them out.

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Column, Context, Params, Result, Table, Values, bitmap};

/// Marks rows whose order is not in the data.
#[derive(Debug)]
pub struct Orphans;

/// The order's own number: null where no order was found.
const FOUND: &str = "order.order_id";
const NAMED: &str = "order_id";
const ORPHAN: &str = "is_orphan";

impl Cleaner for Orphans {
    fn plan(_: &Params, table: &Table) -> Result<Vec<String>> {
        // Without orders nobody knows who is an orphan.
        let columns = if table.has(FOUND) { vec![FOUND, NAMED] } else { Vec::new() };
        Ok(columns.into_iter().filter(|name| table.has(name)).map(str::to_owned).collect())
    }

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let (found, named) = (batch.column(FOUND), batch.column(NAMED));
        let mut orphans = bitmap::filled(rows, false);
        for row in (0..rows).filter(|row| !found.is_some_and(|column| column.is_valid(*row))) {
            bitmap::set(&mut orphans, row, true);
            let number = named.and_then(|column| column.text_at(row)).unwrap_or_default();
            let code = if number.trim().is_empty() { "order-unnamed" } else { "order-missing" };
            out.note(row, NAMED, Action::Flag, code, number);
        }
        out.set(Column { name: ORPHAN.to_owned(), values: Values::Boolean(orphans), validity: None });
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Orphans);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_panics(numbers in proptest::collection::vec(any::<Option<String>>(), 0..5), found: u8) {
            let number = |row: usize| numbers[row].as_deref().filter(|_| found >> row & 1 == 1);
            let columns = vec![
                Column::text(FOUND, (0..numbers.len()).map(number)),
                Column::text(NAMED, numbers.iter().map(Option::as_deref)),
            ];
            let batch = Batch { rows: numbers.len() as u32, columns };
            prop_assert!(Orphans.clean(&batch, &mut Cleaned::default()).is_ok());
        }
    }
}
