//! The customer of the order: rows of one order are one customer, whatever number each table knows them by.

use std::collections::BTreeMap;

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Column, Context, Kind, Params, Result, Table};

/// Gives rows the customer key of their order.
#[derive(Debug)]
pub struct CustomerOfOrder {
    replace: bool,
}

const OWN: &str = "customer_key";
const ORDERS: &str = "order.customer_key";

/// Whom the rows with one number lead to, by the orders that they name.
#[derive(Clone, Copy, Debug)]
enum Leads<'a> {
    One(&'a str),
    Several,
}

impl Cleaner for CustomerOfOrder {
    fn plan(_: &Params, table: &Table) -> Result<Vec<String>> {
        let text = |name: &str| table.kind(name).is_some_and(Kind::is_text);
        // Another kind of key would be somebody else's invention: it is left alone.
        if !text(ORDERS) || table.has(OWN) && !text(OWN) {
            return Ok(Vec::new());
        }
        Ok([OWN, ORDERS].into_iter().filter(|name| table.has(name)).map(str::to_owned).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { replace: params.boolean("replace")? })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let cells = |name: &str, row: usize| batch.column(name).and_then(|column| filled(column, row));
        let rows: Vec<_> = (0..batch.rows as usize).map(|row| (cells(OWN, row), cells(ORDERS, row))).collect();
        let customers = customers(&rows, self.replace);
        for (row, customer) in customers.iter().enumerate() {
            if let Customer::Doubtful(own) = customer {
                out.note(row, OWN, Action::Flag, "several", own);
            }
        }
        out.set(Column::text(OWN, customers.iter().map(Customer::key)));
        Ok(())
    }
}

aftersight_sdk::export!(cleaner CustomerOfOrder);

fn filled(column: &Column, row: usize) -> Option<&str> {
    column.text_at(row).filter(|text| !text.is_empty())
}

/// Whose a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Customer<'a> {
    Nobody,
    Known(&'a str),
    /// Its own number is that of several customers.
    Doubtful(&'a str),
}

impl<'a> Customer<'a> {
    fn key(&self) -> Option<&'a str> {
        match self {
            Self::Nobody => None,
            Self::Known(key) | Self::Doubtful(key) => Some(key),
        }
    }
}

/// The customers of rows, each with its own key and that of its order.
fn customers<'a>(rows: &[(Option<&'a str>, Option<&'a str>)], replace: bool) -> Vec<Customer<'a>> {
    let mut leads: BTreeMap<&str, Leads<'_>> = BTreeMap::new();
    for (own, theirs) in rows.iter().filter_map(|(own, theirs)| own.zip(*theirs)) {
        let known = leads.entry(own).or_insert(Leads::One(theirs));
        if !matches!(known, Leads::One(known) if *known == theirs) {
            *known = Leads::Several;
        }
    }
    let customer = |(own, theirs): &(Option<&'a str>, Option<&'a str>)| match (*own, *theirs) {
        (None, None) => Customer::Nobody,
        (None, Some(key)) => Customer::Known(key),
        (Some(own), _) if !replace => Customer::Known(own),
        (Some(_), Some(theirs)) => Customer::Known(theirs),
        (Some(own), None) => match leads.get(own) {
            None => Customer::Known(own),
            Some(Leads::One(theirs)) => Customer::Known(theirs),
            Some(Leads::Several) => Customer::Doubtful(own),
        },
    };
    rows.iter().map(customer).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_of_rows_does_not_matter(
            rows in proptest::collection::vec((proptest::option::of(0usize..4), proptest::option::of(0usize..3)), 0..24),
            by in 0usize..24,
        ) {
            const MEMBERS: [&str; 4] = ["m0", "m1", "m2", "m3"];
            const PHONES: [&str; 3] = ["p0", "p1", "p2"];
            let rows: Vec<_> = rows.iter().map(|row| (row.0.map(|n| MEMBERS[n]), row.1.map(|n| PHONES[n]))).collect();
            let mut turned = rows.clone();
            let mut expected = customers(&rows, true);
            for ((own, theirs), found) in rows.iter().zip(&expected) {
                // Rows of an order are its customer's, and whoever has a key keeps one.
                prop_assert!(theirs.is_none() || found.key() == *theirs);
                prop_assert_eq!(found.key().is_some(), own.is_some() || theirs.is_some());
            }
            let by = by.min(rows.len());
            turned.rotate_left(by);
            turned.reverse();
            expected.rotate_left(by);
            expected.reverse();
            prop_assert_eq!(customers(&turned, true), expected);
        }
    }
}
