//! Words that mean codes, and columns translated by them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fold, is_blank};
use crate::{Categories, Cell, Cleaned, Column, Text, Values};

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading<'a> {
    /// Nothing, or a placeholder for nothing.
    Nothing,
    /// A code.
    Code(&'a str),
    /// A word that nobody has taught.
    Unknown,
}

/// Codes and their words.
#[derive(Clone, Debug, Default)]
pub struct Words {
    codes: Vec<String>,
    /// Folded word → index of its code.
    known: BTreeMap<String, usize>,
}

impl Words {
    /// The codes, in the order in which they were learnt.
    #[must_use]
    pub fn codes(&self) -> &[String] {
        &self.codes
    }

    /// Every folded word with its code, sorted by word.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known.iter().map(|(word, index)| (word.as_str(), self.codes[*index].as_str()))
    }

    /// Learns words of a code, and the code itself as one. The last teacher of a word is right: the parameter comes after the
    /// file.
    pub fn learn(&mut self, fold: &Fold, code: &str, words: &[&str]) {
        let index = self.codes.iter().position(|known| known == code).unwrap_or_else(|| {
            self.codes.push(code.to_owned());
            self.codes.len() - 1
        });
        self.known.entry(fold.key(code)).or_insert(index);
        for word in words {
            self.known.insert(fold.key(word), index);
        }
    }

    /// What a cell says; `nothing` holds the folded placeholders.
    #[must_use]
    pub fn read(&self, fold: &Fold, nothing: &BTreeSet<String>, text: &str) -> Reading<'_> {
        let key = fold.key(text);
        match self.known.get(&key) {
            Some(index) => Reading::Code(&self.codes[*index]),
            None if nothing.contains(&key) || is_blank(text) => Reading::Nothing,
            None => Reading::Unknown,
        }
    }
}

impl Cleaned {
    /// Replaces the words of a column by codes, asked once per distinct word. A translation is no repair: only strangers are
    /// noted, and become of what `stranger` says.
    pub fn translate<'a>(
        &mut self,
        column: &Column,
        rows: usize,
        read: impl Fn(&str) -> Reading<'a>,
        stranger: Cell<()>,
    ) {
        let mut codes: BTreeMap<String, u32> = BTreeMap::new();
        let mut names = Text::default();
        let mut number = |name: &str| {
            *codes.entry(name.to_owned()).or_insert_with(|| {
                names.push(name);
                names.len() as u32 - 1
            })
        };
        let mut seen: BTreeMap<String, Cell<u32>> = BTreeMap::new();
        let converted = self.convert(column, rows, |text| {
            if let Some(cell) = seen.get(text) {
                return *cell;
            }
            let cell = match read(text) {
                Reading::Nothing => Cell::Null,
                Reading::Code(code) => Cell::Value(number(code)),
                Reading::Unknown => stranger.map(|()| number(text)),
            };
            seen.insert(text.to_owned(), cell);
            cell
        });
        self.set(converted.column(&column.name, |codes| Values::Category(Categories { codes, names })));
    }
}
