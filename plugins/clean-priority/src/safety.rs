//! Words about safety in running text, negations aside.

use aho_corasick::AhoCorasick;

/// What makes the words behind it untrue.
const NEGATIONS: [&str; 14] =
    ["没有", "没", "未", "无", "不会", "不是", "并非", "避免", "防止", "no ", "not ", "without ", "never ", "non-"];

/// Finds words of a list, all in one pass.
#[derive(Clone, Debug)]
pub(crate) struct Safety {
    words: Vec<String>,
    finder: Option<AhoCorasick>,
}

impl Safety {
    pub(crate) fn new(words: &[String]) -> Self {
        let words = words.iter().map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty());
        let words: Vec<String> = words.collect();
        let finder = AhoCorasick::new(&words).ok();
        Self { words, finder }
    }

    /// The first word of the list that stands in the text and is meant. Capitals of Latin letters mean nothing.
    pub(crate) fn find(&self, text: &str) -> Option<&str> {
        let lower;
        let text = if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            lower = text.to_ascii_lowercase();
            &lower
        } else {
            text
        };
        let found = self.finder.iter().flat_map(|finder| finder.find_overlapping_iter(text));
        let meant = found.filter(|found| {
            let word = &self.words[found.pattern().as_usize()];
            is_whole(text, found.start(), word) && !is_negated(&text[..found.start()])
        });
        meant.map(|found| found.pattern().as_usize()).min().map(|place| self.words[place].as_str())
    }
}

/// A word of Latin letters stands alone: there is no fire in fireplace.
fn is_whole(text: &str, place: usize, word: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let before = || letter(text[..place].chars().next_back());
    let after = || letter(text[place + word.len()..].chars().next());
    !word.is_ascii() || !before() && !after()
}

/// Does a negation end the text, with at most one other word of two characters behind it, as in 没有人受伤?
fn is_negated(before: &str) -> bool {
    let ends = |text: &str| NEGATIONS.iter().any(|word| text.ends_with(word));
    let mut rest = before;
    for _ in 0..3 {
        if ends(rest) {
            return true;
        }
        let mut chars = rest.chars();
        // Nothing reaches over the end of a clause, or over a Latin letter.
        match chars.next_back() {
            Some(c) if c.is_alphabetic() && !c.is_ascii() => rest = chars.as_str(),
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn safety() -> Safety {
        let words = ["起火", "受伤", "过敏", "漏电", "fire", "electric shock"];
        Safety::new(&words.map(str::to_owned))
    }

    #[test]
    fn negations_take_a_word_back() {
        for (text, found) in [
            ("充电时突然起火", Some("起火")),
            ("幸好没有人受伤", None),
            ("没有受伤", None),
            ("没受伤但是起火了", Some("起火")),
            ("没有说明书，孩子用了过敏", Some("过敏")),
            ("不会漏电吧", None),
            ("The charger caught FIRE", Some("fire")),
            ("nice fireplace", None),
            ("there was no fire", None),
            ("got an electric shock", Some("electric shock")),
            ("", None),
        ] {
            assert_eq!(safety().find(text), found, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), words in proptest::collection::vec(any::<String>(), 0..4), mixed in "[没有起火未 nofireNO，]{0,20}") {
            let _ = Safety::new(&words).find(&text);
            let _ = safety().find(&mixed);
        }
    }
}
