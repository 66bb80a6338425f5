//! Which word means which channel.

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
    /// A channel.
    Code(&'a str),
    /// A word that nobody has taught.
    Unknown,
}

/// Channels and their words.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    fold: Fold,
    nothing: BTreeSet<String>,
    codes: Vec<String>,
    /// Folded word → index of its code.
    known: BTreeMap<String, usize>,
}

impl Vocabulary {
    /// The embedded one, extended by entries such as `快闪店 = store`.
    ///
    /// # Errors
    /// `extra-malformed`, `extra-code` for an entry that cannot be understood.
    pub(crate) fn with(extra: &[String]) -> Result<Self> {
        let mut vocabulary = Self::embedded();
        for entry in extra {
            let refuse = |code: &str| Error::new(code).with("entry", entry.as_str());
            let (word, code) = entry.rsplit_once(['=', '＝']).ok_or_else(|| refuse("extra-malformed"))?;
            let (word, code) = (vocabulary.fold.key(word), code.trim());
            if word.is_empty() || code.is_empty() {
                return Err(refuse("extra-malformed"));
            }
            if !code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
                return Err(refuse("extra-code").with("codes", vocabulary.codes.join(", ")));
            }
            vocabulary.learn(code, [word]);
        }
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
        let mut out = Self { fold, nothing, codes: Vec::new(), known: BTreeMap::new() };
        let mut code = "";
        for entry in entries.iter().filter(|entry| entry.number > 0) {
            match entry.key {
                "code" => code = entry.texts.first().copied().unwrap_or_default(),
                _ => {
                    let words: Vec<_> = entry.texts.iter().map(|word| out.fold.key(word)).collect();
                    out.learn(code, words);
                }
            }
        }
        out
    }

    /// The last teacher of a word is right: the parameter comes after the file.
    fn learn(&mut self, code: &str, words: impl IntoIterator<Item = String>) {
        let index = self.codes.iter().position(|known| known == code).unwrap_or_else(|| {
            self.codes.push(code.to_owned());
            self.codes.len() - 1
        });
        self.known.entry(self.fold.key(code)).or_insert(index);
        for word in words {
            self.known.insert(word, index);
        }
    }

    /// What a cell says.
    pub(crate) fn read(&self, text: &str) -> Reading<'_> {
        let key = self.fold.key(text);
        match self.known.get(&key) {
            Some(index) => Reading::Code(&self.codes[*index]),
            None if self.nothing.contains(&key) || is_blank(text) => Reading::Nothing,
            None => Reading::Unknown,
        }
    }
}

#[cfg(test)]
mod tests;
