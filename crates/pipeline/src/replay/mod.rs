//! Quarantined rows that came back corrected: which cells somebody changed, and the originals with them.
//!
//! An edited line is compared with the masked row as a run over the originals writes it now. Only cells that differ are
//! taken, so a masked text never gets into the data. The host reads and writes files; what is here runs in a browser too.

mod line;
mod matching;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use aftersight_contract::manifest::Words;
use serde::{Deserialize, Serialize};

use crate::error::RunError;
use crate::stage::Source;

pub use line::{Edited, HEAD};
pub use matching::take;

/// A row of a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// SHA-256 of the file.
    pub sha256: String,
    /// The source's name.
    pub source: String,
    /// The table.
    pub table: String,
    /// Data row in the source, counted from 1.
    pub row: u64,
}

/// What somebody decided about a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// It does not belong to the data.
    pub exclude: bool,
    /// Column → new text; none empties the cell.
    pub cells: BTreeMap<String, Option<String>>,
}

/// Corrections of rows, those of earlier replays included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections(pub BTreeMap<Place, Correction>);

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// File and line, why, and the cure.
    pub words: Words,
    /// The row that it is about …
    pub place: Place,
    /// … and the cells that somebody changed: they stand in the next file as they stood in this one.
    pub typed: BTreeMap<String, String>,
}

/// What came of edited lines.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Earlier corrections and the new ones.
    pub corrections: Corrections,
    /// Rows with new cells.
    pub corrected: u64,
    /// Rows newly left out.
    pub excluded: u64,
    /// Lines that were not taken.
    pub refused: Vec<Refusal>,
}

/// One correction in its file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    source: String,
    sha256: String,
    table: String,
    row: u64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    exclude: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    cells: BTreeMap<String, Option<String>>,
}

impl Corrections {
    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// A text that it did not write.
    pub fn parse(json: &str) -> Result<Self, RunError> {
        let entries: Vec<Entry> = serde_json::from_str(json).map_err(|error| {
            RunError::new(
                format!("corrections.json 第 {} 行无法读取。请用备份恢复该文件，或重新运行流水线", error.line()),
                format!(
                    "corrections.json, line {}: it cannot be read. Restore the file, or run the pipeline anew",
                    error.line()
                ),
            )
        })?;
        let pair = |Entry { source, sha256, table, row, exclude, cells }| {
            (Place { sha256, source, table, row }, Correction { exclude, cells })
        };
        Ok(Self(entries.into_iter().map(pair).collect()))
    }

    /// As JSON, sorted by place.
    #[must_use]
    pub fn to_json(&self) -> String {
        let entry = |(place, correction): (&Place, &Correction)| {
            let Place { sha256, source, table, row } = place.clone();
            let Correction { exclude, cells } = correction.clone();
            Entry { source, sha256, table, row, exclude, cells }
        };
        let entries: Vec<Entry> = self.0.iter().map(entry).collect();
        // Texts and numbers: nothing in them can fail to be written.
        serde_json::to_string_pretty(&entries).unwrap_or_default() + "\n"
    }

    /// The sources with their rows corrected.
    ///
    /// # Errors
    /// A source that cannot be read.
    pub fn apply<'a>(&self, sources: Vec<Source<'a>>) -> Result<Vec<Source<'a>>, RunError> {
        let mut used = BTreeSet::new();
        let mut corrected = Vec::with_capacity(sources.len());
        for source in sources {
            let own = |place: &Place| {
                place.sha256 == source.sha256 && place.source == source.name && place.table == source.table
            };
            let rows: BTreeMap<u64, Correction> = self
                .0
                .iter()
                .filter(|(place, _)| own(place))
                .map(|(place, correction)| (place.row, correction.clone()))
                .collect();
            used.extend(self.0.keys().filter(|place| own(place)));
            corrected.push(if rows.is_empty() { source } else { rows::correct(source, rows)? });
        }
        match self.0.keys().find(|place| !used.contains(place)) {
            None => Ok(corrected),
            Some(place) => Err(RunError::new(
                format!(
                    "corrections.json：来源“{}”（SHA-256 {}）不在流水线中。请恢复 pipeline.toml，或重新运行流水线",
                    place.source, place.sha256
                ),
                format!(
                    "corrections.json: the source {} (SHA-256 {}) is not in the pipeline. Restore pipeline.toml, or run the pipeline anew",
                    place.source, place.sha256
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests;
