//! Labelled texts: real reviews, the generator's, and phrases.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use aftersight_generate::{Config, Table, generate};
use aftersight_measure::{hash_bytes, ngrams};
use anyhow::{Context, Result, bail};

use crate::shell;

/// Where a text is from; figures are shown for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// `zh-reviews`.
    Reviews,
    /// The generator's truth.
    Generated,
    /// The classifier's own phrases.
    Phrases,
    /// Words and keywords of the reason vocabulary.
    Words,
}

impl Source {
    /// Its name in a report.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Reviews => "reviews",
            Self::Generated => "generated",
            Self::Phrases => "phrases",
            Self::Words => "words",
        }
    }
}

/// A text and what it should be taken for: the number of an output, or none of them.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) text: String,
    pub(crate) label: Option<usize>,
    /// Neither one nor the other: learnt as an example of both, and never asked for.
    pub(crate) even: bool,
    pub(crate) source: Source,
    pub(crate) fold: u64,
}

/// Texts by their key: each once, none with two labels.
#[derive(Debug, Default)]
pub(crate) struct Examples(BTreeMap<String, Option<Example>>);

impl Examples {
    /// Adds a text, unless it is there already.
    pub(crate) fn add(&mut self, text: &str, label: Option<usize>, source: Source) {
        self.put(text, label, false, source);
    }

    /// Adds a text that is neither.
    pub(crate) fn add_even(&mut self, text: &str, source: Source) {
        self.put(text, None, true, source);
    }

    fn put(&mut self, text: &str, label: Option<usize>, even: bool, source: Source) {
        let key = ngrams::key(text);
        if key.is_empty() {
            return;
        }
        let fold = hash_bytes(key.as_bytes()) % super::FOLDS;
        let new = Example { text: text.to_owned(), label, even, source, fold };
        let known = self.0.entry(key).or_insert_with(|| Some(new.clone()));
        // Whoever calls one text good and bad teaches nothing.
        if known.as_ref().is_some_and(|known| (known.label, known.even) != (label, even)) {
            *known = None;
        }
    }

    /// All of them in the order of their hashes, at most `most` of each label from the generator and from the reviews.
    pub(crate) fn finish(self, most: usize) -> Vec<Example> {
        let mut all: Vec<(u64, String, Example)> =
            self.0.into_iter().filter_map(|(key, example)| Some((hash_bytes(key.as_bytes()), key, example?))).collect();
        all.sort_by(|left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
        let mut counts: BTreeMap<(Source, Option<usize>), usize> = BTreeMap::new();
        let kept = |example: &Example| {
            let count = counts.entry((example.source, example.label)).or_default();
            *count += 1;
            matches!(example.source, Source::Phrases | Source::Words) || *count <= most
        };
        all.into_iter().map(|(.., example)| example).filter(kept).collect()
    }
}

/// Of what the examples are, whatever their order: the hash that a model's file carries.
pub(crate) fn origin(examples: &[Example]) -> u64 {
    let lines = examples
        .iter()
        .map(|example| format!("{}\t{:?} {}\n", ngrams::key(&example.text), example.label, example.even));
    hash_bytes(lines.collect::<String>().as_bytes())
}

/// Where the reviews lie.
pub(crate) fn reviews_path() -> PathBuf {
    shell::shared().join("data/zh-reviews/reviews.csv.gz")
}

/// `(is it good, text)` of all reviews.
pub(crate) fn reviews() -> Result<Vec<(bool, String)>> {
    let path = reviews_path();
    let file = File::open(&path).with_context(|| {
        format!("there is no {}: set AFTERSIGHT_SHARED to the directory that holds data/zh-reviews", path.display())
    })?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .with_context(|| format!("cannot unpack {}", path.display()))?;
    let rows = table(text.trim_start_matches('\u{feff}').as_bytes(), &["label", "review"])?;
    Ok(rows.into_iter().map(|mut row| (row[0] == "1", std::mem::take(&mut row[1]))).collect())
}

/// Columns of the generator's truth about a table, of several shops.
pub(crate) fn generated(wanted: Table, columns: &[&str]) -> Result<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    for seed in 1..=super::SHOPS {
        let config = Config { rows: super::CASES, seed, tables: vec![wanted], ..Config::default() };
        let truth = Arc::new(Mutex::new(Vec::new()));
        let name = format!("truth/{}.csv", wanted.name());
        generate(&config, &mut |file| {
            let sink: Box<dyn Write> =
                if file == name { Box::new(Shared(truth.clone())) } else { Box::new(io::sink()) };
            Ok(sink)
        })?;
        let bytes = truth.lock().map_err(|_| anyhow::anyhow!("the generator stopped"))?;
        rows.extend(table(&bytes, columns)?);
    }
    Ok(rows)
}

/// `(issue type, text)` of a file of phrases: `[issue]` above the texts of that issue.
pub(crate) fn phrases(path: &Path) -> Result<Vec<(String, String)>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut issue = None;
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match (line.strip_prefix('[').and_then(|line| line.strip_suffix(']')), issue) {
            (Some(name), _) => issue = Some(name),
            (None, Some(issue)) => found.push((issue.to_owned(), line.to_owned())),
            (None, None) => bail!("{}: {line:?} stands above the first [issue]", path.display()),
        }
    }
    Ok(found)
}

/// `(issue type, word)` of the reason vocabulary: its words and keywords.
pub(crate) fn words(path: &Path) -> Result<Vec<(String, String)>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file: toml::Table = text.parse().with_context(|| format!("cannot read {}", path.display()))?;
    let mut found = Vec::new();
    for reason in file.get("reason").and_then(toml::Value::as_array).into_iter().flatten() {
        let issue = reason.get("issue").and_then(toml::Value::as_str).unwrap_or_default();
        let lists = ["words", "keywords"].iter().filter_map(|key| reason.get(key)?.as_array());
        found.extend(lists.flatten().filter_map(|word| Some((issue.to_owned(), word.as_str()?.to_owned()))));
    }
    Ok(found)
}

fn table(bytes: &[u8], columns: &[&str]) -> Result<Vec<Vec<String>>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers()?.clone();
    let place = |name: &&str| {
        headers.iter().position(|header| header == *name).with_context(|| format!("there is no column {name}"))
    };
    let places: Vec<usize> = columns.iter().map(place).collect::<Result<_>>()?;
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record?;
        Ok(places.iter().map(|place| record.get(*place).unwrap_or_default().to_owned()).collect())
    };
    reader.records().map(row).collect()
}

/// A file in memory that two hold.
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = self.0.lock().map_err(|_| io::Error::other("the reader stopped"))?;
        all.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
