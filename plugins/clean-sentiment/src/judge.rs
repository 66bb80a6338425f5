//! From a text to a sentiment, in whole numbers.

use aftersight_sdk::measure::linear::Model;
use aftersight_sdk::measure::ngrams::Ngrams;

/// Made by `cargo xtask train`.
const MODEL: &[u8] = include_bytes!("../model.bin");

/// What a text says, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feeling {
    /// −1000 to 1000; below nought it is bad.
    pub sentiment: i32,
    /// The share of texts like this one whose side is told rightly; 500 is a coin's.
    pub confidence: u16,
}

/// Even odds: as unsure as one can be about two sides.
const COIN: u16 = 500;
/// Scare quotes stand around a word of at most this many characters, in a text of at most so many: books have titles.
const QUOTED: usize = 4;
const SHORT: usize = 60;

/// Reads texts. Holds scratch space.
#[derive(Clone, Debug)]
pub struct Judge {
    model: Model<'static>,
    ngrams: Ngrams,
    irony: Vec<String>,
    buckets: Vec<u32>,
}

impl Judge {
    /// With words that give irony away. `None` if the model inside is damaged.
    #[must_use]
    pub fn new(irony: &[String]) -> Option<Self> {
        let model = Model::parse(MODEL).ok()?;
        let irony = irony.iter().filter(|word| !word.trim().is_empty()).map(|word| word.to_lowercase()).collect();
        Some(Self { ngrams: model.header().ngrams(), model, irony, buckets: Vec::new() })
    }

    /// The sentiment of a text; `None` for one that is not mostly Chinese, which is all that the model has read.
    pub fn feel(&mut self, text: &str) -> Option<Feeling> {
        if !is_chinese(text) {
            return None;
        }
        let (sign, confidence) = self.side(text);
        let plain = Feeling { sentiment: sign * 2 * i32::from(confidence.saturating_sub(COIN)), confidence };
        let doubtful = confidence > COIN && self.is_ironic(text, sign);
        Some(if doubtful { Feeling { sentiment: plain.sentiment / 4, confidence: COIN } } else { plain })
    }

    /// Which side a text is on, −1 or 1, and how sure that is.
    pub fn side(&mut self, text: &str) -> (i32, u16) {
        self.ngrams.buckets(text, &mut self.buckets);
        let score = self.model.scores(&self.buckets)[0];
        (if score > 0 { 1 } else { -1 }, self.model.confidence(score.abs()))
    }

    /// Does a word give it away, or a word between quotation marks in a short complaint: “极速”发货?
    fn is_ironic(&self, text: &str, sign: i32) -> bool {
        let lower = text.to_lowercase();
        if self.irony.iter().any(|word| lower.contains(word.as_str())) {
            return true;
        }
        let parts: Vec<&str> = text.split(['“', '”', '"', '＂', '「', '」']).collect();
        // Every other part stands between marks; the last one has none behind it.
        let mut quoted = parts[..parts.len() - 1].iter().skip(1).step_by(2).map(|part| part.chars().count());
        sign < 0 && quoted.any(|length| (1..=QUOTED).contains(&length)) && text.chars().count() <= SHORT
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Is every third letter an ideograph? A word is one or two of them, but many Latin letters.
fn is_chinese(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (mut all, mut ideographs) = (0usize, 0usize);
    letters.for_each(|c| {
        all += 1;
        ideographs += usize::from(is_ideograph(c));
    });
    ideographs > 0 && ideographs * 3 >= all
}

#[cfg(test)]
mod tests;
