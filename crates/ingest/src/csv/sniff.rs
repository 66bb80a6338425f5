//! Which delimiter and newline a text file has, told from its first lines.

use super::quotes::Dialect;
use super::tokens::Tokens;

const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// So many records are looked at.
const RECORDS: usize = 50;

/// The dialect of the text, and how many bytes a first line `sep=;`, as Excel writes and obeys it, takes.
pub(crate) fn sniff(text: &[u8]) -> (Dialect, usize) {
    let newline =
        if memchr::memchr(b'\n', text).is_none() && memchr::memchr(b'\r', text).is_some() { b'\r' } else { b'\n' };
    let first = text.split(|byte| *byte == newline).next().unwrap_or_default();
    if let [b'S' | b's', b'E' | b'e', b'P' | b'p', b'=', delimiter] = *first.trim_ascii_end()
        && CANDIDATES.contains(&delimiter)
    {
        return (Dialect { delimiter, newline }, (first.len() + 1).min(text.len()));
    }
    let mut best = (0.0, b',');
    for delimiter in CANDIDATES {
        let score = score(text, Dialect { delimiter, newline });
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    (Dialect { delimiter: best.1, newline }, 0)
}

/// How much speaks for a delimiter: many columns, and the same number in every record, in the first ones above all.
fn score(text: &[u8], dialect: Dialect) -> f64 {
    let mut tokens = Tokens::new(text, dialect);
    let mut widths = Vec::with_capacity(RECORDS);
    let mut spans = Vec::new();
    while widths.len() < RECORDS && tokens.record(&mut spans).is_some() {
        if spans.len() > 1 || !spans[0].is_empty() {
            widths.push(spans.len());
        }
        spans.clear();
    }
    let count = |width: usize| widths.iter().filter(|other| **other == width).count();
    let Some(usual) = widths.iter().copied().max_by_key(|width| (count(*width), *width)) else { return 0.0 };
    let share = count(usual) as f64 / widths.len() as f64;
    let header = if widths.first() == Some(&usual) { 1.0 } else { 0.5 };
    share * share * (usual as f64).ln() * header
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> char {
        char::from(sniff(text.as_bytes()).0.delimiter)
    }

    #[test]
    fn delimiters_are_told_apart() {
        assert_eq!(delimiter("a,b,c\n1,2,3\n"), ',');
        assert_eq!(delimiter("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n"), ';');
        assert_eq!(delimiter("a\tb\n1,2,3\tx\n"), '\t');
        assert_eq!(delimiter("a|b\n\"1,2,3\"|x\n"), '|');
        assert_eq!(delimiter("only\none\n"), ',');
    }

    #[test]
    fn excel_may_say_so() {
        let (dialect, skip) = sniff(b"sep=;\r\na,b;c\n");
        assert_eq!((dialect.delimiter, skip), (b';', 7));
        assert_eq!(sniff(b"a,b\r1,2\r").0.newline, b'\r');
    }
}
