//! What ends a step before it has a result.

use aftersight_contract::{Derived, Input};

use crate::config::Given;
use crate::engine::Failure;
use crate::error::RunError;
use crate::link;
use crate::table::Tables;

/// The user's mistake ends the run; the plugin's failure ends its step alone.
#[derive(Debug)]
pub(crate) enum Stop {
    User(RunError),
    Plugin(Failure),
}

impl From<RunError> for Stop {
    fn from(error: RunError) -> Self {
        Self::User(error)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Plugin(failure)
    }
}

impl Stop {
    /// A plan that cannot be carried out is the failure of the plugin that made it.
    pub(crate) fn plan(error: RunError) -> Self {
        Self::Plugin(Failure::Plan(error.0))
    }

    /// A condition that the user gave as a parameter stands in the plan, too: where that is what is wrong, the mistake is
    /// the user's.
    pub(crate) fn blame(self, tables: &Tables, inputs: &[Input], given: &Given) -> Self {
        let Self::Plugin(Failure::Plan(words)) = self else { return self };
        for (name, text) in given.iter().filter_map(|(name, value)| Some((name, value.as_str()?.trim()))) {
            for (table, condition) in inputs.iter().flat_map(conditions) {
                let Some(table) = tables.get(table).filter(|_| !text.is_empty() && condition.contains(text)) else {
                    continue;
                };
                if let Err(error) = link::parse(text, &tables.schema_of(table).fields) {
                    let RunError(words) = error;
                    return Self::User(RunError::new(
                        format!("参数“{name}”：{}", words.zh),
                        format!("parameter `{name}`: {}", words.en),
                    ));
                }
            }
        }
        Self::Plugin(Failure::Plan(words))
    }
}

/// The conditions of a plan, each with the table that it is about.
fn conditions(input: &Input) -> impl Iterator<Item = (&str, &str)> {
    let lookups = input.derive.iter().filter_map(|derivation| match &derivation.kind {
        Derived::Previous(lookup, _) | Derived::Next(lookup, _) | Derived::Distinct(lookup, _) => Some(lookup),
        Derived::Exists(lookup) | Derived::Count(lookup) => Some(lookup),
        Derived::ServiceTime(..) | Derived::InService(_) => None,
    });
    let theirs = lookups.filter_map(|lookup| Some((lookup.table.as_str(), lookup.filter.as_deref()?)));
    input.filter.as_deref().map(|text| (input.table.as_str(), text)).into_iter().chain(theirs)
}
