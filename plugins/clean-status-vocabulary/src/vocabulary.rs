//! Which word means which code in which column.

use std::collections::BTreeSet;

use aftersight_sdk::vocabulary::{Fold, Reading, Words, entries};
use aftersight_sdk::{Error, Result};

/// The data file.
const FILE: &str = include_str!("../vocabulary.toml");

/// The vocabularies of all columns.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    fold: Fold,
    nothing: BTreeSet<String>,
    columns: Vec<Shared>,
}

/// The vocabulary of one column, or of several that share it.
#[derive(Debug, Default)]
struct Shared {
    /// `table.column`.
    places: Vec<&'static str>,
    /// Those of them where an unknown word sets the row aside.
    strict: Vec<&'static str>,
    words: Words,
}

/// A column as the vocabulary knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    vocabulary: &'a Vocabulary,
    words: &'a Words,
    /// An unknown word sets the row aside.
    pub(crate) strict: bool,
}

impl Vocabulary {
    /// The embedded one, extended by entries such as `cases.status: 我方已处理 = resolved`.
    ///
    /// # Errors
    /// `extra-malformed`, `extra-column`, `extra-code` for an entry that cannot be understood.
    pub(crate) fn with(extra: &[String]) -> Result<Self> {
        let mut vocabulary = Self::embedded();
        extra.iter().try_for_each(|entry| vocabulary.teach(entry))?;
        Ok(vocabulary)
    }

    fn embedded() -> Self {
        let entries = entries(FILE);
        let texts = |key: &str| {
            let entry = entries.iter().find(|entry| entry.number == 0 && entry.key == key);
            entry.map_or(&[][..], |entry| &entry.texts)
        };
        let fold = Fold::new(texts("traditional")).whole_numbers();
        let nothing = texts("nothing").iter().map(|word| fold.key(word)).collect();
        let mut columns: Vec<Shared> = Vec::new();
        for entry in entries.iter().filter(|entry| entry.number > 0) {
            if columns.len() < entry.number {
                columns.push(Shared::default());
            }
            let shared = &mut columns[entry.number - 1];
            match entry.key.strip_prefix("words.") {
                Some(code) => shared.words.learn(&fold, code, &entry.texts),
                None if entry.key == "in" => shared.places.clone_from(&entry.texts),
                None => shared.strict.clone_from(&entry.texts),
            }
        }
        Self { fold, nothing, columns }
    }

    fn teach(&mut self, entry: &str) -> Result<()> {
        let refuse = |code: &str| Error::new(code).with("entry", entry);
        let (place, rest) = entry.split_once([':', '：']).ok_or_else(|| refuse("extra-malformed"))?;
        let (word, code) = rest.rsplit_once(['=', '＝']).ok_or_else(|| refuse("extra-malformed"))?;
        let (place, code) = (place.trim(), code.trim());
        if self.fold.key(word).is_empty() || code.is_empty() {
            return Err(refuse("extra-malformed"));
        }
        let Some(index) = self.columns.iter().position(|shared| shared.places.contains(&place)) else {
            let places: Vec<_> = self.columns.iter().flat_map(|shared| &shared.places).copied().collect();
            return Err(refuse("extra-column").with("columns", places.join(", ")));
        };
        let shared = &mut self.columns[index];
        // KPIs count the codes of a status: a new one would be counted nowhere.
        if shared.strict.contains(&place) && !shared.words.codes().iter().any(|known| known == code) {
            return Err(refuse("extra-code").with("codes", shared.words.codes().join(", ")));
        }
        shared.words.learn(&self.fold, code, &[word]);
        Ok(())
    }

    /// The columns that a table's vocabulary covers.
    pub(crate) fn columns(&self, table: &str) -> impl Iterator<Item = &'static str> {
        let places = self.columns.iter().flat_map(|shared| shared.places.iter().copied());
        places.filter_map(move |place| place.split_once('.').filter(|(owner, _)| *owner == table).map(|(_, name)| name))
    }

    /// A column of a table.
    pub(crate) fn place(&self, table: &str, column: &str) -> Option<Place<'_>> {
        self.columns.iter().find_map(|shared| {
            let place = shared.places.iter().find(|place| place.split_once('.') == Some((table, column)))?;
            Some(Place { vocabulary: self, words: &shared.words, strict: shared.strict.contains(place) })
        })
    }
}

impl<'a> Place<'a> {
    /// What a cell says.
    pub(crate) fn read(self, text: &str) -> Reading<'a> {
        self.words.read(&self.vocabulary.fold, &self.vocabulary.nothing, text)
    }
}

#[cfg(test)]
mod tests;
