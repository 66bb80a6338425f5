//! A score out of the text of a cell.

use crate::vocabulary::Vocabulary;

/// A score and the scale on which it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Score {
    pub(crate) value: f64,
    pub(crate) scale: Scale,
}

/// The ends of a scale, as far as they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Scale {
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
}

impl Scale {
    /// `1-5`, `-1-1`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (at, _) = text.char_indices().skip(1).find(|(_, c)| matches!(c, '-' | '~' | '–'))?;
        let (low, rest) = text.split_at(at);
        let high = rest.trim_start_matches(['~', '–']);
        let high = if high.len() == rest.len() { rest.strip_prefix('-')? } else { high };
        let (low, high) = (number(low)?, number(high)?);
        (low < high).then_some(Self { low: Some(low), high: Some(high) })
    }
}

impl Score {
    /// Does the score lie between the ends, as far as they are known?
    pub(crate) fn is_within(&self, scale: Scale) -> bool {
        scale.low.is_none_or(|low| low <= self.value) && scale.high.is_none_or(|high| self.value <= high)
    }
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reading {
    /// Nobody has answered.
    Nothing,
    Score(Score),
    /// No score that we know.
    Unknown,
}

const FIVE: Scale = Scale { low: Some(1.0), high: Some(5.0) };
const PERCENT: Scale = Scale { low: Some(0.0), high: Some(100.0) };

/// What stands behind a number of points, of which the scale is not known.
const POINTS: [&str; 5] = ["分", "points", "point", "pts", "pt"];
/// What stands behind a number of stars.
const STARS: [&str; 5] = ["颗星", "星", "stars", "star", "星级"];

/// Reads a cell: a number, a fraction of the best, stars, a percentage, a word.
pub(crate) fn read(text: &str, vocabulary: &Vocabulary) -> Reading {
    // A word that was taught stands above all, `5` too.
    if let Some(score) = vocabulary.find(text) {
        return Reading::Score(score);
    }
    if vocabulary.is_nothing(text) {
        return Reading::Nothing;
    }
    let text = narrow(text).to_lowercase();
    let text = text.trim();
    let behind = |words: &[&str]| words.iter().find_map(|word| number(text.strip_suffix(word)?));
    let of = |value: f64, scale: Scale| Reading::Score(Score { value, scale });
    if let Some(value) = number(text).or_else(|| behind(&POINTS)) {
        return of(value, Scale::default());
    }
    if let Some(value) = behind(&STARS) {
        return of(value, FIVE);
    }
    if let Some(value) = behind(&["%"]) {
        return of(value, PERCENT);
    }
    if let Some((value, high)) = text.split_once('/').and_then(|(value, high)| Some((number(value)?, number(high)?))) {
        return of(value, Scale { low: None, high: Some(high) });
    }
    let (full, empty) = (text.matches(['★', '⭐']).count(), text.matches('☆').count());
    let drawn = full > 0 && text.chars().all(|c| matches!(c, '★' | '⭐' | '☆' | '\u{fe0f}'));
    if drawn && full + empty <= 5 {
        return of(full as f64, FIVE);
    }
    Reading::Unknown
}

/// A decimal number, and nothing beside it.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain =
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|c| c.is_ascii_digit() || c == b'.');
    // Nobody gives a score of more digits; an id in the wrong column is none.
    let value: f64 = if plain && text.len() <= 12 { text.parse().ok()? } else { return None };
    Some(value).filter(|value| value.is_finite())
}

/// Full-width digits and signs as plain ones.
fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::with(&[]).unwrap()
    }

    #[test]
    fn scores_are_read_in_every_form() {
        let vocabulary = vocabulary();
        let open = Scale::default();
        let of = |high: f64| Scale { low: None, high: Some(high) };
        for (text, value, scale) in [
            ("9", 9.0, open),
            ("-1", -1.0, open),
            ("４.5 分", 4.5, open),
            ("4 points", 4.0, open),
            ("4星", 4.0, FIVE),
            ("5 stars", 5.0, FIVE),
            ("★★★★☆", 4.0, FIVE),
            ("⭐⭐⭐", 3.0, FIVE),
            ("8/10", 8.0, of(10.0)),
            ("90%", 90.0, PERCENT),
            ("非常 满意！", 5.0, FIVE),
            ("很不滿意", 1.0, FIVE),
            ("Very Satisfied", 5.0, FIVE),
            ("差评", -1.0, Scale { low: Some(-1.0), high: Some(1.0) }),
        ] {
            assert_eq!(read(text, &vocabulary), Reading::Score(Score { value, scale }), "{text}");
        }
        for text in ["", " - ", "未评价", "Not Offered", "N/A"] {
            assert_eq!(read(text, &vocabulary), Reading::Nothing, "{text}");
        }
        for text in ["满意吗", "4,5", "1e3", "inf", "4108888888888888889", "★★★★★★", "Good", "4分5"] {
            assert_eq!(read(text, &vocabulary), Reading::Unknown, "{text}");
        }
    }

    #[test]
    fn scales_are_read() {
        let scale = |low, high| Some(Scale { low: Some(low), high: Some(high) });
        assert_eq!(
            (Scale::parse("1-5"), Scale::parse("-1-1"), Scale::parse(" 0~10 ")),
            (scale(1.0, 5.0), scale(-1.0, 1.0), scale(0.0, 10.0))
        );
        assert_eq!((Scale::parse("5"), Scale::parse("5-1"), Scale::parse("")), (None, None, None));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), near in "[-+0-9./%分星★☆ ]{0,12}") {
            let vocabulary = vocabulary();
            for text in [text, near] {
                if let Reading::Score(score) = read(&text, &vocabulary) {
                    prop_assert!(score.value.is_finite());
                }
                let _ = Scale::parse(&text);
            }
        }
    }
}
