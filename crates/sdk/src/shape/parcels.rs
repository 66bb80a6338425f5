//! Parcels on their way to buyers.

use super::roles::{only, rows};
use crate::{Derived, Input, Lookup, Params, Result, Tables};

/// A role over the parcels to buyers by a time column, with the parameters of [`rows`]. Where a parcel is written again as it
/// moves, its latest row counts.
///
/// # Errors
/// As [`rows`].
pub fn parcels(params: &Params, tables: Tables<'_>, role: &str, time: &str) -> Result<Input> {
    let mut input = rows(params, role, "shipments", time)?;
    if tables.has("shipments", "direction") {
        input = only(input, "direction is null or direction <> 'return'");
    }
    if tables.has("shipments", "tracking_no") {
        let same = Lookup::on("shipments", &["tracking_no"]).anchor(time, time);
        input = only(input.derive("later", Derived::Next(same, "tracking_no".to_owned())), "later is null");
    }
    Ok(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Kind, Table};

    fn planned(columns: &[&str]) -> Input {
        let field = |name: &&str| Field { name: (*name).to_owned(), kind: Kind::Text };
        let table = Table { name: "shipments".to_owned(), fields: columns.iter().map(field).collect() };
        parcels(&Params::new(Vec::new()), Tables(&[table]), "whole", "promised_at").unwrap()
    }

    #[test]
    fn returns_are_no_parcels_to_buyers() {
        let input = planned(&["tracking_no", "direction", "promised_at"]);
        let filter = "((direction is null or direction <> 'return')) and (later is null)";
        assert_eq!(input.filter.as_deref(), Some(filter));
        let Derived::Next(lookup, column) = &input.derive[0].kind else { panic!() };
        assert_eq!((lookup.table.as_str(), column.as_str()), ("shipments", "tracking_no"));
        assert_eq!(planned(&["promised_at"]).filter, None);
    }
}
