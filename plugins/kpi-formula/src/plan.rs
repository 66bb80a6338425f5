//! From a formula's text to roles: one per table.

use aftersight_sdk::accumulate::Totals;
use aftersight_sdk::expr::{self, Aggregate, Formula};
use aftersight_sdk::{Derivation, Derived, Error, Input, Params, Result, Tables};

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

/// The most aggregates that keep kilobytes per group.
const MAX_LARGE: usize = 8;

/// What stands before the dot of a linked column.
const LINKS: [&str; 9] = ["order", "line", "case", "event", "shipment", "conversation", "message", "product", "agent"];

/// Reads the formula. Opening a KPI knows no tables, so planning must not ask them either what a prefix means: the usual
/// links are links, everything else is a table.
pub(crate) fn parse(params: &Params) -> Result<Formula> {
    let is_table = |name: &str| !LINKS.contains(&name);
    let formula =
        Formula::parse(params.text("formula")?, params.text("table")?, &is_table).map_err(|error| wrong(&error))?;
    let all = formula.aggregates();
    let large = all.iter().filter(|aggregate| Totals::is_large(aggregate.kind)).count();
    let refuse = |code: &str, count: usize, limit: usize| {
        Err(Error::new(code).with("count", count as i64).with("limit", limit as i64))
    };
    match (all.len(), large) {
        (count, _) if count > Totals::MAX_SLOTS => refuse("too-many", count, Totals::MAX_SLOTS),
        (_, count) if count > MAX_LARGE => refuse("too-many-large", count, MAX_LARGE),
        _ => Ok(formula),
    }
}

/// The role of each aggregate: its table, and once more for every further quantile or count of different values, because
/// the state of a role holds no two of them. It follows from the formula alone.
pub(crate) fn roles(formula: &Formula) -> Vec<String> {
    let all = formula.aggregates();
    let role = |(place, aggregate): (usize, &Aggregate)| {
        let like = |other: &&Aggregate| Totals::is_large(other.kind) && other.table == aggregate.table;
        match all[..place].iter().filter(like).count() {
            before if before > 0 && Totals::is_large(aggregate.kind) => format!("{}-{}", aggregate.table, before + 1),
            _ => aggregate.table.clone(),
        }
    };
    all.iter().enumerate().map(role).collect()
}

/// What to ask of the host for them.
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
    let mut inputs: Vec<Input> = Vec::new();
    for (aggregate, role) in formula.aggregates().iter().zip(roles(formula)) {
        let table = aggregate.table.as_str();
        let place = inputs.iter().position(|input| input.role == role).unwrap_or_else(|| {
            inputs.push(Input::new(&role, table).time(time(table, times, tables)));
            inputs.len() - 1
        });
        let input = &mut inputs[place];
        for name in aggregate.columns() {
            if !input.columns.iter().any(|known| known == name) {
                input.columns.push(name.to_owned());
            }
        }
        for (name, begin, end) in aggregate.services() {
            if !input.derive.iter().any(|known| known.name == name) {
                let kind = Derived::ServiceTime(begin.to_owned(), end.to_owned());
                input.derive.push(Derivation { name: name.to_owned(), kind });
            }
        }
    }
    Ok(inputs)
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
