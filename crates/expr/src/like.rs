//! SQL's `like`: `%` is any text, `_` any one character.

/// A pattern, made ready once. It must match the whole text; upper and lower case differ.
pub(crate) enum Pattern<'p> {
    Equal(&'p [u8]),
    Prefix(&'p [u8]),
    Suffix(&'p [u8]),
    Contains(&'p [u8]),
    General(&'p [u8]),
}

impl<'p> Pattern<'p> {
    pub(crate) fn new(pattern: &'p str) -> Self {
        let plain = |part: &str| !part.contains(['%', '_']);
        match (pattern.strip_prefix('%'), pattern.strip_suffix('%')) {
            (None, None) if plain(pattern) => Self::Equal(pattern.as_bytes()),
            (None, Some(rest)) if plain(rest) => Self::Prefix(rest.as_bytes()),
            (Some(rest), None) if plain(rest) => Self::Suffix(rest.as_bytes()),
            (Some(rest), Some(_)) => match rest.strip_suffix('%') {
                Some(middle) if plain(middle) => Self::Contains(middle.as_bytes()),
                None => Self::Contains(&[]),
                Some(_) => Self::General(pattern.as_bytes()),
            },
            _ => Self::General(pattern.as_bytes()),
        }
    }

    pub(crate) fn matches(&self, text: &[u8]) -> bool {
        match self {
            Self::Equal(part) => text == *part,
            Self::Prefix(part) => text.starts_with(part),
            Self::Suffix(part) => text.ends_with(part),
            Self::Contains(part) => contains(text, part),
            Self::General(pattern) => general(pattern, text),
        }
    }
}

/// Is the one in the other? UTF-8 finds whole characters only.
pub(crate) fn contains(text: &[u8], part: &[u8]) -> bool {
    let Some((first, rest)) = part.split_first() else { return true };
    let mut from = text;
    while let Some(at) = from.iter().position(|byte| byte == first) {
        from = &from[at + 1..];
        if from.starts_with(rest) {
            return true;
        }
    }
    false
}

/// Goes back to the last `%` only: time is at most the product of both lengths.
fn general(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'%') => {
                p += 1;
                star = Some((p, t));
            }
            Some(b'_') => {
                p += 1;
                t += width(text[t]);
            }
            Some(byte) if *byte == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((after, at)) = star else { return false };
                p = after;
                t = at + width(text.get(at).copied().unwrap_or(0));
                star = Some((after, t));
            }
        }
    }
    t == text.len() && pattern.get(p..).unwrap_or_default().iter().all(|byte| *byte == b'%')
}

/// The bytes of the character that begins so.
fn width(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).matches(text.as_bytes())
    }

    /// By definition.
    fn defined(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('%', rest)) => (0..=text.len()).any(|at| defined(rest, &text[at..])),
            Some((one, rest)) => {
                text.split_first().is_some_and(|(first, tail)| (*one == '_' || one == first) && defined(rest, tail))
            }
        }
    }

    #[test]
    fn shapes() {
        assert!(matches("质量%", "质量问题") && !matches("质量%", "有质量问题"));
        assert!(matches("%问题", "质量问题") && matches("%量问%", "质量问题"));
        assert!(matches("_量__", "质量问题") && !matches("_量_", "质量问题"));
        assert!(matches("", "") && !matches("", "x") && matches("%", "") && matches("%%", "x"));
        assert!(!matches("A", "a"));
        assert!(!matches(&"%a".repeat(200), &"b".repeat(20_000)));
    }

    proptest! {
        #[test]
        fn as_defined(pattern in "[ab语%_]{0,7}", text in "[ab语]{0,9}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(matches(&pattern, &text), defined(&p, &t));
        }

        #[test]
        fn bytes_that_are_no_text_are_harmless(pattern in "[a%_]{0,6}", text: Vec<u8>) {
            let _ = Pattern::new(&pattern).matches(&text);
        }
    }
}
