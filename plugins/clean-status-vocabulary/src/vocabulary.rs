//! Which word means which code in which column.

use std::collections::{BTreeMap, BTreeSet};

use aftersight_sdk::vocabulary::{Fold, entries, is_blank};
use aftersight_sdk::{Error, Result};

/// The data file.
const FILE: &str = include_str!("../vocabulary.toml");

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading<'a> {
    /// Nothing, or a placeholder for nothing.
    Nothing,
    /// A code of the column.
    Code(&'a str),
    /// A word that nobody has taught.
    Unknown,
}

/// The vocabularies of all columns.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    fold: Fold,
    nothing: BTreeSet<String>,
    columns: Vec<Words>,
}

/// The vocabulary of one column, or of several that share it.
#[derive(Debug, Default)]
struct Words {
    /// `table.column`.
    places: Vec<&'static str>,
    /// Those of them where an unknown word sets the row aside.
    strict: Vec<&'static str>,
    codes: Vec<String>,
    /// Folded word → index of its code.
    known: BTreeMap<String, usize>,
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
        let mut columns: Vec<Words> = Vec::new();
        for entry in entries.iter().filter(|entry| entry.number > 0) {
            if columns.len() < entry.number {
                columns.push(Words::default());
            }
            let words = &mut columns[entry.number - 1];
            match entry.key.strip_prefix("words.") {
                Some(code) => words.learn(code, entry.texts.iter().map(|word| fold.key(word)), &fold),
                None if entry.key == "in" => words.places.clone_from(&entry.texts),
                None => words.strict.clone_from(&entry.texts),
            }
        }
        Self { fold, nothing, columns }
    }

    fn teach(&mut self, entry: &str) -> Result<()> {
        let refuse = |code: &str| Error::new(code).with("entry", entry);
        let (place, rest) = entry.split_once([':', '：']).ok_or_else(|| refuse("extra-malformed"))?;
        let (word, code) = rest.rsplit_once(['=', '＝']).ok_or_else(|| refuse("extra-malformed"))?;
        let (place, word, code) = (place.trim(), self.fold.key(word), code.trim());
        if word.is_empty() || code.is_empty() {
            return Err(refuse("extra-malformed"));
        }
        let Some(index) = self.columns.iter().position(|words| words.places.contains(&place)) else {
            let places: Vec<_> = self.columns.iter().flat_map(|words| &words.places).copied().collect();
            return Err(refuse("extra-column").with("columns", places.join(", ")));
        };
        let words = &mut self.columns[index];
        // KPIs count the codes of a status: a new one would be counted nowhere.
        if words.strict.contains(&place) && !words.codes.iter().any(|known| known == code) {
            return Err(refuse("extra-code").with("codes", words.codes.join(", ")));
        }
        words.learn(code, [word], &self.fold);
        Ok(())
    }

    /// The columns that a table's vocabulary covers.
    pub(crate) fn columns(&self, table: &str) -> impl Iterator<Item = &'static str> {
        let places = self.columns.iter().flat_map(|words| words.places.iter().copied());
        places.filter_map(move |place| place.split_once('.').filter(|(owner, _)| *owner == table).map(|(_, name)| name))
    }

    /// A column of a table.
    pub(crate) fn place(&self, table: &str, column: &str) -> Option<Place<'_>> {
        self.columns.iter().find_map(|words| {
            let place = words.places.iter().find(|place| place.split_once('.') == Some((table, column)))?;
            Some(Place { vocabulary: self, words, strict: words.strict.contains(place) })
        })
    }
}

impl Words {
    /// The last teacher of a word is right: the parameter comes after the file.
    fn learn(&mut self, code: &str, words: impl IntoIterator<Item = String>, fold: &Fold) {
        let index = self.codes.iter().position(|known| known == code).unwrap_or_else(|| {
            self.codes.push(code.to_owned());
            self.codes.len() - 1
        });
        self.known.entry(fold.key(code)).or_insert(index);
        for word in words {
            self.known.insert(word, index);
        }
    }
}

impl<'a> Place<'a> {
    /// What a cell says.
    pub(crate) fn read(self, text: &str) -> Reading<'a> {
        let key = self.vocabulary.fold.key(text);
        match self.words.known.get(&key) {
            Some(index) => Reading::Code(&self.words.codes[*index]),
            None if self.vocabulary.nothing.contains(&key) || is_blank(text) => Reading::Nothing,
            None => Reading::Unknown,
        }
    }
}

#[cfg(test)]
mod tests;
