//! What a model gets right, as tables on the terminal.

use std::collections::BTreeMap;

use aftersight_measure::linear::best;

use super::examples::{Example, Source};

/// Counts of (what it is, what it was taken for); the last place stands for none of the outputs.
#[derive(Debug)]
pub(crate) struct Confusion {
    names: Vec<&'static str>,
    counts: Vec<Vec<usize>>,
    sources: BTreeMap<&'static str, [usize; 2]>,
}

impl Confusion {
    /// Asks `score` for every text.
    pub(crate) fn of(
        outputs: &[&'static str],
        none: &'static str,
        texts: &[(&Example, &[u32])],
        mut score: impl FnMut(&[u32]) -> Vec<i64>,
    ) -> Self {
        let names: Vec<_> = outputs.iter().copied().chain([none]).collect();
        let mut out = Self { counts: vec![vec![0; names.len()]; names.len()], names, sources: BTreeMap::new() };
        for (example, buckets) in texts {
            let found = best(&score(buckets)).map_or(outputs.len(), |(output, _)| output);
            let is = example.label.unwrap_or(outputs.len());
            out.counts[is][found] += 1;
            out.sources.entry(example.source.name()).or_default()[usize::from(is == found)] += 1;
        }
        out
    }

    /// The share of texts taken for what they are.
    pub(crate) fn accuracy(&self) -> f64 {
        let right: usize = (0..self.names.len()).map(|place| self.counts[place][place]).sum();
        share(right, self.counts.iter().flatten().sum())
    }

    /// The share of the texts of one source taken for what they are; 0 where there are none.
    pub(crate) fn right(&self, source: Source) -> f64 {
        let [wrong, right] = self.sources.get(source.name()).copied().unwrap_or_default();
        share(right, right + wrong)
    }

    /// Accuracy by source, the table, precision and recall.
    pub(crate) fn print(&self, title: &str) {
        println!("\n{title}: accuracy {:.4}", self.accuracy());
        for (source, [wrong, right]) in &self.sources {
            println!("  {source:<10} {:.4} of {}", share(*right, right + wrong), right + wrong);
        }
        print!("  {:<16}", "is \\ taken for");
        self.names.iter().for_each(|name| print!("{:>8}", name.chars().take(7).collect::<String>()));
        println!("{:>11}{:>8}", "precision", "recall");
        for (place, name) in self.names.iter().enumerate() {
            print!("  {name:<16}");
            self.counts[place].iter().for_each(|count| print!("{count:>8}"));
            let right = self.counts[place][place];
            let found = self.counts.iter().map(|row| row[place]).sum();
            println!("{:>11.3}{:>8.3}", share(right, found), share(right, self.counts[place].iter().sum()));
        }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
