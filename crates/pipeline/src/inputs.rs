//! Whether what a plan asks for is there.

use std::collections::BTreeSet;

use aftersight_contract::{Breach, Derived, Input, Malformed, Place, Window};
use aftersight_expr::Expr;

use crate::config::Given;
use crate::engine::Failure;
use crate::names::NAMES;
use crate::role::is_span;
use crate::table::Tables;

/// A role that stands twice in a plan would be counted twice.
pub(crate) fn distinct_roles(inputs: Vec<Input>) -> Result<Vec<Input>, Failure> {
    let twice =
        inputs.iter().enumerate().find(|(index, input)| inputs[..*index].iter().any(|other| other.role == input.role));
    match twice {
        None => Ok(inputs),
        Some((_, input)) => {
            Err(Failure::Malformed(Malformed { place: Place::Role(input.role.clone()), what: Breach::Twice }))
        }
    }
}

/// Tables and columns that a plan reads and that are not there; `dimensions` are those that always cut the KPI. What only
/// conditions read counts where the data model has such a column and, of a step that the user named, where he did not write the
/// condition himself: otherwise the condition's own error says more.
pub(crate) fn missing(tables: &Tables, inputs: &[Input], dimensions: &[String], named: Option<&Given>) -> Vec<String> {
    let given: Vec<&str> = named.into_iter().flatten().filter_map(|(_, value)| value.as_str()).collect();
    let told = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or(name);
        let known = NAMES.iter().any(|(column, ..)| *column == last);
        !known || given.iter().any(|text| text.contains(name))
    };
    let mut missing = BTreeSet::new();
    for input in inputs {
        let planned: BTreeSet<(&str, String)> = listed(reads(input, false));
        for (table, name) in listed(reads(input, true)) {
            let Some(found) = tables.get(table) else {
                missing.insert(table.to_owned());
                continue;
            };
            let counts = named.is_none() || planned.contains(&(table, name.clone())) || !told(&name);
            if counts && !name.is_empty() && tables.resolve(found, &name).is_none() {
                missing.insert(format!("{table}.{name}"));
            }
        }
    }
    for input in inputs {
        let Some(found) = tables.get(&input.table) else { continue };
        let cuts = dimensions.iter().filter(|name| !input.without.contains(name));
        let lost = cuts.filter(|name| tables.resolve(found, name).is_none());
        missing.extend(lost.map(|name| format!("{}.{name}", input.table)));
    }
    missing.into_iter().collect()
}

/// Columns that a plan reads and that are null because the rule that cleans them failed.
pub(crate) fn nulled(tables: &Tables, inputs: &[Input]) -> Vec<String> {
    let mut nulled = BTreeSet::new();
    for (table, names) in inputs.iter().flat_map(|input| reads(input, true)) {
        let Some(found) = tables.get(table) else { continue };
        let lost =
            |name: &&String| tables.resolve(found, name).is_some_and(|resolved| tables.is_nulled(found, &resolved));
        nulled.extend(names.iter().filter(lost).map(|name| format!("{table}.{name}")));
    }
    nulled.into_iter().collect()
}

/// Tables with each of their columns; a table of which no column is read stands with an empty name.
fn listed(reads: Vec<(&str, Vec<String>)>) -> BTreeSet<(&str, String)> {
    let one = |(table, names): (_, Vec<String>)| {
        let names = if names.is_empty() { vec![String::new()] } else { names };
        names.into_iter().map(move |name| (table, name))
    };
    reads.into_iter().flat_map(one).collect()
}

/// The tables of a role and of its look-ups, with the columns read of each; `conditions` adds those that conditions name.
fn reads(input: &Input, conditions: bool) -> Vec<(&str, Vec<String>)> {
    let condition = |text: &Option<String>| if conditions { self::condition(text.as_deref()) } else { Vec::new() };
    let (begin, end) = match &input.window {
        Window::Span { begin, end } => (Some(begin), Some(end)),
        _ => (None, None),
    };
    let planned = input.columns.iter().filter(|name| !(is_span(input) && *name == "interval_end"));
    let own = planned.chain(&input.time).chain(begin).chain(end).cloned().chain(condition(&input.filter));
    let derived = |name: &String| input.derive.iter().any(|derivation| derivation.name == *name);
    let mut own: Vec<String> = own.filter(|name| !derived(name)).collect();
    let mut theirs = Vec::new();
    for derivation in &input.derive {
        let (lookup, taken) = match &derivation.kind {
            Derived::Previous(lookup, taken) | Derived::Next(lookup, taken) | Derived::Distinct(lookup, taken) => {
                (lookup, Some(taken))
            }
            Derived::Exists(lookup) | Derived::Count(lookup) => (lookup, None),
            Derived::ServiceTime(begin, end) => {
                own.extend([begin.clone(), end.clone()]);
                continue;
            }
            Derived::InService(at) => {
                own.push(at.clone());
                continue;
            }
        };
        let pairs = lookup.key.iter().chain(&lookup.anchor);
        own.extend(pairs.clone().map(|(own, _)| own.clone()));
        let columns = pairs.map(|(_, theirs)| theirs).chain(taken).cloned().chain(condition(&lookup.filter));
        theirs.push((lookup.table.as_str(), columns.collect()));
    }
    theirs.insert(0, (input.table.as_str(), own));
    theirs
}

/// The columns of a condition; none where it cannot be read.
fn condition(text: Option<&str>) -> Vec<String> {
    let expr = text.and_then(|text| Expr::parse(text).ok());
    expr.map(|expr| expr.columns().into_iter().map(str::to_owned).collect()).unwrap_or_default()
}
