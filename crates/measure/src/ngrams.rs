//! Character n-grams of a text, hashed to buckets: K. Weinberger et al., *Feature hashing for large scale multitask
//! learning*, 2009.
//!
//! Chinese has no blanks between words, so characters stand in for them. A model is only worth something if it is asked
//! with the features that it was trained with: trainer and plugins both call [`Ngrams::buckets`].

use crate::distinct::hash_bytes;

/// The end of a clause, among folded characters.
const BREAK: char = '.';
/// How far a negation reaches: ideographs cost three, other characters one.
const REACH: u32 = 18;
/// Odd, with well mixed bits: 2⁶⁴ over the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Cuts texts into n-grams. Holds scratch space, so that many texts cost no more memory than one.
#[derive(Clone, Debug)]
pub struct Ngrams {
    longest: usize,
    bits: u32,
    negations: Vec<Vec<char>>,
    text: Vec<char>,
    negated: Vec<bool>,
    seen: Vec<u64>,
}

impl Ngrams {
    /// N-grams of 1 to `longest` characters in 2^`bits` buckets (6 to 24). What stands behind one of `negations` in the
    /// same clause is hashed apart: in 没有破损 there is no 破损.
    #[must_use]
    pub fn new(longest: usize, bits: u32, negations: &[&str]) -> Self {
        let bits = bits.clamp(6, 24);
        let negations = negations.iter().map(|word| fold(word)).filter(|word| !word.is_empty()).collect();
        Self { longest, bits, negations, text: Vec::new(), negated: Vec::new(), seen: vec![0; 1 << (bits - 6)] }
    }

    /// Writes the distinct buckets of a text's n-grams into `out`, in the order of their first places.
    pub fn buckets(&mut self, text: &str, out: &mut Vec<u32>) {
        out.clear();
        self.text.clear();
        self.text.push(' ');
        fold_into(text, &mut self.text);
        self.text.push(' ');
        self.mark();
        for start in 0..self.text.len() {
            let mut hash = 0u64;
            let mut negated = true;
            let window = &self.text[start..self.text.len().min(start + self.longest)];
            for (place, &c) in window.iter().enumerate() {
                // A blank may begin or end an n-gram, as the mark of a word's edge, but not stand within it.
                let edge = is_edge(c);
                if edge && place == 0 {
                    hash = step(hash, ' ');
                    continue;
                }
                if edge && place == 1 && is_edge(window[0]) {
                    break;
                }
                hash = step(hash, if edge { ' ' } else { c });
                negated &= edge || self.negated[start + place];
                let salt = (place as u64) << 1 | u64::from(negated);
                let bucket = (hash ^ salt.wrapping_mul(SPREAD)).wrapping_mul(SPREAD) >> (64 - self.bits);
                let (word, bit) = (bucket as usize / 64, 1 << (bucket % 64));
                if self.seen[word] & bit == 0 {
                    self.seen[word] |= bit;
                    out.push(bucket as u32);
                }
                if edge {
                    break;
                }
            }
        }
        for bucket in out.iter() {
            self.seen[*bucket as usize / 64] = 0;
        }
    }

    /// Finds which characters stand behind a negation.
    fn mark(&mut self) {
        self.negated.clear();
        self.negated.resize(self.text.len(), false);
        let mut reach = 0u32;
        let mut at = 0;
        while at < self.text.len() {
            let longest = self.negations.iter().filter(|word| begins(&self.text[at..], word)).map(Vec::len).max();
            if let Some(length) = longest {
                (reach, at) = (REACH, at + length);
                continue;
            }
            let c = self.text[at];
            reach = if c == BREAK { 0 } else { reach.saturating_sub(if c >= '\u{2e80}' { 3 } else { 1 }) };
            self.negated[at] = reach > 0;
            at += 1;
        }
    }
}

fn is_edge(c: char) -> bool {
    c == ' ' || c == BREAK
}

/// Does the text begin with the word, whose blanks are edges of any kind?
fn begins(text: &[char], word: &[char]) -> bool {
    let alike = |(c, wanted): (&char, &char)| c == wanted || *wanted == ' ' && *c == BREAK;
    word.len() <= text.len() && text.iter().zip(word).all(alike)
}

/// One character more. The shift brings high bits down, which a multiplication never does.
fn step(hash: u64, c: char) -> u64 {
    let hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(SPREAD);
    hash ^ hash >> 29
}

/// What makes a text the same text: its letters, digits and ideographs, folded. Copies fall into one fold of a
/// cross-validation by `fold_of(text, folds)`, however they are punctuated.
#[must_use]
pub fn key(text: &str) -> String {
    fold(text).into_iter().filter(|c| c.is_alphanumeric()).collect()
}

/// The fold, below `folds`, of a text in a cross-validation: its [`key`]'s hash.
#[must_use]
pub fn fold_of(text: &str, folds: u64) -> u64 {
    hash_bytes(key(text).as_bytes()) % folds.max(1)
}

fn fold(text: &str) -> Vec<char> {
    let mut out = Vec::new();
    fold_into(text, &mut out);
    out
}

/// Half width, lower case; blanks run together, `!` and `?` stay, other punctuation ends a clause.
fn fold_into(text: &str, out: &mut Vec<char>) {
    for c in text.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '’' => '\'',
            c => c,
        };
        // Invisible ones stand between nothing.
        if matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}') {
            continue;
        }
        if c.is_alphanumeric()
            || matches!(c, '!' | '?' | '\'')
            || ('\u{2190}'..'\u{2e80}').contains(&c)
            || c > '\u{1efff}'
        {
            out.extend(c.to_lowercase());
            continue;
        }
        let end = if c.is_whitespace() { ' ' } else { BREAK };
        match out.last() {
            Some(&(' ' | BREAK)) if end == ' ' => {}
            Some(&(' ' | BREAK)) => {
                out.pop();
                out.push(end);
            }
            _ => out.push(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets(text: &str) -> Vec<u32> {
        let mut out = Vec::new();
        Ngrams::new(3, 20, &["没有", "没", "不", " no ", "n't "]).buckets(text, &mut out);
        out
    }

    fn shared(left: &str, right: &str) -> usize {
        let right = buckets(right);
        buckets(left).iter().filter(|bucket| right.contains(bucket)).count()
    }

    #[test]
    fn spellings_of_one_text_have_the_same_features() {
        assert_eq!(
            fold("Ｇｏｏｄ\u{200b}！  很 好,。ok"),
            ['g', 'o', 'o', 'd', '!', ' ', '很', ' ', '好', '.', 'o', 'k']
        );
        assert_eq!(buckets("质量 好，OK"), buckets("质量\u{3000}好, ｏｋ"));
        assert_eq!(key(" 质量，很好！"), "质量很好");
        assert_eq!(fold_of("质量，很好！", 5), fold_of("质量很好", 5));
    }

    #[test]
    fn every_short_window_is_a_feature_once() {
        // 好, 评, 好评, and with the edges: _好, 评_, _好评, 好评_
        assert_eq!(buckets("好评").len(), 7);
        assert_eq!(buckets("好评 好评"), buckets("好评"));
        assert_eq!(buckets(""), []);
        assert_eq!(buckets("，。 "), []);
    }

    #[test]
    fn what_is_denied_is_another_feature() {
        assert!(shared("有破损", "破损") >= 3);
        assert_eq!(shared("没有破损", "破损"), 0);
        assert!(shared("没有异味，破损", "破损") >= 4, "a clause ends it");
        assert!(shared("没有", "没有") > 0);
        assert_eq!(shared("no damage", "damage"), shared("isn't damage", "damage"));
        assert!(shared("no damage", "damage") < shared("note damage", "damage"));
    }
}
