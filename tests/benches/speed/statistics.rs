//! Alternating runs, their median and their spread.

use std::time::{Duration, Instant};

/// Runs of each contestant: odd, so that the median is one of them.
pub(crate) const RUNS: usize = 7;

/// Times of one contestant, in seconds, sorted.
#[derive(Clone, Debug)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) fn new(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    pub(crate) fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }

    /// `12.3 ms (12.1–13.0)`.
    pub(crate) fn show(&self) -> String {
        let (scale, unit) = match self.median() {
            median if median < 1e-3 => (1e6, "µs"),
            median if median < 1.0 => (1e3, "ms"),
            _ => (1.0, "s"),
        };
        let digits = |value: f64| {
            let value = value * scale;
            if value < 10.0 { format!("{value:.2}") } else { format!("{value:.1}") }
        };
        format!("{} {unit} ({}–{})", digits(self.median()), digits(self.0[0]), digits(self.0[self.0.len() - 1]))
    }
}

/// `1.74 (1.61–1.80)`: the ratio of two contestants, run by run.
pub(crate) fn ratio(ours: &[f64], theirs: &[f64]) -> String {
    let mut ratios: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
    ratios.sort_by(f64::total_cmp);
    let (median, last) = (ratios[ratios.len() / 2], ratios.len() - 1);
    format!("{median:.2} ({:.2}–{:.2})", ratios[0], ratios[last])
}

/// Seconds that `work` takes.
pub(crate) fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let begin = Instant::now();
    std::hint::black_box(work());
    begin.elapsed().as_secs_f64()
}

/// Seconds per call of `work`, over as many calls as fill some hundredths of a second.
pub(crate) fn per_call<T>(mut work: impl FnMut() -> T) -> f64 {
    let enough = Duration::from_millis(40);
    let (mut calls, begin) = (0u32, Instant::now());
    while begin.elapsed() < enough {
        std::hint::black_box(work());
        calls += 1;
    }
    begin.elapsed().as_secs_f64() / f64::from(calls)
}
