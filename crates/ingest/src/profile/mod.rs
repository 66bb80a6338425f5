//! Profiles: what an export of one system looks like, as data.
//!
//! A profile is a TOML file (`profiles/README.md` describes it). Those in `profiles/` are built in; a user brings others. What
//! a profile says about values, such as a time zone or words of a vocabulary, is handed on: no value is converted here.

mod builtin;
mod check;
mod index;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use aftersight_contract::manifest::Words;
use serde::Deserialize;

pub use builtin::{GENERIC, builtin};
pub use check::ProfileError;
use index::Known;
pub(crate) use table::literal;
pub use table::{Carry, ProfileTable};

/// What exports of one system look like.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name: lower case, digits and `-`.
    pub id: String,
    /// Raised by every change that reads a file in another way.
    pub version: String,
    /// What it is called.
    pub title: Words,
    /// Where such a file comes from.
    pub summary: Words,
    /// Headers that tell such a file from others; how many of them are there makes most of the score.
    pub signature: Vec<String>,
    /// The encoding that the system writes. Files tell their own; this decides where a source names the profile and its file
    /// has too few characters to tell.
    #[serde(default)]
    pub encoding: Option<String>,
    /// IANA name of the time zone of times that name none.
    #[serde(default)]
    pub timezone: Option<String>,
    /// ISO 4217 code of amounts that name no currency.
    #[serde(default)]
    pub currency: Option<String>,
    /// The tables that such a file holds, the most important first: each of them is read from every row of it.
    #[serde(rename = "table")]
    pub tables: Vec<ProfileTable>,
    /// Parameters for cleaners, as in a pipeline file.
    #[serde(default, rename = "clean")]
    pub cleaners: Vec<ProfileCleaner>,
    #[serde(skip)]
    known: Known,
}

/// Parameters for a cleaner.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileCleaner {
    /// The cleaner.
    #[serde(rename = "use")]
    pub plugin: String,
    /// The table; default: all of the profile.
    #[serde(default)]
    pub table: Option<String>,
    /// Its parameters.
    pub params: BTreeMap<String, toml::Value>,
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// With the line and the cure.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let mut profile: Self = toml::from_str(text).map_err(ProfileError::Syntax)?;
        check::check(&profile, text)?;
        profile.known = Known::new(&profile);
        Ok(profile)
    }

    /// The column that a normalised header means in a table of it.
    pub(crate) fn find(&self, table: &ProfileTable, normalised: &str) -> Option<(&str, usize)> {
        self.known.find(table.place(), normalised)
    }

    /// Does it name this header, whatever for?
    pub(crate) fn knows(&self, normalised: &str) -> bool {
        self.known.knows(normalised)
    }

    /// How many headers tell its files from others, and how many of them are among `headers`.
    pub(crate) fn signs(&self, headers: &[String]) -> (usize, usize) {
        self.known.signs(headers)
    }

    /// Is the header a column of any of its tables?
    pub(crate) fn names(&self, normalised: &str) -> bool {
        self.tables.iter().any(|table| self.find(table, normalised).is_some())
    }

    /// Is the header a column of another of its tables, and not of this one?
    pub(crate) fn is_of_another(&self, table: &ProfileTable, normalised: &str) -> bool {
        self.find(table, normalised).is_none() && self.names(normalised)
    }

    /// Is a header that means no column of this table read into another one? One that no table has is kept by the table that
    /// asks for it, else by the first.
    pub(crate) fn gives_elsewhere(&self, table: &ProfileTable, normalised: &str) -> bool {
        let keeps = |table: &ProfileTable| self.known.is_kept(table.place(), normalised);
        let first = self.tables.first().is_some_and(|first| first.place() == table.place());
        !keeps(table) && (!first || self.is_of_another(table, normalised) || self.tables.iter().any(keeps))
    }

    /// Does the table leave this header to itself?
    pub(crate) fn is_aside(&self, table: &ProfileTable, normalised: &str) -> bool {
        self.known.is_aside(table.place(), normalised) || self.known.is_kept(table.place(), normalised)
    }
}

/// The profiles by which headers are recognised: the user's own, then those that are built in. An own one takes the place of a
/// built-in one with its id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profiles {
    own: Vec<Arc<Profile>>,
}

impl Profiles {
    /// Adds one of the user's.
    pub fn add(&mut self, profile: Profile) {
        self.own.retain(|known| known.id != profile.id);
        self.own.push(Arc::new(profile));
    }

    /// Is it one of the user's?
    #[must_use]
    pub fn is_own(&self, id: &str) -> bool {
        self.own.iter().any(|profile| profile.id == id)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Profile>> {
        self.own.iter().chain(builtin().iter().filter(|profile| !self.is_own(&profile.id)))
    }

    /// The one of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Profile>> {
        self.all().find(|profile| profile.id == id)
    }

    /// Is this header known to any of them?
    pub(crate) fn know(&self, normalised: &str) -> bool {
        self.all().any(|profile| profile.knows(normalised))
    }
}
