//! What cleaners and analyses say.

use crate::columns::{Batch, Categories, Text};
use crate::values::{Args, Value};

/// What a cleaner did to a cell.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum Action {
    /// Repaired; the row stays.
    Fix,
    /// Doubtful; the row stays.
    Flag,
    /// The row waits aside until somebody corrects it.
    Quarantine,
    /// The row does not belong to the data; it is counted.
    Exclude,
}

/// What happened to single cells, in parallel lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Row in the batch.
    pub rows: Vec<u32>,
    /// Column by name.
    pub columns: Categories,
    /// What was done.
    pub actions: Vec<Action>,
    /// A `[[message]]` code of the manifest.
    pub codes: Categories,
    /// The cell as it was; empty where there was none.
    pub before: Text,
}

impl Notes {
    /// Notes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// None.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// How bad a finding is.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Somebody should look.
    #[default]
    Warning,
    /// Somebody must act.
    Critical,
}

/// A row as it was handed in: its number over all batches of the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The role.
    pub role: String,
    /// Counted from 0 over the role's batches.
    pub row: u64,
}

/// One finding of an alert or insight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// A `[[message]]` code of the manifest.
    pub code: String,
    /// What fills its sentence.
    pub args: Args,
    /// How bad.
    pub severity: Severity,
    /// The row that the finding is about: its keys and its interval are the finding's.
    pub subject: Option<Evidence>,
    /// Further keys, or all where there is no subject.
    pub keys: Vec<(String, String)>,
    /// What was seen.
    pub value: Option<f64>,
    /// What was expected.
    pub expected: Option<f64>,
    /// Lower end of the expected band.
    pub low: Option<f64>,
    /// Upper end of the expected band.
    pub high: Option<f64>,
    /// 0 … 1
    pub confidence: Option<f64>,
    /// What it costs, in units of the series.
    pub impact: Option<f64>,
    /// The rows behind it.
    pub evidence: Vec<Evidence>,
    /// product, logistics, service; none: the pipeline file decides.
    pub route: Option<String>,
}

impl Finding {
    /// A finding about a row.
    #[must_use]
    pub fn about(code: &str, role: &str, row: u64) -> Self {
        let subject = Some(Evidence { role: role.to_owned(), row });
        Self { code: code.to_owned(), subject, ..Self::default() }
    }

    /// Adds an argument of the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.args.push((name.to_owned(), value.into()));
        self
    }
}

/// A result table under a `[[message]]` code as title.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// A `[[message]]` code.
    pub code: String,
    /// The table.
    pub rows: Batch,
}

/// What an analysis found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Findings.
    pub findings: Vec<Finding>,
    /// Tables.
    pub sheets: Vec<Sheet>,
}
