//! A profile's headers, ready to be looked up.

use std::collections::{BTreeMap, BTreeSet};

use super::Profile;
use crate::aliases::Index;
use crate::names;

/// The headers of a profile by their keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    tables: BTreeMap<String, Index>,
    aside: BTreeMap<String, BTreeSet<String>>,
    signature: BTreeSet<String>,
    /// Those that are named for another reason: they are no strangers.
    others: BTreeSet<String>,
}

pub(super) fn key(header: &str) -> String {
    names::key(&names::normalise(header))
}

impl Known {
    pub(super) fn new(profile: &Profile) -> Self {
        let mut known =
            Self { signature: profile.signature.iter().map(|header| key(header)).collect(), ..Self::default() };
        for table in &profile.tables {
            let index = known.tables.entry(table.name.clone()).or_default();
            for (column, aliases) in &table.headers {
                aliases.iter().enumerate().for_each(|(rank, alias)| index.add(alias, column, rank));
            }
            known.aside.insert(table.name.clone(), table.aside.iter().map(|header| key(header)).collect());
            known.others.extend(table.join.values().flatten().map(|header| key(header)));
        }
        known
    }

    pub(super) fn find(&self, table: &str, normalised: &str) -> Option<(&str, usize)> {
        self.tables.get(table)?.find(normalised)
    }

    pub(super) fn is_aside(&self, table: &str, normalised: &str) -> bool {
        self.aside.get(table).is_some_and(|aside| aside.contains(&names::key(normalised)))
    }

    pub(super) fn knows(&self, normalised: &str) -> bool {
        let key = names::key(normalised);
        self.tables.values().any(|index| index.find(normalised).is_some())
            || self.aside.values().any(|aside| aside.contains(&key))
            || self.others.contains(&key)
            || self.signature.contains(&key)
    }

    pub(super) fn signs(&self, headers: &[String]) -> (usize, usize) {
        let present: BTreeSet<String> = headers.iter().map(|header| names::key(header)).collect();
        (self.signature.len(), self.signature.intersection(&present).count())
    }
}
