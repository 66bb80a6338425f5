//! Which word means which channel.

use std::collections::BTreeSet;

use aftersight_sdk::vocabulary::{Fold, Reading, Words, entries};
use aftersight_sdk::{Error, Result};

/// The data file.
const FILE: &str = include_str!("../vocabulary.toml");

/// Channels and their words.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    fold: Fold,
    nothing: BTreeSet<String>,
    words: Words,
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
            let code = code.trim();
            if vocabulary.fold.key(word).is_empty() || code.is_empty() {
                return Err(refuse("extra-malformed"));
            }
            if !code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
                return Err(refuse("extra-code").with("codes", vocabulary.words.codes().join(", ")));
            }
            vocabulary.words.learn(&vocabulary.fold, code, &[word]);
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
        let mut words = Words::default();
        let mut code = "";
        for entry in entries.iter().filter(|entry| entry.number > 0) {
            match entry.key {
                "code" => code = entry.texts.first().copied().unwrap_or_default(),
                _ => words.learn(&fold, code, &entry.texts),
            }
        }
        Self { fold, nothing, words }
    }

    /// What a cell says.
    pub(crate) fn read(&self, text: &str) -> Reading<'_> {
        self.words.read(&self.fold, &self.nothing, text)
    }
}

#[cfg(test)]
mod tests;
