//! A profile's headers, ready to be looked up.

use std::collections::{BTreeMap, BTreeSet};

use super::Profile;
use crate::aliases::Index;
use crate::names;

/// A table by its name and part.
type Place = (String, String);

/// The headers of a profile by their keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    tables: BTreeMap<Place, Index>,
    aside: BTreeMap<Place, BTreeSet<String>>,
    kept: BTreeMap<Place, BTreeSet<String>>,
    signature: BTreeSet<String>,
    /// Those that are named for another reason: they are no strangers.
    others: BTreeSet<String>,
}

pub(super) fn key(header: &str) -> String {
    names::key(&names::normalise(header))
}

fn owned((name, part): (&str, &str)) -> Place {
    (name.to_owned(), part.to_owned())
}

impl Known {
    pub(super) fn new(profile: &Profile) -> Self {
        let mut known =
            Self { signature: profile.signature.iter().map(|header| key(header)).collect(), ..Self::default() };
        for table in &profile.tables {
            let place: Place = (table.name.clone(), table.part.clone());
            let keys = |headers: &[String]| headers.iter().map(|header| key(header)).collect();
            let index = known.tables.entry(place.clone()).or_default();
            for (column, aliases) in &table.headers {
                aliases.iter().enumerate().for_each(|(rank, alias)| index.add(alias, column, rank));
            }
            known.aside.insert(place.clone(), keys(&table.aside));
            known.kept.insert(place, keys(&table.keep));
            known.others.extend(table.joined().map(key));
        }
        known
    }

    pub(super) fn find(&self, table: (&str, &str), normalised: &str) -> Option<(&str, usize)> {
        self.tables.get(&owned(table))?.find(normalised)
    }

    pub(super) fn is_aside(&self, table: (&str, &str), normalised: &str) -> bool {
        self.aside.get(&owned(table)).is_some_and(|aside| aside.contains(&names::key(normalised)))
    }

    pub(super) fn is_kept(&self, table: (&str, &str), normalised: &str) -> bool {
        self.kept.get(&owned(table)).is_some_and(|kept| kept.contains(&names::key(normalised)))
    }

    pub(super) fn knows(&self, normalised: &str) -> bool {
        let key = names::key(normalised);
        self.tables.values().any(|index| index.find(normalised).is_some())
            || self.aside.values().chain(self.kept.values()).any(|headers| headers.contains(&key))
            || self.others.contains(&key)
            || self.signature.contains(&key)
    }

    pub(super) fn signs(&self, headers: &[String]) -> (usize, usize) {
        let present: BTreeSet<String> = headers.iter().map(|header| names::key(header)).collect();
        (self.signature.len(), self.signature.intersection(&present).count())
    }
}
