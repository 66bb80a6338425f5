//! Whether what a plan asks for is there.

use std::collections::BTreeSet;

use aftersight_contract::{Derived, Input, Malformed, Window};
use aftersight_expr::Expr;

use crate::engine::Failure;
use crate::role::is_span;
use crate::table::Tables;

/// A role that stands twice in a plan would be counted twice.
pub(crate) fn distinct_roles(inputs: Vec<Input>) -> Result<Vec<Input>, Failure> {
    let twice =
        inputs.iter().enumerate().find(|(index, input)| inputs[..*index].iter().any(|other| other.role == input.role));
    match twice {
        None => Ok(inputs),
        Some((_, input)) => {
            Err(Failure::Malformed(Malformed { column: input.role.clone(), what: "the role stands twice in its plan" }))
        }
    }
}

/// Tables and columns that a plan names and that are not there. Of a KPI that nobody named, the columns of conditions count
/// too: for a named one, the condition's own error says more.
pub(crate) fn missing(tables: &Tables, inputs: &[Input], named: bool) -> Vec<String> {
    let mut missing = BTreeSet::new();
    for input in inputs {
        let derived: Vec<&str> = input.derive.iter().map(|derivation| derivation.name.as_str()).collect();
        let (begin, end) = match &input.window {
            Window::Span { begin, end } => (Some(begin.as_str()), Some(end.as_str())),
            _ => (None, None),
        };
        let planned =
            input.columns.iter().map(String::as_str).filter(|name| !(is_span(input) && *name == "interval_end"));
        let read = planned.chain(input.time.as_deref()).chain(begin).chain(end);
        let condition = if named { Vec::new() } else { condition(input.filter.as_deref()) };
        let own = read.chain(condition.iter().map(String::as_str)).filter(|name| !derived.contains(name));
        absent(tables, &input.table, own, &mut missing);
        for derivation in &input.derive {
            let (lookup, taken) = match &derivation.kind {
                Derived::Previous(lookup, taken) | Derived::Next(lookup, taken) | Derived::Distinct(lookup, taken) => {
                    (lookup, Some(taken))
                }
                Derived::Exists(lookup) | Derived::Count(lookup) => (lookup, None),
                Derived::ServiceTime(..) | Derived::InService(_) => continue,
            };
            let pairs = lookup.key.iter().chain(&lookup.anchor);
            absent(tables, &input.table, pairs.clone().map(|(own, _)| own.as_str()), &mut missing);
            let condition = if named { Vec::new() } else { self::condition(lookup.filter.as_deref()) };
            let theirs = pairs.map(|(_, theirs)| theirs.as_str()).chain(taken.map(String::as_str));
            absent(tables, &lookup.table, theirs.chain(condition.iter().map(String::as_str)), &mut missing);
        }
    }
    missing.into_iter().collect()
}

/// The columns of a condition; none where it cannot be read.
fn condition(text: Option<&str>) -> Vec<String> {
    let expr = text.and_then(|text| Expr::parse(text).ok());
    expr.map(|expr| expr.columns().into_iter().map(str::to_owned).collect()).unwrap_or_default()
}

fn absent<'a>(tables: &Tables, table: &str, names: impl Iterator<Item = &'a str>, missing: &mut BTreeSet<String>) {
    let Some(found) = tables.get(table) else {
        missing.insert(table.to_owned());
        return;
    };
    missing.extend(names.filter(|name| tables.resolve(found, name).is_none()).map(|name| format!("{table}.{name}")));
}
