//! Text normalisation: width, invisible characters, outer blanks, case. Free text is left alone.

use aftersight_sdk::{Batch, Cell, Cleaned, Cleaner, Column, Context, Params, Result, Table, Text, Values};
use unicode_normalization::UnicodeNormalization;

/// Rewrites cells so that equal things are equal texts.
#[derive(Debug)]
pub struct TextNormalise {
    lower: Vec<String>,
}

impl Cleaner for TextNormalise {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let except = params.texts("except")?;
        let texts = table.fields.iter().filter(|field| field.kind.is_text() && !except.contains(&field.name));
        Ok(texts.map(|field| field.name.clone()).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { lower: params.texts("lower")?.to_vec() })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        for column in &batch.columns {
            let lower = self.lower.contains(&column.name);
            if lower || !is_plain(column) {
                out.rewrite(column, batch.rows as usize, |cell| normalise(cell, lower));
            }
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner TextNormalise);

/// Is there nothing to do in the whole column? Most columns of most files are printable ASCII without outer blanks.
fn is_plain(column: &Column) -> bool {
    let plain = |text: &Text| {
        // No early end: a loop without one works on many bytes at a time.
        let odd = text.bytes.iter().fold(false, |odd, byte| odd | !(b' '..=b'~').contains(byte));
        let blank = |row: usize| {
            let cell = text.bytes_at(row);
            cell.first() == Some(&b' ') || cell.last() == Some(&b' ')
        };
        !(odd || text.bytes.contains(&b' ') && (0..text.len()).any(blank))
    };
    match &column.values {
        Values::Text(text) => plain(text),
        Values::Category(categories) => plain(&categories.names),
        _ => true,
    }
}

/// Is the cell made of nothing but characters that have no other form, without outer blanks?
fn is_usual(cell: &str) -> bool {
    !cell.is_empty() && !cell.starts_with(' ') && !cell.ends_with(' ') && cell.chars().all(is_usual_char)
}

/// Printable ASCII and common Chinese characters.
fn is_usual_char(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}')
}

/// The better text and what was done to it; `None` where there is nothing to do.
fn normalise(cell: &str, lower: bool) -> Option<Cell<String>> {
    if !lower && is_usual(cell) {
        return None;
    }
    let trimmed = cell.trim_matches(|c: char| c.is_whitespace() || is_hidden(c));
    if trimmed.is_empty() {
        return (!cell.is_empty()).then_some(Cell::Cleared("trimmed"));
    }
    let mut code = (trimmed.len() < cell.len()).then_some("trimmed");
    if code.is_some() && (cell.contains(is_hidden) || cell.contains(is_odd_blank)) {
        code = Some("invisible");
    }
    let mut text = trimmed.to_owned();
    // What most cells are made of has no other form: printable ASCII and common Chinese characters.
    if !trimmed.chars().all(is_usual_char) {
        let shown = without_hidden(trimmed);
        let folded = fold(&shown);
        if shown.len() < trimmed.len() || trimmed.contains(is_odd_blank) {
            code = Some("invisible");
        } else if folded != trimmed {
            code = Some("width");
        }
        folded.trim().clone_into(&mut text);
    }
    if lower && text.chars().any(char::is_uppercase) {
        text = text.to_lowercase();
        code = code.or(Some("case"));
    }
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Some(Cell::Flagged(Some(text), "undecodable"));
    }
    code.map(|code| Cell::Fixed(text, code))
}

/// NFKC, but for fractions and raised or lowered digits: 5¾ is not 53⁄4, and 10² is not 102.
fn fold(text: &str) -> String {
    let kept = |c: char| matches!(c, '²' | '³' | '¹' | '¼'..='¾' | '\u{2070}'..='\u{209c}' | '\u{2150}'..='\u{215e}' | '\u{2189}');
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(kept) {
        let end = piece.char_indices().next_back().filter(|(_, c)| kept(*c)).map_or(piece.len(), |(at, _)| at);
        out.extend(piece[..end].nfkc());
        out.push_str(&piece[end..]);
    }
    out
}

/// Zero-width characters, soft hyphens, marks of direction, byte order marks.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Blanks that look like one and are none.
fn is_odd_blank(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii() || c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// A zero-width joiner stays where it holds an emoji together.
fn without_hidden(text: &str) -> String {
    let mut chars = text.chars().filter(|c| !c.is_ascii_control() || c.is_whitespace()).peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let joins = c == '\u{200d}'
            && chars.peek().is_some_and(|next| ('\u{2190}'..'\u{2e80}').contains(next) || *next > '\u{1f000}');
        if joins || !is_hidden(c) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(cell: &str) -> (String, &'static str) {
        match normalise(cell, false) {
            Some(Cell::Fixed(text, code)) => (text, code),
            other => panic!("{cell:?}: {other:?}"),
        }
    }

    #[test]
    fn equal_things_become_equal_texts() {
        assert_eq!(fixed("黑色（Ｌ）"), ("黑色(L)".to_owned(), "width"));
        assert_eq!(fixed("\u{feff}A12\u{200b}"), ("A12".to_owned(), "invisible"));
        assert_eq!(fixed("a\u{a0}b"), ("a b".to_owned(), "invisible"));
        assert_eq!(fixed(" x\t"), ("x".to_owned(), "trimmed"));
        assert_eq!(normalise("👩\u{200d}💻", false), None);
        assert_eq!(normalise("质量问题 A", false), None);
        assert_eq!(normalise("5¾” 10²", false), None);
        assert_eq!(fixed("５¾（Ａ）").0, "5¾(A)");
        assert_eq!(normalise("AbC", true), Some(Cell::Fixed("abc".to_owned(), "case")));
        assert_eq!(normalise("\u{3000} ", false), Some(Cell::Cleared("trimmed")));
        assert_eq!(
            normalise("St\u{fffd}ber", false),
            Some(Cell::Flagged(Some("St\u{fffd}ber".to_owned()), "undecodable"))
        );
    }

    #[test]
    fn twice_is_once() {
        for cell in ["（Ａ）", "\u{200b} ﬁ ", "①½…", "ｶﾞ", "¨x", "\u{a0}（ ）\u{a0}", "a\u{0}b"] {
            let (text, _) = fixed(cell);
            assert_eq!(normalise(&text, false), None, "{cell:?} → {text:?}");
        }
    }
}
