//! Issue types from free text, by a small model inside the plugin.

mod classifier;

use std::collections::BTreeMap;

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Column, Context, Error, Kind, Params, Result, Table, Values};

pub use classifier::{Classifier, Guess};

/// Fills the gaps of `issue_type`.
#[derive(Debug)]
pub struct IssueClassifier {
    columns: Vec<String>,
    gaps: Vec<String>,
    /// In thousandths.
    least: u16,
    classifier: Classifier,
}

const ISSUE: &str = "issue_type";

impl Cleaner for IssueClassifier {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let is_text = |name: &str| table.kind(name).is_some_and(Kind::is_text);
        let texts = params.texts("columns")?.iter().filter(|name| is_text(name) && *name != ISSUE);
        let mut columns: Vec<String> = texts.cloned().collect();
        // What cannot be read cannot be filled: an issue type of another kind stays as it is.
        if table.has(ISSUE) && !is_text(ISSUE) {
            columns.clear();
        } else if !columns.is_empty() && table.has(ISSUE) {
            columns.push(ISSUE.to_owned());
        }
        Ok(columns)
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self {
            columns: params.texts("columns")?.iter().filter(|name| *name != ISSUE).cloned().collect(),
            gaps: params.texts("gaps")?.iter().map(|word| word.trim().to_lowercase()).collect(),
            least: (params.number("threshold")?.clamp(0.0, 1.0) * 1000.0).round() as u16,
            classifier: Classifier::new().ok_or_else(|| Error::new("model-unreadable"))?,
        })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let texts: Vec<&Column> = self.columns.iter().filter_map(|name| batch.column(name)).collect();
        let given = batch.column(ISSUE);
        let mut classifier = self.classifier.clone();
        let mut known: BTreeMap<&str, Guess> = BTreeMap::new();
        let (mut issues, mut confidences) = (Vec::new(), Vec::new());
        for row in 0..batch.rows as usize {
            let before = given.and_then(|column| column.text_at(row));
            let text = texts.iter().filter_map(|column| column.text_at(row)).find(|text| !text.trim().is_empty());
            let guess = text
                .filter(|_| self.is_gap(before))
                .map(|text| *known.entry(text).or_insert_with(|| classifier.guess(text)));
            let sure = guess.filter(|guess| guess.confidence >= self.least).and_then(|guess| guess.output);
            if sure.is_some() {
                // Its text stays out of the note: it is long, and people put their lives into it.
                out.note(row, ISSUE, Action::Flag, "guessed", before.unwrap_or_default());
            }
            issues.push(sure.map(|output| self.classifier.issue(output)).or(before));
            confidences.push(guess.map(|guess| f64::from(guess.confidence) / 1000.0));
        }
        out.set(Column::text(ISSUE, issues));
        out.set(Column::numbers("issue_confidence", Values::Float64, confidences));
        Ok(())
    }
}

impl IssueClassifier {
    /// Does a cell say nothing about the issue?
    fn is_gap(&self, cell: Option<&str>) -> bool {
        let word = cell.unwrap_or_default().trim().to_lowercase();
        word.is_empty() || self.gaps.contains(&word)
    }
}

aftersight_sdk::export!(cleaner IssueClassifier);
