//! Spellings that mean the same become one.

use std::collections::BTreeMap;

/// Folds case, width and traditional characters.
#[derive(Debug)]
pub(crate) struct Fold {
    simplified: BTreeMap<char, char>,
}

impl Fold {
    /// From pairs of a traditional character and its simplified one.
    pub(crate) fn new(traditional: &[&str]) -> Self {
        let mut simplified = BTreeMap::new();
        for pairs in traditional {
            let mut chars = pairs.chars();
            while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
                simplified.insert(from, to);
            }
        }
        Self { simplified }
    }

    /// Letters, digits and ideographs of a text: what makes a cell equal to a word.
    pub(crate) fn key(&self, text: &str) -> String {
        self.chars(text).filter(|c| c.is_alphanumeric()).collect()
    }

    /// The text with its punctuation, for keywords: blanks run together, nothing invisible in it.
    pub(crate) fn plain(&self, text: &str) -> String {
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
