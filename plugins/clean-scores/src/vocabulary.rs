//! Which word means which score.

use std::collections::{BTreeMap, BTreeSet};

use aftersight_sdk::vocabulary::{Fold, entries, is_blank};
use aftersight_sdk::{Error, Result};

use crate::reading::{Scale, Score, number};

/// The data file.
const FILE: &str = include_str!("../vocabulary.toml");

/// Words and their scores.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    fold: Fold,
    nothing: BTreeSet<String>,
    words: BTreeMap<String, Score>,
}

impl Vocabulary {
    /// The embedded one, extended by entries such as `Good = 1 (0-1)`.
    ///
    /// # Errors
    /// `extra-malformed` for an entry that cannot be understood.
    pub(crate) fn with(extra: &[String]) -> Result<Self> {
        let mut vocabulary = Self::embedded();
        for entry in extra {
            let learnt = entry.rsplit_once(['=', '＝']).and_then(|(word, score)| {
                let key = vocabulary.fold.key(word);
                Some((Some(key).filter(|key| !key.is_empty())?, score_of(score)?))
            });
            let (key, score) = learnt.ok_or_else(|| Error::new("extra-malformed").with("entry", entry.as_str()))?;
            vocabulary.nothing.remove(&key);
            vocabulary.words.insert(key, score);
        }
        Ok(vocabulary)
    }

    fn embedded() -> Self {
        let entries = entries(FILE);
        let texts = |name: &str| {
            let entry = entries.iter().find(|entry| entry.number == 0 && entry.key == name);
            entry.map_or(&[][..], |entry| &entry.texts)
        };
        let fold = Fold::new(texts("traditional"));
        let nothing = texts("nothing").iter().map(|word| fold.key(word)).collect();
        let mut words = BTreeMap::new();
        let mut score = Score::default();
        for entry in entries.iter().filter(|entry| entry.number > 0) {
            let text = entry.texts.first().copied().unwrap_or_default();
            match entry.key {
                "score" => score.value = number(text).unwrap_or_default(),
                "scale" => score.scale = Scale::parse(text).unwrap_or_default(),
                _ => words.extend(entry.texts.iter().map(|word| (fold.key(word), score))),
            }
        }
        Self { fold, nothing, words }
    }

    /// Does the cell stand for nothing?
    pub(crate) fn is_nothing(&self, text: &str) -> bool {
        is_blank(text) || self.nothing.contains(&self.fold.key(text))
    }

    /// The score of a word.
    pub(crate) fn find(&self, text: &str) -> Option<Score> {
        self.words.get(&self.fold.key(text)).copied()
    }
}

/// `4`, or `1 (0-1)`.
fn score_of(text: &str) -> Option<Score> {
    let text = text.trim();
    let Some((value, scale)) = text.strip_suffix([')', '）']).and_then(|text| text.split_once(['(', '（'])) else {
        return Some(Score { value: number(text)?, scale: Scale::default() });
    };
    Some(Score { value: number(value)?, scale: Scale::parse(scale)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_sound() {
        let vocabulary = Vocabulary::embedded();
        let entries = entries(FILE);
        for entry in entries.iter().filter(|entry| entry.number > 0) {
            let sound = match entry.key {
                "score" => number(entry.texts[0]).is_some(),
                "scale" => Scale::parse(entry.texts[0]).is_some(),
                key => key == "words",
            };
            assert!(sound, "{entry:?}");
        }
        let written: usize = entries
            .iter()
            .filter(|entry| entry.number > 0 && entry.key == "words")
            .map(|entry| entry.texts.len())
            .sum();
        assert_eq!(vocabulary.words.len(), written, "a word stands twice");
        assert!(vocabulary.words.keys().all(|word| !word.is_empty() && !vocabulary.nothing.contains(word)));
        assert!(vocabulary.words.values().all(|score| score.is_within(score.scale)));
    }

    #[test]
    fn words_are_learnt() {
        let extra = ["Good = 1 (0-1)".to_owned(), "Offered = 3".to_owned()];
        let vocabulary = Vocabulary::with(&extra).unwrap();
        let scale = Scale { low: Some(0.0), high: Some(1.0) };
        assert_eq!(vocabulary.find(" GOOD "), Some(Score { value: 1.0, scale }));
        assert!(!vocabulary.is_nothing("Offered") && vocabulary.is_nothing("Not Offered"));
        assert_eq!(vocabulary.find("很滿意").map(|score| score.value), Some(5.0));
        for wrong in ["Good", "Good = ", " = 3", "Good = x", "Good = 1 (5-1)", "Good = 1 (a-b)"] {
            assert!(Vocabulary::with(&[wrong.to_owned()]).is_err(), "{wrong}");
        }
    }
}
