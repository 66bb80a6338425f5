//! Linear models over hashed n-grams, in integers: one weight of eight bits a bucket and output.
//!
//! # Scores
//!
//! With n distinct buckets of a text and an output's weights w, the score is `256 Σ w / √n + bias`, by integer division
//! and integer root: the same on every host. A table turns the size of a score into the share of texts of that size that
//! were decided rightly when the model was made.
//!
//! # Format, version 1, little-endian
//!
//! | bytes | |
//! |---|---|
//! | 4 | `ASNG` |
//! | 1 | version: 1 |
//! | 1 | longest n-gram, in characters |
//! | 1 | b: there are 2^b buckets |
//! | 1 | outputs |
//! | 8 | XXH64 of the training texts and their labels |
//! | 1 + … | how many negations; each one as its length in bytes and its text |
//! | … | for each output its name, as above, and its bias: 4 bytes, signed |
//! | 1 + … | how many steps of the table; each one as a score (4 bytes, signed) and thousandths (2 bytes) |
//! | outputs × 2^b | weights, signed: those of a bucket stand together |

use crate::ngrams::Ngrams;
use crate::state::{Reader, StateError};

const MAGIC: &[u8; 4] = b"ASNG";
const VERSION: u8 = 1;
/// A score of 256 stands for a weight of one in each bucket of a text of one bucket.
pub const UNIT: i64 = 256;

/// From which score on how many thousandths are right.
pub type Step = (i32, u16);

/// Everything but the weights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Longest n-gram in characters, 1 to 8.
    pub longest: u8,
    /// There are two to this power buckets: 6 to 24.
    pub bits: u8,
    /// XXH64 of what the model was made from.
    pub origin: u64,
    /// Words that turn what follows into its opposite.
    pub negations: Vec<String>,
    /// The outputs' names and biases, one at least.
    pub outputs: Vec<(String, i32)>,
    /// Confidence by score, both rising.
    pub steps: Vec<Step>,
}

impl Header {
    /// The n-grams that the model reads.
    #[must_use]
    pub fn ngrams(&self) -> Ngrams {
        let negations: Vec<&str> = self.negations.iter().map(String::as_str).collect();
        Ngrams::new(self.longest.into(), self.bits.into(), &negations)
    }
}

/// A model whose weights lie in a file's bytes.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    header: Header,
    weights: &'a [u8],
}

impl<'a> Model<'a> {
    /// Reads a model file.
    ///
    /// # Errors
    /// [`StateError`] for bytes that are none of this version.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, StateError> {
        let mut reader = Reader(bytes);
        if read::<4>(&mut reader)? != *MAGIC || reader.byte()? != VERSION {
            return Err(StateError::Malformed);
        }
        let mut header = Header { longest: reader.byte()?, bits: reader.byte()?, ..Header::default() };
        let outputs = reader.byte()?;
        header.origin = reader.word()?;
        if !(1..=8).contains(&header.longest) || !(6..=24).contains(&header.bits) || outputs == 0 {
            return Err(StateError::Malformed);
        }
        for _ in 0..reader.byte()? {
            header.negations.push(text(&mut reader)?);
        }
        for _ in 0..outputs {
            header.outputs.push((text(&mut reader)?, i32::from_le_bytes(read(&mut reader)?)));
        }
        for _ in 0..reader.byte()? {
            header.steps.push((i32::from_le_bytes(read(&mut reader)?), u16::from_le_bytes(read(&mut reader)?)));
        }
        let rising = header.steps.is_sorted_by(|left, right| left.0 < right.0 && left.1 <= right.1);
        if !rising || header.steps.iter().any(|step| step.1 > 1000) {
            return Err(StateError::Malformed);
        }
        let weights = reader.0;
        match weights.len().cmp(&(usize::from(outputs) << header.bits)) {
            std::cmp::Ordering::Less => Err(StateError::Truncated),
            std::cmp::Ordering::Equal => Ok(Self { header, weights }),
            std::cmp::Ordering::Greater => Err(StateError::Malformed),
        }
    }

    /// Everything but the weights.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The score of each output for a text's distinct buckets; nought for all of a text without any.
    #[must_use]
    pub fn scores(&self, buckets: &[u32]) -> Vec<i64> {
        let mut out = vec![0; self.header.outputs.len()];
        if buckets.is_empty() {
            return out;
        }
        for bucket in buckets {
            let start = *bucket as usize * out.len();
            for (sum, weight) in out.iter_mut().zip(&self.weights[start..start + self.header.outputs.len()]) {
                *sum += i64::from(weight.cast_signed());
            }
        }
        let root = root(buckets.len());
        for (sum, (_, bias)) in out.iter_mut().zip(&self.header.outputs) {
            *sum = *sum * UNIT * UNIT / root + i64::from(*bias);
        }
        out
    }

    /// The thousandths of texts with a score of this size that were decided rightly, straight lines between the steps.
    #[must_use]
    pub fn confidence(&self, score: i64) -> u16 {
        let steps = &self.header.steps;
        let above = steps.partition_point(|step| i64::from(step.0) <= score);
        match (above.checked_sub(1).map(|below| steps[below]), steps.get(above)) {
            (Some((from, low)), Some((to, high))) => {
                let (from, to) = (i64::from(from), i64::from(*to));
                let rise = i64::from(high - low) * (score - from) / (to - from);
                low + rise as u16
            }
            (Some((_, share)), None) => share,
            (None, first) => first.map_or(0, |(_, share)| *share),
        }
    }
}

/// The output with the highest score, and by how much it is ahead: of the next one, and of nought. `None` where no score is
/// above nought.
#[must_use]
pub fn best(scores: &[i64]) -> Option<(usize, i64)> {
    let (output, score) = scores.iter().enumerate().rev().max_by_key(|(_, score)| **score)?;
    let others = scores.iter().enumerate().filter(|(other, _)| *other != output).map(|(_, score)| *score);
    (*score > 0).then(|| (output, score - others.max().unwrap_or(0).max(0)))
}

/// 256 √n.
fn root(n: usize) -> i64 {
    (n as u64 * (UNIT * UNIT) as u64).isqrt() as i64
}

/// Writes a model file. `weights` has those of each bucket together.
///
/// # Errors
/// `Malformed` for names or lists too long for the format and for weights that are not outputs × 2^bits many.
pub fn encode(header: &Header, weights: &[i8]) -> Result<Vec<u8>, StateError> {
    let count = |length: usize| u8::try_from(length).map_err(|_| StateError::Malformed);
    let mut out = MAGIC.to_vec();
    out.extend([VERSION, header.longest, header.bits, count(header.outputs.len())?]);
    out.extend(header.origin.to_le_bytes());
    out.push(count(header.negations.len())?);
    for word in &header.negations {
        out.push(count(word.len())?);
        out.extend(word.as_bytes());
    }
    for (name, bias) in &header.outputs {
        out.push(count(name.len())?);
        out.extend(name.as_bytes());
        out.extend(bias.to_le_bytes());
    }
    out.push(count(header.steps.len())?);
    for (score, share) in &header.steps {
        out.extend(score.to_le_bytes());
        out.extend(share.to_le_bytes());
    }
    out.extend(weights.iter().map(|weight| weight.cast_unsigned()));
    Model::parse(&out).map(drop)?;
    Ok(out)
}

fn read<const N: usize>(reader: &mut Reader<'_>) -> Result<[u8; N], StateError> {
    let (bytes, rest) = reader.0.split_first_chunk::<N>().ok_or(StateError::Truncated)?;
    reader.0 = rest;
    Ok(*bytes)
}

fn text(reader: &mut Reader<'_>) -> Result<String, StateError> {
    let length = usize::from(reader.byte()?);
    let (bytes, rest) = reader.0.split_at_checked(length).ok_or(StateError::Truncated)?;
    reader.0 = rest;
    String::from_utf8(bytes.to_vec()).map_err(|_| StateError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header {
            longest: 4,
            bits: 6,
            origin: 7,
            negations: vec!["没有".to_owned()],
            outputs: vec![("good".to_owned(), -10), ("late".to_owned(), 0)],
            steps: vec![(0, 500), (100, 700), (300, 900)],
        }
    }

    fn file() -> Vec<u8> {
        let mut weights = [0i8; 128];
        (weights[2], weights[3], weights[4]) = (100, -100, 27);
        encode(&header(), &weights).unwrap()
    }

    #[test]
    fn scores_are_sums_over_roots() {
        let file = file();
        let model = Model::parse(&file).unwrap();
        assert_eq!(model.header(), &header());
        assert_eq!(model.scores(&[1]), [100 * 256 - 10, -100 * 256]);
        // 256 × 127 / √4
        assert_eq!(model.scores(&[1, 2, 5, 9]), [127 * 128 - 10, -100 * 128]);
        assert_eq!(model.scores(&[]), [0, 0]);
        assert_eq!(best(&[-3, 9, 4]), Some((1, 5)));
        assert_eq!(best(&[7, -2]), Some((0, 7)));
        assert_eq!(best(&[5, 5]), Some((0, 0)));
        assert_eq!(best(&[0, -1]), None);
    }

    #[test]
    fn confidence_runs_straight_between_the_steps() {
        let file = file();
        let model = Model::parse(&file).unwrap();
        let shares = [-5, 0, 50, 100, 200, 300, 9_000].map(|score| model.confidence(score));
        assert_eq!(shares, [500, 500, 600, 700, 800, 900, 900]);
    }

    #[test]
    fn other_bytes_are_refused() {
        let file = file();
        for length in 0..file.len() {
            assert!(Model::parse(&file[..length]).is_err(), "{length}");
        }
        let refused = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = file.clone();
            change(&mut bytes);
            Model::parse(&bytes).unwrap_err()
        };
        assert_eq!(refused(&|bytes| bytes.push(0)), StateError::Malformed);
        assert_eq!(refused(&|bytes| bytes[4] = 2), StateError::Malformed);
        assert_eq!(refused(&|bytes| bytes[6] = 60), StateError::Malformed);
        assert_eq!(encode(&header(), &[0; 3]), Err(StateError::Truncated));
        let falling = Header { steps: vec![(0, 900), (1, 500)], ..header() };
        assert_eq!(encode(&falling, &[0; 128]), Err(StateError::Malformed));
    }
}
