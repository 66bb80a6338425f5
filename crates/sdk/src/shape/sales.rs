//! What was sold and what was paid back: the sides of KPIs about refunds, returns and disputes.

use super::roles::{all_of, each_once, first_of, none_of, only, rows, windowed};
use crate::{Input, Params, Result, Tables};

/// The condition that money was paid back for a case: an amount above 0, and the status `refunded` or an end of the refund. A
/// column that the cases lack asks for nothing, but one of status and end must be there.
#[must_use]
pub fn refunded(tables: Tables<'_>) -> String {
    let known = |column: &&(&str, &'static str)| tables.has("cases", column.0);
    let ends = [("status", "status = 'refunded'"), ("refund_finished_at", "refund_finished_at is not null")];
    let found: Vec<_> = ends.iter().filter(known).map(|(_, condition)| *condition).collect();
    let ended = if found.is_empty() { ends[0].1.to_owned() } else { found.join(" or ") };
    let paid = [("refund_minor", "refund_minor > 0")];
    all_of(paid.iter().filter(known).map(|(_, condition)| (*condition).to_owned()).chain([ended]))
}

/// A role over the cases that were [`refunded`], by the end of the refund.
///
/// # Errors
/// As [`rows`].
pub fn refunds(params: &Params, tables: Tables<'_>, role: &str) -> Result<Input> {
    let time = first_of(tables, "cases", &["refund_finished_at", "closed_at", "created_at"]);
    Ok(only(rows(params, role, "cases", time)?, refunded(tables)))
}

/// The condition that a case is of some kind and stands: its status is none of the parameter `void_statuses`.
///
/// # Errors
/// `void_statuses` holds no texts.
pub fn standing(params: &Params, tables: Tables<'_>, kind: &str) -> Result<String> {
    let void = params.texts("void_statuses")?;
    let stands = (tables.has("cases", "status") && !void.is_empty()).then(|| none_of("status", void));
    Ok(all_of([kind.to_owned()].into_iter().chain(stands)))
}

/// A role over what was sold, with the parameters `window` and `lag` where the manifest declares them. `per` says what is
/// counted and by which time: `lines` paid or `delivered`, both of `order_lines`; orders `shipped`, `signed`, `completed`, or
/// else paid, each once. Where there is no time of payment, that of creation serves.
///
/// # Errors
/// As [`rows`].
pub fn sold(params: &Params, tables: Tables<'_>, role: &str, per: &str) -> Result<Input> {
    let (table, times): (_, &[&str]) = match per {
        "lines" => ("order_lines", &["paid_at", "order.paid_at", "created_at", "order.created_at"]),
        "delivered" => ("order_lines", &["order.signed_at", "order.completed_at", "signed_at", "completed_at"]),
        "shipped" => ("orders", &["shipped_at"]),
        "signed" => ("orders", &["signed_at", "shipment.signed_at", "completed_at"]),
        "completed" => ("orders", &["completed_at"]),
        _ => ("orders", &["paid_at", "created_at"]),
    };
    let time = first_of(tables, table, times);
    let input = windowed(params, Input::new(role, table).time(time))?;
    let repeats = table == "orders" && tables.has("orders", "order_id");
    Ok(if repeats { each_once(input, "order_id", time) } else { input })
}

/// A role over orders that have a number, each once, by the parameter `time`: to ask of each what became of it.
///
/// # Errors
/// The manifest lacks `time`.
pub fn orders(params: &Params, role: &str) -> Result<Input> {
    let time = params.text("time")?;
    let numbered = Input::new(role, "orders").time(time).filter("order_id is not null");
    Ok(each_once(windowed(params, numbered)?, "order_id", time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DAY, Derived, Field, Kind, Table, Value, Window};

    fn table(name: &str, columns: &[&str]) -> Table {
        let field = |name: &&str| Field { name: (*name).to_owned(), kind: Kind::Text };
        Table { name: name.to_owned(), fields: columns.iter().map(field).collect() }
    }

    fn refunded_with(columns: &[&str]) -> String {
        refunded(Tables(&[table("cases", columns)]))
    }

    #[test]
    fn a_refund_is_paid_and_over() {
        let all = refunded_with(&["status", "refund_finished_at", "refund_minor"]);
        assert_eq!(all, "(refund_minor > 0) and (status = 'refunded' or refund_finished_at is not null)");
        assert_eq!(refunded_with(&["refund_finished_at"]), "(refund_finished_at is not null)");
        assert_eq!(refunded_with(&[]), "(status = 'refunded')", "the host names what is missing");
    }

    #[test]
    fn orders_are_sold_once() {
        let params = Params::new(vec![("window".to_owned(), Value::Duration(30 * DAY))]);
        let tables = [table("orders", &["order_id", "paid_at"]), table("order_lines", &["order.paid_at"])];
        let sold = |per: &str| sold(&params, Tables(&tables), "whole", per).unwrap();
        let orders = sold("orders");
        assert_eq!((orders.time.as_deref(), &orders.window), (Some("paid_at"), &Window::TrailingDays(30)));
        assert_eq!(orders.filter.as_deref(), Some("(earlier is null)"));
        let Derived::Previous(lookup, _) = &orders.derive[0].kind else { panic!() };
        assert_eq!((lookup.table.as_str(), lookup.key[0].0.as_str()), ("orders", "order_id"));
        let lines = sold("lines");
        assert_eq!((lines.table.as_str(), lines.time.as_deref()), ("order_lines", Some("order.paid_at")));
        assert!(lines.derive.is_empty());
        assert_eq!(sold("signed").time.as_deref(), Some("signed_at"), "the host names what is missing");
    }

    #[test]
    fn void_cases_do_not_stand() {
        let params = Params::new(vec![("void_statuses".to_owned(), Value::Texts(vec!["won't".to_owned()]))]);
        let bare = standing(&params, Tables(&[table("cases", &[])]), "a = 'b'").unwrap();
        assert_eq!(bare, "(a = 'b')");
        let full = standing(&params, Tables(&[table("cases", &["status"])]), "a = 'b'").unwrap();
        assert_eq!(full, "(a = 'b') and (status is null or status not in ('won''t'))");
    }
}
