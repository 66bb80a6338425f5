//! Which words mean which reason.

use std::collections::{BTreeMap, BTreeSet};

use aftersight_sdk::vocabulary::{Fold, entries};
use aftersight_sdk::{Error, Result};

use crate::keywords::Keywords;

/// The data file.
const FILE: &str = include_str!("../vocabulary.toml");

/// One reason code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) code: String,
    pub(crate) issue: String,
    /// A fault of the goods themselves.
    pub(crate) quality: bool,
}

/// How a text was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    /// Its number.
    pub(crate) reason: usize,
    /// Every part of it is a word of the vocabulary; otherwise a part or a keyword told it.
    pub(crate) exact: bool,
    /// The text names other reasons too.
    pub(crate) several: bool,
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Nothing, or a placeholder for nothing.
    Nothing,
    /// A reason.
    Known(Match),
    /// A text that nobody has taught.
    Unknown,
}

/// Reasons, their words and keywords.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    fold: Fold,
    nothing: BTreeSet<String>,
    reasons: Vec<Reason>,
    /// Folded word → index in `reasons`.
    words: BTreeMap<String, usize>,
    keywords: Keywords,
    /// Folded word → issue type.
    issues: BTreeMap<String, String>,
}

impl Vocabulary {
    /// The embedded one, extended by entries such as `电子保修卡无法激活 = warranty_card, service, false`.
    ///
    /// # Errors
    /// `extra-malformed`, `extra-code` for an entry that cannot be understood.
    pub(crate) fn with(extra: &[String]) -> Result<Self> {
        let mut vocabulary = Self::embedded();
        extra.iter().try_for_each(|entry| vocabulary.teach(entry))?;
        Ok(vocabulary)
    }

    fn embedded() -> Self {
        let entries = entries(FILE);
        let texts = |key: &str| {
            let entry = entries.iter().find(|entry| entry.section.is_empty() && entry.key == key);
            entry.map_or(&[][..], |entry| &entry.texts)
        };
        let fold = Fold::new(texts("traditional"));
        let mut out = Self {
            nothing: texts("nothing").iter().map(|word| fold.key(word)).collect(),
            reasons: Vec::new(),
            words: BTreeMap::new(),
            keywords: Keywords::new(texts("negations"), texts("fillers"), &fold),
            issues: BTreeMap::new(),
            fold,
        };
        let mut code = "";
        for entry in entries.iter().filter(|entry| !entry.section.is_empty()) {
            let first = entry.texts.first().copied().unwrap_or_default();
            let index = out.reasons.len().saturating_sub(1);
            match (entry.section, entry.key) {
                ("reason", "code") => {
                    out.words.insert(out.fold.key(first), out.reasons.len());
                    out.reasons.push(Reason { code: first.to_owned(), ..Reason::default() });
                }
                ("reason", "issue") => first.clone_into(&mut out.reasons[index].issue),
                ("reason", "quality") => out.reasons[index].quality = entry.value == "true",
                ("reason", "words") => out.words.extend(entry.texts.iter().map(|word| (out.fold.key(word), index))),
                ("reason", _) => entry.texts.iter().for_each(|word| out.keywords.add(out.fold.plain(word), index)),
                (_, "code") => {
                    code = first;
                    out.issues.insert(out.fold.key(code), code.to_owned());
                }
                _ => out.issues.extend(entry.texts.iter().map(|word| (out.fold.key(word), code.to_owned()))),
            }
        }
        out
    }

    fn teach(&mut self, entry: &str) -> Result<()> {
        let refuse = |code: &str| Error::new(code).with("entry", entry);
        let (text, meaning) = entry.rsplit_once(['=', '＝']).ok_or_else(|| refuse("extra-malformed"))?;
        let word = self.fold.key(text);
        let meaning: Vec<&str> = meaning.split([',', '，']).map(str::trim).collect();
        if word.chars().count() < 2 || meaning.iter().any(|part| part.is_empty()) {
            return Err(refuse("extra-malformed"));
        }
        let known = self.reasons.iter().position(|reason| reason.code == meaning[0]);
        let index = match (known, &meaning[1..]) {
            (Some(index), []) => index,
            (None, [issue, quality @ ("true" | "false")]) => {
                let (code, issue) = (meaning[0].to_owned(), (*issue).to_owned());
                self.issues.insert(self.fold.key(&issue), issue.clone());
                self.words.insert(self.fold.key(&code), self.reasons.len());
                self.reasons.push(Reason { code, issue, quality: *quality == "true" });
                self.reasons.len() - 1
            }
            (None, []) => {
                let codes: Vec<_> = self.reasons.iter().map(|reason| reason.code.as_str()).collect();
                return Err(refuse("extra-code").with("codes", codes.join(", ")));
            }
            _ => return Err(refuse("extra-malformed")),
        };
        self.words.insert(word, index);
        self.keywords.add(self.fold.plain(text.trim()), index);
        Ok(())
    }

    /// The reason of a number.
    pub(crate) fn reason(&self, index: usize) -> &Reason {
        &self.reasons[index]
    }

    /// The reason that a cell of a code column names.
    pub(crate) fn named(&self, text: &str) -> Option<&Reason> {
        self.words.get(&self.fold.key(text)).map(|index| &self.reasons[*index])
    }

    /// The canonical issue type that a cell names.
    pub(crate) fn issue(&self, text: &str) -> Option<&str> {
        self.issues.get(&self.fold.key(text)).map(String::as_str)
    }

    /// Are cases of an issue type faults of the goods? `None` for a type that is not of this vocabulary.
    pub(crate) fn quality(&self, issue: &str) -> Option<bool> {
        self.reasons.iter().find(|reason| reason.issue == issue).map(|reason| reason.quality)
    }

    /// Does a cell hold nothing, or a placeholder for nothing?
    pub(crate) fn is_blank(&self, text: &str) -> bool {
        let key = self.fold.key(text);
        key.is_empty() && !text.contains('?') || self.nothing.contains(&key)
    }

    /// What a cell with a reason says: the whole of it as a word, else its parts as words or by their keywords.
    pub(crate) fn read(&self, text: &str) -> Reading {
        if self.is_blank(text) {
            return Reading::Nothing;
        }
        if let Some(reason) = self.words.get(&self.fold.key(text)) {
            return Reading::Known(Match { reason: *reason, exact: true, several: false });
        }
        let plain = self.fold.plain(text);
        let parts = plain.split(['/', '、', ',', ';', '+', '|', '\n']).filter(|part| !self.fold.key(part).is_empty());
        let words: Vec<_> = parts.map(|part| (part, self.words.get(&self.fold.key(part)).copied())).collect();
        let exact = words.iter().all(|(_, word)| word.is_some());
        let meanings = |(part, word): &(&str, Option<usize>)| match word {
            Some(reason) => vec![*reason],
            None => self.keywords.meanings(part),
        };
        self.choose(words.iter().flat_map(meanings).collect(), exact).map_or(Reading::Unknown, Reading::Known)
    }

    /// What a text tells by its keywords.
    pub(crate) fn guess(&self, text: &str) -> Option<Match> {
        self.choose(self.keywords.meanings(&self.fold.plain(text)), false)
    }

    /// The first counts; 其他 gives way to any other.
    fn choose(&self, mut found: Vec<usize>, exact: bool) -> Option<Match> {
        let named = |reason: &usize| self.reasons[*reason].code != OTHER;
        if found.iter().any(named) {
            found.retain(named);
        }
        let reason = *found.first()?;
        Some(Match { reason, exact, several: found.iter().any(|other| *other != reason) })
    }
}

/// The code and the issue type of what has no name.
pub(crate) const OTHER: &str = "other";

#[cfg(test)]
mod tests;
