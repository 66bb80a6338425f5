//! Fitting: naive Bayes log-count ratios under a logistic regression (S. Wang, C. Manning, *Baselines and bigrams*, ACL
//! 2012), by AdaGrad, averaged over the epochs; then rounding to eight bits.
//!
//! Additions happen in one fixed order and logarithms come from `libm`: the same texts give the same bytes on every machine.

use aftersight_measure::hash_bytes;
use aftersight_measure::linear::{Header, UNIT};

/// How a model is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    pub(crate) longest: u8,
    pub(crate) bits: u8,
    pub(crate) negations: &'static [&'static str],
    pub(crate) outputs: &'static [&'static str],
    /// Passes over the texts.
    pub(crate) epochs: u64,
    /// Length of a step.
    pub(crate) rate: f64,
    /// Weight of the penalty on large weights.
    pub(crate) penalty: f64,
    /// Whether each output weighs as much as any other, however few its texts.
    pub(crate) balance: bool,
    /// Texts that must hold an n-gram.
    pub(crate) least: f64,
}

/// Added to each count, so that none is nought.
const SMOOTHING: f64 = 1.0;

/// A text as its buckets, and its label.
pub(crate) type Case<'a> = (&'a [u32], Option<usize>);

/// Weights before rounding: a bias for each output, and one weight for each bucket and output, those of a bucket together.
#[derive(Debug)]
pub(crate) struct Weights {
    biases: Vec<f64>,
    weights: Vec<f64>,
}

impl Weights {
    /// The scores in the units of the rounded model.
    pub(crate) fn scores(&self, buckets: &[u32]) -> Vec<i64> {
        let scale = self.scale() * UNIT as f64;
        let mut sums = vec![0.0; self.biases.len()];
        add(&mut sums, buckets, &self.weights);
        let root = root(buckets);
        sums.iter().zip(&self.biases).map(|(sum, bias)| ((sum / root + bias) * scale) as i64).collect()
    }

    /// Rounds to a file, without a table of confidence.
    pub(crate) fn round(&self, recipe: &Recipe, origin: u64) -> (Header, Vec<i8>) {
        let scale = self.scale();
        let bias = |bias: &f64| (bias * scale * UNIT as f64).round() as i32;
        let names = recipe.outputs.iter().map(|name| (*name).to_owned());
        let header = Header {
            longest: recipe.longest,
            bits: recipe.bits,
            origin,
            negations: recipe.negations.iter().map(|word| (*word).to_owned()).collect(),
            outputs: names.zip(self.biases.iter().map(bias)).collect(),
            steps: Vec::new(),
        };
        (header, self.weights.iter().map(|weight| (weight * scale).round().clamp(-127.0, 127.0) as i8).collect())
    }

    /// One scale for all outputs, so that their scores can be compared.
    fn scale(&self) -> f64 {
        127.0 / self.weights.iter().fold(f64::MIN_POSITIVE, |most, weight| most.max(weight.abs()))
    }
}

/// A multinomial logistic regression whose reference is to be none of the outputs: with one output, the usual one.
pub(crate) fn fit(recipe: &Recipe, cases: &[Case<'_>]) -> Weights {
    let outputs = recipe.outputs.len();
    let ratios = ratios(recipe, cases);
    let counts = counts(outputs, cases);
    let (mut biases, mut weights) = (vec![0.0; outputs], vec![0.0; ratios.len()]);
    let (mut bias_sums, mut sums) = (biases.clone(), weights.clone());
    let mut steepness = vec![1e-8; ratios.len()];
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut scaled = vec![0.0; ratios.len()];
    for epoch in 0..recipe.epochs {
        order.sort_by_key(|place| hash_bytes(&[(*place as u64).to_le_bytes(), epoch.to_le_bytes()].concat()));
        for place in &order {
            let (buckets, label) = cases[*place];
            let root = root(buckets);
            let mut scores = vec![0.0; outputs];
            add(&mut scores, buckets, &scaled);
            scores.iter_mut().zip(&biases).for_each(|(score, bias)| *score = *score / root + bias);
            let heavy = if recipe.balance {
                cases.len() as f64 / counts[label.unwrap_or(outputs)] / counts.len() as f64
            } else {
                1.0
            };
            for (output, chance) in chances(&scores).into_iter().enumerate() {
                let wrong = (chance - f64::from(u8::from(label == Some(output)))) * heavy;
                biases[output] -= 0.02 * wrong;
                for bucket in buckets {
                    let at = *bucket as usize * outputs + output;
                    if ratios[at] != 0.0 {
                        let slope = wrong * ratios[at] / root + recipe.penalty * weights[at];
                        steepness[at] += slope * slope;
                        weights[at] -= recipe.rate * slope / f64::sqrt(steepness[at]);
                        scaled[at] = weights[at] * ratios[at];
                    }
                }
            }
        }
        bias_sums.iter_mut().zip(&biases).for_each(|(sum, bias)| *sum += bias);
        sums.iter_mut().zip(&scaled).for_each(|(sum, weight)| *sum += weight);
    }
    let epochs = recipe.epochs.max(1) as f64;
    let mean = |sums: Vec<f64>| sums.into_iter().map(|sum| sum / epochs).collect();
    Weights { biases: mean(bias_sums), weights: mean(sums) }
}

/// √n of a text with n buckets.
fn root(buckets: &[u32]) -> f64 {
    (buckets.len().max(1) as f64).sqrt()
}

fn add(sums: &mut [f64], buckets: &[u32], weights: &[f64]) {
    let outputs = sums.len();
    for bucket in buckets {
        let start = *bucket as usize * outputs;
        sums.iter_mut().zip(&weights[start..start + outputs]).for_each(|(sum, weight)| *sum += weight);
    }
}

/// The chance of each output; what is left is the reference's.
fn chances(scores: &[f64]) -> Vec<f64> {
    let most = scores.iter().fold(0.0f64, |most, score| most.max(*score));
    let shares: Vec<f64> = scores.iter().map(|score| libm::exp(score - most)).collect();
    let all = shares.iter().fold(libm::exp(-most), |all, share| all + share);
    shares.into_iter().map(|share| share / all).collect()
}

/// Texts of each output, and last of none.
fn counts(outputs: usize, cases: &[Case<'_>]) -> Vec<f64> {
    let mut counts = vec![0.0; outputs + 1];
    cases.iter().for_each(|(_, label)| counts[label.unwrap_or(outputs)] += 1.0);
    counts
}

/// ln of how much more often a bucket stands in the texts of an output than in the others; 0 for rare ones.
fn ratios(recipe: &Recipe, cases: &[Case<'_>]) -> Vec<f64> {
    let outputs = recipe.outputs.len();
    let mut inside = vec![0.0; outputs << recipe.bits];
    let mut everywhere = vec![0.0; 1 << recipe.bits];
    for (buckets, label) in cases {
        for bucket in *buckets {
            everywhere[*bucket as usize] += 1.0;
            if let Some(output) = label {
                inside[*bucket as usize * outputs + output] += 1.0;
            }
        }
    }
    let mut totals = vec![[0.0; 2]; outputs];
    for (bucket, all) in everywhere.iter().enumerate().filter(|(_, all)| **all > 0.0) {
        for (output, total) in totals.iter_mut().enumerate() {
            let count = inside[bucket * outputs + output];
            total[0] += all - count + SMOOTHING;
            total[1] += count + SMOOTHING;
        }
    }
    let ratio = |(at, count): (usize, &f64)| {
        let all: f64 = everywhere[at / outputs];
        if all < recipe.least {
            return 0.0;
        }
        let total: [f64; 2] = totals[at % outputs];
        libm::log((count + SMOOTHING) / total[1]) - libm::log((all - count + SMOOTHING) / total[0])
    };
    inside.iter().enumerate().map(ratio).collect()
}
