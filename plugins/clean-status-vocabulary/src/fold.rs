//! Texts as keys: spellings that mean the same become one.

use std::collections::BTreeMap;

/// Folds case, width and traditional characters, and leaves out what is no letter, digit or ideograph.
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

    /// The key of a text. `3.0` is what a spreadsheet makes of 3.
    pub(crate) fn key(&self, text: &str) -> String {
        let text = text.trim();
        let text = text.strip_suffix(".0").unwrap_or(text);
        let fold = |c: char| {
            let c = narrow(c);
            self.simplified.get(&c).copied().unwrap_or(c)
        };
        text.chars().map(fold).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    }
}

/// The ASCII twin of a full-width character.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Is it a dash, a slash or blanks, as people write for an empty cell?
pub(crate) fn is_blank(text: &str) -> bool {
    let blank =
        |c: char| c.is_whitespace() || matches!(narrow(c), '-' | '—' | '–' | '/' | '_' | '\u{200b}' | '\u{feff}');
    text.chars().all(blank)
}
