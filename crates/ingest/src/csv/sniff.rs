//! Which delimiter, newline and quotes a text file has, told from its first lines.

use super::quotes::{self, Dialect};
use super::tokens::{Span, Tokens};
use crate::build::Cell;

/// Blanks come last: they delimit only where nothing else does.
pub(crate) const CANDIDATES: [u8; 5] = [b',', b';', b'\t', b'|', b' '];

/// So many records are looked at.
const RECORDS: usize = 50;

/// How many columns words must make before a blank passes for a delimiter.
const WORDS: usize = 3;

/// Apostrophes are common in texts: as quotes they must explain the records better by so much.
const BETTER: f64 = 1.05;

/// The dialect of the text, and how many bytes a first line `sep=;`, as Excel writes and obeys it, takes.
pub(crate) fn sniff(text: &[u8]) -> (Dialect, usize) {
    let newline =
        if memchr::memchr(b'\n', text).is_none() && memchr::memchr(b'\r', text).is_some() { b'\r' } else { b'\n' };
    let first = text.split(|byte| *byte == newline).next().unwrap_or_default();
    if let [b'S' | b's', b'E' | b'e', b'P' | b'p', b'=', delimiter] = *first.trim_ascii_end()
        && CANDIDATES.contains(&delimiter)
    {
        let skip = (first.len() + 1).min(text.len());
        return (details(&text[skip..], Dialect::new(delimiter, newline)), skip);
    }
    let mut best = (0.0, Dialect::new(b',', newline));
    for delimiter in CANDIDATES {
        let plain = Dialect::new(delimiter, newline);
        for (dialect, share) in [(plain, 1.0), (Dialect { quote: b'\'', ..plain }, 1.0 / BETTER)] {
            let score = score(text, dialect) * share;
            if score > best.0 {
                best = (score, dialect);
            }
        }
    }
    (details(text, best.1), 0)
}

/// What is told once the delimiter is known: backslashes, and a blank after every delimiter.
fn details(text: &[u8], mut dialect: Dialect) -> Dialect {
    let escaped = Dialect { escapes: true, ..dialect };
    let shows = escapes(text, escaped);
    if shows && score(text, escaped) >= score(text, dialect) {
        dialect = escaped;
    }
    let padded = Dialect { padded: true, ..dialect };
    let (mut cells, mut blanks) = (0, 0);
    for record in records(text, dialect) {
        for span in record.iter().skip(1) {
            cells += 1;
            blanks += usize::from(
                text.get(span.outer_start(text)) == Some(&b' ') && span.outer_start(text) < span.end().max(1),
            );
        }
    }
    if dialect.delimiter != b' ' && cells >= 8 && blanks == cells { padded } else { dialect }
}

/// Do backslashes stand in front of quotes inside of cells, and mostly so? Who leaves others bare does not escape.
fn escapes(text: &[u8], dialect: Dialect) -> bool {
    let (mut escaped, mut bare) = (0, 0);
    for span in records(text, dialect).iter().flatten().filter(|span| span.is_quoted()) {
        let cell = &text[span.start()..span.end()];
        for at in memchr::memchr_iter(dialect.quote, cell) {
            let beside = |place: Option<usize>| place.and_then(|place| cell.get(place)) == Some(&dialect.quote);
            if quotes::is_escaped(&cell[..at]) {
                escaped += 1;
            } else if !beside(at.checked_sub(1)) && !beside(Some(at + 1)) {
                bare += 1;
            }
        }
    }
    escaped > bare
}

/// The first records, blank lines left out.
fn records(text: &[u8], dialect: Dialect) -> Vec<Vec<Span>> {
    let mut tokens = Tokens::new(text, dialect);
    let mut records = Vec::with_capacity(RECORDS);
    let mut spans = Vec::new();
    while records.len() < RECORDS && tokens.record(&mut spans).is_some() {
        let record = std::mem::take(&mut spans);
        if record.len() > 1 || !record[0].is_empty() {
            records.push(record);
        }
    }
    records
}

/// How much speaks for a dialect: many columns, and the same number in every record, in the first ones above all.
fn score(text: &[u8], dialect: Dialect) -> f64 {
    let widths: Vec<usize> = records(text, dialect).iter().map(Vec::len).collect();
    let count = |width: usize| widths.iter().filter(|other| **other == width).count();
    let Some(usual) = widths.iter().copied().max_by_key(|width| (count(*width), *width)) else { return 0.0 };
    let share = count(usual) as f64 / widths.len() as f64;
    let heads = widths.first() == Some(&usual);
    let header = match (dialect.delimiter, heads) {
        // Words make columns only below as many headers, and only where no better delimiter is in sight.
        (b' ', _) => f64::from(u8::from(heads && usual >= WORDS)) / 2.0,
        (_, true) => 1.0,
        (_, false) => 0.5,
    };
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
        assert_eq!(delimiter("a b c\n1 2 \"3, 4\"\n1 2 3\n"), ' ');
        assert_eq!(delimiter("full name\nAda Lovelace\nAlan Turing\n"), ',');
    }

    #[test]
    fn excel_may_say_so() {
        let (dialect, skip) = sniff(b"sep=;\r\na,b;c\n");
        assert_eq!((dialect.delimiter, skip), (b';', 7));
        assert_eq!(sniff(b"a,b\r1,2\r").0.newline, b'\r');
    }

    #[test]
    fn quotes_escapes_and_pads_are_told() {
        let told = |text: &str| sniff(text.as_bytes()).0;
        assert_eq!(told("a,b\n1,'x, y'\n2,'it is'\n").quote, b'\'');
        assert_eq!(told("a,b\n1,'x\n2,men's\n3,'y\n").quote, b'"');
        assert!(told("a,b\n1,\"8\\\" pipe\"\n2,x\n").escapes);
        assert!(!told("a,b\n\"C:\\dir\\\",\"x\"\n").escapes);
        assert!(told("a, b, c\n1, 2, 3\n4, \"5\", 6\n1, , 3\n4, 5, 6\n").padded);
        assert!(!told("a, b, c\n1, 2, 3\n4,5,6\n1, 2, 3\n4, 5, 6\n").padded);
    }
}
