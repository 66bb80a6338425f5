//! Keywords in free text, with an ear for 没有破损.

use std::collections::BTreeMap;

use aftersight_sdk::vocabulary::Fold;

/// Keywords by their first character.
#[derive(Debug, Default)]
pub(crate) struct Keywords {
    known: BTreeMap<char, Vec<(String, usize)>>,
    negations: Vec<String>,
    fillers: Vec<String>,
}

impl Keywords {
    /// Without keywords; `negations` turn one into its opposite, `fillers` may stand in between.
    pub(crate) fn new(negations: &[&str], fillers: &[&str], fold: &Fold) -> Self {
        let fold = |words: &[&str]| words.iter().map(|word| fold.plain(word)).collect();
        Self { known: BTreeMap::new(), negations: fold(negations), fillers: fold(fillers) }
    }

    /// A folded keyword and what it means.
    pub(crate) fn add(&mut self, keyword: String, meaning: usize) {
        if let Some(first) = keyword.chars().next() {
            self.known.entry(first).or_default().push((keyword, meaning));
        }
    }

    /// The meanings of a folded text, one for each clause that has one: that of its longest keyword.
    pub(crate) fn meanings(&self, text: &str) -> Vec<usize> {
        let clauses = text.split([',', '.', ';', '!', '?', '。', '、', '…', '|', '\n']);
        clauses.filter_map(|clause| self.meaning(clause)).collect()
    }

    fn meaning(&self, clause: &str) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        for (at, c) in clause.char_indices() {
            let (before, rest) = clause.split_at(at);
            for (keyword, meaning) in self.known.get(&c).into_iter().flatten() {
                let longer = best.is_none_or(|(length, known)| (keyword.len(), known) > (length, *meaning));
                if longer && begins(rest, keyword) && !joined(before, keyword) && !self.negated(before) {
                    best = Some((keyword.len(), *meaning));
                }
            }
        }
        best.map(|(_, meaning)| meaning)
    }

    fn negated(&self, before: &str) -> bool {
        let mut before = before.trim_end();
        loop {
            if self.negations.iter().any(|word| without(before, word).is_some()) {
                return true;
            }
            match self.fillers.iter().find_map(|word| without(before, word)) {
                Some(rest) => before = rest.trim_end(),
                None => return false,
            }
        }
    }
}

/// Does the text begin with the word, and the word end there?
fn begins(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !(latin(word.chars().last()) && latin(rest.chars().next())))
}

/// Is a Latin word the tail of a longer one: `late` in `chocolate`?
fn joined(before: &str, word: &str) -> bool {
    latin(word.chars().next()) && latin(before.chars().last())
}

/// The text without the whole word at its end.
fn without<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.strip_suffix(word).filter(|rest| !joined(rest, word))
}

fn latin(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}
