//! How sure a score makes: the share of texts decided rightly by the size of the score, rising, by the pool-adjacent-violators
//! algorithm (M. Ayer et al., 1955).

use aftersight_measure::linear::Step;

/// The size of a score, and whether the decision was right.
pub(crate) type Decided = (i64, bool);

/// Texts in a step, at least.
const LEAST: usize = 20;
/// Steps, at most.
const MOST: usize = 60;

/// A stretch of scores.
#[derive(Clone, Copy)]
struct Pool {
    sum: i64,
    right: u64,
    count: u64,
}

impl Pool {
    /// Towards even odds, as if one more text had been right and one wrong.
    fn share(&self) -> u64 {
        (self.right + 1) * 1000 / (self.count + 2)
    }
}

/// The table for a model's file. What is decided must not have been learnt from.
pub(crate) fn steps(decided: &mut [Decided]) -> Vec<Step> {
    decided.sort_unstable();
    let size = (decided.len() / MOST).max(LEAST);
    let mut pools: Vec<Pool> = Vec::new();
    for chunk in decided.chunks(size) {
        let right = chunk.iter().filter(|(_, right)| *right).count() as u64;
        let mut last = Pool { sum: chunk.iter().map(|(score, _)| score).sum(), right, count: chunk.len() as u64 };
        while let Some(before) = pools.pop_if(|before| before.share() >= last.share()) {
            last =
                Pool { sum: before.sum + last.sum, right: before.right + last.right, count: before.count + last.count };
        }
        pools.push(last);
    }
    let mut steps: Vec<Step> = Vec::new();
    for pool in pools {
        let score = i32::try_from(pool.sum / pool.count as i64).unwrap_or(i32::MAX);
        if steps.last().is_none_or(|(before, _)| *before < score) {
            steps.push((score, pool.share() as u16));
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_rise_with_scores() {
        let mut decided: Vec<Decided> = (0..1000).map(|score| (score, score % 7 < score / 200 + 2)).collect();
        let steps = steps(&mut decided);
        assert!(steps.len() > 3);
        assert!(steps.is_sorted_by(|left, right| left.0 < right.0 && left.1 <= right.1), "{steps:?}");
        assert_eq!(steps.first().map(|step| step.1 / 100), Some(2), "{steps:?}");
    }

    #[test]
    fn nothing_makes_no_table() {
        assert_eq!(steps(&mut []), []);
    }
}
