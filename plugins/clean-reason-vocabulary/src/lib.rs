//! Reason vocabulary: what a customer gave as the reason becomes a code, an issue type and the question of quality.

use std::collections::BTreeMap;

use aftersight_sdk::{
    Action, Batch, Categories, Cleaned, Cleaner, Column, Context, Kind, Params, Remembered, Result, Table, Text,
    Values, bitmap,
};

mod keywords;
mod vocabulary;

use vocabulary::{Match, OTHER, Reading, Reason, Vocabulary};

/// Classifies cases by the reason that they give.
#[derive(Debug)]
pub struct ReasonVocabulary {
    vocabulary: Vocabulary,
}

/// How sure a reason code is.
mod confidence {
    /// The export's own code, or the whole cell stands in the vocabulary.
    pub(crate) const CERTAIN: f64 = 1.0;
    /// One of several words of the vocabulary.
    pub(crate) const WORD_OF_SEVERAL: f64 = 0.8;
    /// A keyword alone, and beside other reasons.
    pub(crate) const KEYWORD: [f64; 2] = [0.7, 0.5];
    /// The same in the description.
    pub(crate) const DESCRIPTION: [f64; 2] = [0.6, 0.4];
    /// A reason that nobody has taught.
    pub(crate) const NONE: f64 = 0.0;
}

impl Cleaner for ReasonVocabulary {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        Vocabulary::with(params.texts("extra")?)?;
        let texts = ["reason_raw", "description", "reason_code", "issue_type"];
        let mut columns: Vec<&str> =
            texts.into_iter().filter(|name| table.kind(name).is_some_and(Kind::is_text)).collect();
        if !columns.is_empty() && table.kind("is_quality").is_some_and(|kind| kind.is_text() || kind == Kind::Boolean) {
            columns.push("is_quality");
        }
        Ok(columns.into_iter().map(str::to_owned).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { vocabulary: Vocabulary::with(params.texts("extra")?)? })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let (rows, words) = (batch.rows as usize, &self.vocabulary);
        let code = Remembered::new(batch.column("reason_code"), |text| {
            (!words.is_blank(text)).then(|| (text, words.named(text)))
        });
        let issue = Remembered::new(batch.column("issue_type"), |text| {
            (!words.is_blank(text))
                .then(|| words.issue(text).unwrap_or(text))
                .map(|issue| (issue, words.quality(issue)))
        });
        let reading = Remembered::new(batch.column("reason_raw"), |text| (text, words.read(text)));
        let description = batch.column("description");
        let (mut codes, mut issues) = (Names::default(), Names::default());
        let (mut quality, mut confidence) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for row in 0..rows {
            let (code, issue) = (code.get(row).flatten(), issue.get(row).flatten());
            let verdict = match (code, reading.get(row).filter(|(_, reading)| *reading != Reading::Nothing)) {
                (Some((_, Some(reason))), _) => Self::given(reason),
                (_, Some((text, reading))) => self.judge(reading, text),
                // Who has an issue type from the export need not look for one in the story.
                (None, None) if issue.is_none() => self.tell(description.and_then(|column| column.text_at(row))),
                _ => Verdict::default(),
            };
            if let (None, Some((action, note, before))) = (code, verdict.note) {
                out.note(row, "reason_code", action, note, before);
            }
            codes.push(code.map(|(text, reason)| reason.map_or(text, |reason| &reason.code)).or(verdict.code));
            issues.push(issue.map(|(issue, _)| issue).or(verdict.issue));
            quality.push(issue.and_then(|(_, quality)| quality).or(verdict.quality));
            confidence.push(code.map(|_| confidence::CERTAIN).or(verdict.confidence));
        }
        out.set(codes.column("reason_code"));
        out.set(issues.column("issue_type"));
        out.set(fill(batch.column("is_quality"), quality));
        out.set(Column::numbers("reason_confidence", Values::Float64, confidence));
        Ok(())
    }
}

/// What a row's texts come to.
#[derive(Clone, Copy, Debug, Default)]
struct Verdict<'a> {
    code: Option<&'a str>,
    issue: Option<&'a str>,
    quality: Option<bool>,
    confidence: Option<f64>,
    note: Option<(Action, &'static str, &'a str)>,
}

impl ReasonVocabulary {
    fn given<'a>(reason: &'a Reason) -> Verdict<'a> {
        let (code, issue) = (Some(reason.code.as_str()), Some(reason.issue.as_str()));
        Verdict { code, issue, quality: Some(reason.quality), ..Verdict::default() }
    }

    fn judge<'a>(&'a self, reading: Reading, text: &'a str) -> Verdict<'a> {
        match reading {
            Reading::Nothing => Verdict::default(),
            // Nobody knows whether it is a fault of the goods: a share of quality leaves the row out.
            Reading::Unknown => Verdict {
                code: Some(OTHER),
                issue: Some(OTHER),
                quality: None,
                confidence: Some(confidence::NONE),
                note: Some((Action::Flag, "unknown-reason", text)),
            },
            Reading::Known(found) => {
                let (confidence, note) = match (found.exact, found.several) {
                    (true, false) => (confidence::CERTAIN, None),
                    (true, true) => (confidence::WORD_OF_SEVERAL, Some((Action::Flag, "several-reasons", text))),
                    (false, true) => (confidence::KEYWORD[1], Some((Action::Flag, "several-reasons", text))),
                    (false, false) => (confidence::KEYWORD[0], Some((Action::Fix, "by-keyword", text))),
                };
                self.verdict(found, confidence, note)
            }
        }
    }

    /// A guess from the description. Its text stays out of the note: it is long, and people put their lives into it.
    fn tell(&self, text: Option<&str>) -> Verdict<'_> {
        let text = text.filter(|text| !self.vocabulary.is_blank(text));
        let Some(found) = text.and_then(|text| self.vocabulary.guess(text)) else { return Verdict::default() };
        let confidence = confidence::DESCRIPTION[usize::from(found.several)];
        self.verdict(found, confidence, Some((Action::Flag, "from-description", "")))
    }

    fn verdict<'a>(
        &'a self,
        found: Match,
        confidence: f64,
        note: Option<(Action, &'static str, &'a str)>,
    ) -> Verdict<'a> {
        let reason = self.vocabulary.reason(found.reason);
        Verdict {
            code: Some(&reason.code),
            issue: Some(&reason.issue),
            quality: Some(reason.quality),
            confidence: Some(confidence),
            note,
        }
    }
}

/// A category column as it grows.
#[derive(Debug, Default)]
struct Names {
    known: BTreeMap<String, u32>,
    categories: Categories,
    present: Vec<bool>,
}

impl Names {
    fn push(&mut self, name: Option<&str>) {
        let code = name.map(|name| match self.known.get(name) {
            Some(code) => *code,
            None => {
                let code = self.known.len() as u32;
                self.known.insert(name.to_owned(), code);
                self.categories.names.push(name);
                code
            }
        });
        self.present.push(code.is_some());
        self.categories.codes.push(code.unwrap_or_default());
    }

    fn column(self, name: &str) -> Column {
        let validity = self.present.contains(&false).then(|| bitmap::collect(self.present.into_iter()));
        Column { name: name.to_owned(), values: Values::Category(self.categories), validity }
    }
}

/// The column with its gaps filled. Given as text it stays text: the pipeline's cast reads it and notes what it cannot read.
fn fill(given: Option<&Column>, cells: Vec<Option<bool>>) -> Column {
    const NAME: &str = "is_quality";
    match given {
        Some(column) if column.kind().is_text() => {
            let mut text = Text::default();
            let mut present = Vec::new();
            for (row, cell) in cells.into_iter().enumerate() {
                let own = column.text_at(row).filter(|text| !text.trim().is_empty());
                let word = own.or(cell.map(|cell| if cell { "true" } else { "false" }));
                present.push(word.is_some());
                text.push(word.unwrap_or_default());
            }
            let validity = present.contains(&false).then(|| bitmap::collect(present.into_iter()));
            Column { name: NAME.to_owned(), values: Values::Text(text), validity }
        }
        Some(Column { values: Values::Boolean(bits), .. }) => {
            let own = |row: usize| given.filter(|column| column.is_valid(row)).map(|_| bitmap::get(bits, row));
            Column::booleans(NAME, cells.into_iter().enumerate().map(|(row, cell)| own(row).or(cell)))
        }
        _ => Column::booleans(NAME, cells),
    }
}

aftersight_sdk::export!(cleaner ReasonVocabulary);
