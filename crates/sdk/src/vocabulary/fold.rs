//! Spellings that mean the same become one.

use std::collections::BTreeMap;

/// Folds case, width and traditional characters.
#[derive(Clone, Debug)]
pub struct Fold {
    simplified: BTreeMap<char, char>,
    whole_numbers: bool,
}

impl Fold {
    /// From pairs of a traditional character and its simplified one.
    #[must_use]
    pub fn new(traditional: &[&str]) -> Self {
        let mut simplified = BTreeMap::new();
        for pairs in traditional {
            let mut chars = pairs.chars();
            while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
                simplified.insert(from, to);
            }
        }
        Self { simplified, whole_numbers: false }
    }

    /// Takes `3.0`, which is what a spreadsheet makes of 3, for 3: for words that may be numbers.
    #[must_use]
    pub fn whole_numbers(self) -> Self {
        Self { whole_numbers: true, ..self }
    }

    /// Letters, digits and ideographs of a text: what makes a cell equal to a word.
    #[must_use]
    pub fn key(&self, text: &str) -> String {
        let text = text.trim();
        let text = if self.whole_numbers { text.strip_suffix(".0").unwrap_or(text) } else { text };
        self.chars(text).filter(|c| c.is_alphanumeric()).collect()
    }

    /// The text with its punctuation, for keywords: blanks run together, nothing invisible in it.
    #[must_use]
    pub fn plain(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in self.chars(text) {
            match c {
                '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
                '’' => out.push('\''),
                '\n' => out.push(c),
                c if !c.is_whitespace() => out.push(c),
                _ if out.ends_with(' ') => {}
                _ => out.push(' '),
            }
        }
        out
    }

    fn chars(&self, text: &str) -> impl Iterator<Item = char> {
        let fold = |c: char| {
            let c = narrow(c);
            self.simplified.get(&c).copied().unwrap_or(c)
        };
        text.chars().map(fold).flat_map(char::to_lowercase)
    }
}

/// The ASCII twin of a full-width character.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// Is it a dash, a slash or blanks, as people write for an empty cell?
#[must_use]
pub fn is_blank(text: &str) -> bool {
    let blank =
        |c: char| c.is_whitespace() || matches!(narrow(c), '-' | '—' | '–' | '/' | '_' | '\u{200b}' | '\u{feff}');
    text.chars().all(blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_mean_the_same_have_one_key() {
        let fold = Fold::new(&["質质問问題题", "貨货"]);
        for text in ["质量问题", "質量問題", " 质量 问题。", "质量\u{200b}问题\u{a0}"] {
            assert_eq!(fold.key(text), "质量问题", "{text}");
        }
        assert_eq!(fold.key("ＷＡＩＴ＿seller Agree"), "waitselleragree");
        assert_eq!((fold.key("3.0"), fold.clone().whole_numbers().key(" 3.0 ")), ("30".to_owned(), "3".to_owned()));
    }

    #[test]
    fn keywords_keep_punctuation_and_lose_what_cannot_be_seen() {
        let fold = Fold::new(&["壞坏"]);
        assert_eq!(fold.plain("杯子\u{feff}壞了！\u{3000} It’s\tBROKEN\n…"), "杯子坏了! it's broken\n…");
    }

    #[test]
    fn dashes_and_slashes_are_blank() {
        for text in ["", " ", "—", "－", "--", "/", "＿", "\u{feff}"] {
            assert!(is_blank(text), "{text:?}");
        }
        assert!(!is_blank("?") && !is_blank("0"));
    }
}
