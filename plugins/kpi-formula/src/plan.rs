//! From a formula's text to roles: one per table.

use aftersight_sdk::accumulate::Totals;
use aftersight_sdk::expr::{self, Formula};
use aftersight_sdk::{Error, Input, Params, Result, Tables};

/// The tables of the data model, and the columns that may be the time of their rows, best first.
const TABLES: [(&str, &[&str]); 8] = [
    ("orders", &["paid_at", "created_at"]),
    ("order_lines", &["paid_at", "order.paid_at", "created_at", "order.created_at"]),
    ("cases", &["created_at"]),
    ("case_events", &["at"]),
    ("shipments", &["picked_at", "order.paid_at"]),
    ("conversations", &["started_at"]),
    ("messages", &["at"]),
    ("feedback", &["responded_at", "sent_at"]),
];

/// What stands before the dot of a linked column.
const LINKS: [&str; 9] = ["order", "line", "case", "event", "shipment", "conversation", "message", "product", "agent"];

/// Reads the formula. Opening a KPI knows no tables, so planning must not ask them either what a prefix means: the usual
/// links are links, everything else is a table.
pub(crate) fn parse(params: &Params) -> Result<Formula> {
    let is_table = |name: &str| !LINKS.contains(&name);
    let formula =
        Formula::parse(params.text("formula")?, params.text("table")?, &is_table).map_err(|error| wrong(&error))?;
    match formula.aggregates().len() {
        count if count > Totals::MAX_SLOTS => {
            Err(Error::new("too-many").with("count", count as i64).with("limit", Totals::MAX_SLOTS as i64))
        }
        _ => Ok(formula),
    }
}

/// The roles.
pub(crate) fn plan(formula: &Formula, times: &[String], tables: Tables<'_>) -> Result<Vec<Input>> {
    let used = formula.tables();
    if let Some(stranger) = times.iter().find(|time| used.iter().all(|table| column_of(time, table).is_none())) {
        return Err(Error::new("time-unknown").with("time", stranger.as_str()).with("tables", used.join(", ")));
    }
    // A table of the data model that this run lacks is for the host to name; another name is a mistake to point at.
    let known = |name: &str| TABLES.iter().any(|(table, _)| *table == name);
    if let Some(absent) = used.iter().find(|table| tables.get(table).is_none() && known(table)) {
        return Ok(vec![Input::new(absent, absent)]);
    }
    formula.check(tables.0).map_err(|error| wrong(&error))?;
    let role = |table: &&str| {
        let mut columns: Vec<&str> = Vec::new();
        for aggregate in formula.aggregates().iter().filter(|aggregate| aggregate.table == **table) {
            let new: Vec<_> = aggregate.columns().into_iter().filter(|name| !columns.contains(name)).collect();
            columns.extend(new);
        }
        Input::new(table, table).time(time(table, times, tables)).columns(columns)
    };
    Ok(used.iter().map(role).collect())
}

/// The time column of a table: the user's, else the first of the usual ones that is there.
fn time<'a>(table: &str, times: &'a [String], tables: Tables<'_>) -> &'a str {
    let usual = TABLES.iter().find(|(name, _)| *name == table).map_or(&["created_at", "at"][..], |(_, usual)| *usual);
    let there = || usual.iter().copied().find(|name| tables.has(table, name));
    // Where none is there, the host names the first as missing.
    times.iter().find_map(|time| column_of(time, table)).or_else(there).unwrap_or(usual[0])
}

/// `cases.closed_at` names `closed_at` of `cases`.
fn column_of<'a>(time: &'a str, table: &str) -> Option<&'a str> {
    time.strip_prefix(table)?.strip_prefix('.')
}

/// Both sentences of the error point at the place and name what was probably meant.
fn wrong(error: &expr::Error) -> Error {
    let refusal = Error::new("formula-wrong").with("column", error.column as i64);
    let refusal = refusal.with("zh", error.chinese()).with("en", error.to_string());
    match error.suggestion() {
        Some(name) => refusal.with("suggestion", name),
        None => refusal,
    }
}
