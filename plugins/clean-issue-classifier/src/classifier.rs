//! From a text to an issue type, in whole numbers.

use aftersight_sdk::measure::linear::{Model, UNIT, best};
use aftersight_sdk::measure::ngrams::Ngrams;

/// Made by `cargo xtask train`.
const MODEL: &[u8] = include_bytes!("../model.bin");

/// What stands between praise and complaint.
const TURNS: [&str; 9] = ["但是", "但", "可是", "不过", "就是", "只是", "然而", "可惜", " but "];

/// An n-gram tells of an issue type with a weight of a sixteenth of the greatest one. Hashes fall together: smaller weights stand
/// at every third n-gram that no training text had.
const TELLING: i64 = 8;
/// So many n-grams must tell of the issue type in a text with ideographs,
const LEAST: usize = 3;
/// and so many in one of letters and digits alone, of which the same words have four times as many: `June 5, 2025` tells of none.
const LEAST_LETTERS: usize = 12;

/// What a text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The number of an issue type; `None` where the text speaks for none.
    pub output: Option<usize>,
    /// The share of texts with such a score that were told rightly, in thousandths.
    pub confidence: u16,
}

/// Reads texts. Holds scratch space.
#[derive(Clone, Debug)]
pub struct Classifier {
    model: Model<'static>,
    ngrams: Ngrams,
    buckets: Vec<u32>,
}

impl Classifier {
    /// `None` if the model inside is damaged.
    #[must_use]
    pub fn new() -> Option<Self> {
        let model = Model::parse(MODEL).ok()?;
        Some(Self { ngrams: model.header().ngrams(), model, buckets: Vec::new() })
    }

    /// The name of an issue type.
    #[must_use]
    pub fn issue(&self, output: usize) -> &str {
        &self.model.header().outputs[output].0
    }

    /// The likeliest issue type of a text. Where the whole speaks for none, what stands behind the last 但 counts: 包装没有破损，
    /// 但是发错颜色了 is mostly praise, and yet a complaint.
    pub fn guess(&mut self, text: &str) -> Guess {
        let whole = self.read(text);
        let lower = text.to_lowercase();
        let turn = TURNS.iter().filter_map(|word| Some(lower.rfind(word)? + word.len())).max();
        match turn.filter(|_| whole.output.is_none()) {
            Some(behind) => self.read(&lower[behind..]),
            None => whole,
        }
    }

    fn read(&mut self, text: &str) -> Guess {
        self.ngrams.buckets(text, &mut self.buckets);
        match best(&self.model.scores(&self.buckets)).filter(|(output, _)| self.is_told(text, *output)) {
            Some((output, margin)) => Guess { output: Some(output), confidence: self.model.confidence(margin) },
            None => Guess { output: None, confidence: 0 },
        }
    }

    /// Do enough of the text's n-grams tell of an issue type? Of a few that happen to be known a guess would be sure.
    fn is_told(&self, text: &str, output: usize) -> bool {
        let least = if text.chars().any(is_ideograph) { LEAST } else { LEAST_LETTERS };
        let bias = i64::from(self.model.header().outputs[output].1);
        let weight = |bucket: &u32| (self.model.scores(&[*bucket])[output] - bias) / UNIT;
        self.buckets.iter().filter(|bucket| weight(bucket) >= TELLING).nth(least - 1).is_some()
    }
}

fn is_ideograph(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_with_little_that_is_known_gets_no_guess() {
        let mut classifier = Classifier::new().unwrap();
        for text in
            ["June 5, 2025", "June 15, 2024", "2025-06-01", "order 123", "A017", "abc def", "2", "如图", "王小明"]
        {
            assert_eq!(classifier.guess(text), Guess { output: None, confidence: 0 }, "{text}");
        }
        for text in ["破损", "投诉", "补差价", "it is broken", "invoice please", "changed my mind"] {
            assert!(classifier.guess(text).confidence >= 600, "{text}");
        }
    }

    proptest! {
        #[test]
        fn guesses_name_an_issue_and_repeat(text in "[破损没有不发货慢票错质量，。a-z]{0,60}|\\PC{0,80}") {
            let mut classifier = Classifier::new().unwrap();
            let guess = classifier.guess(&text);
            prop_assert_eq!(guess, Classifier::new().unwrap().guess(&text));
            prop_assert!(guess.confidence <= 1000);
            if let Some(output) = guess.output {
                prop_assert!(!classifier.issue(output).is_empty());
            }
        }
    }
}
