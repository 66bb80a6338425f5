//! Scores of surveys, reviews, hotlines and chats: words, stars and numbers become a number and its scale.

mod reading;
mod vocabulary;

use aftersight_sdk::{Batch, Cell, Cleaned, Cleaner, Column, Context, Params, Result, Table, Values, bitmap};

use reading::{Reading, Scale, Score, number, read};
use vocabulary::Vocabulary;

/// Reads scores.
#[derive(Debug)]
pub struct Scores {
    vocabulary: Vocabulary,
}

const SCORE: &str = "score";
const LOW: &str = "scale_min";
const HIGH: &str = "scale_max";

impl Cleaner for Scores {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        Vocabulary::with(params.texts("extra")?)?;
        if !table.kind(SCORE).is_some_and(aftersight_sdk::Kind::is_text) {
            return Ok(Vec::new());
        }
        let known = |name: &&str| table.kind(name).is_some();
        Ok([SCORE, LOW, HIGH].into_iter().filter(known).map(str::to_owned).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { vocabulary: Vocabulary::with(params.texts("extra")?)? })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let Some(column) = batch.column(SCORE) else { return Ok(()) };
        let own = |name: &str, row: usize| batch.column(name).and_then(|column| number_at(column, row));
        let own: Vec<Scale> = (0..rows).map(|row| Scale { low: own(LOW, row), high: own(HIGH, row) }).collect();
        let scores = out.convert(column, rows, |text| match read(text, &self.vocabulary) {
            Reading::Nothing => Cell::Null,
            Reading::Score(score) => Cell::Value(Given(Some(score))),
            Reading::Unknown => Cell::Flagged(None, "unknown-score"),
        });
        let mut ends = [(LOW, Vec::with_capacity(rows)), (HIGH, Vec::with_capacity(rows))];
        for (row, (own, given)) in own.into_iter().zip(&scores.values).enumerate() {
            // What the export says of its scale stands above what a word is usually worth.
            let usual = given.0.map(|score| score.scale).unwrap_or_default();
            let scale = Scale { low: own.low.or(usual.low), high: own.high.or(usual.high) };
            if given.0.is_some_and(|score| !score.is_within(scale)) {
                out.note(row, SCORE, aftersight_sdk::Action::Flag, "outside", column.text_at(row).unwrap_or_default());
            }
            ends[0].1.push(scale.low);
            ends[1].1.push(scale.high);
        }
        let values = |given: Vec<Given>| {
            Values::Float64(
                given.into_iter().map(|given| given.0.map(|score| score.value).unwrap_or_default()).collect(),
            )
        };
        out.set(scores.column(SCORE, values));
        for (name, cells) in ends {
            out.set(numbers(name, &cells));
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Scores);

/// A score that was read.
#[derive(Clone, Copy, Debug, Default)]
struct Given(Option<Score>);

fn number_at(column: &Column, row: usize) -> Option<f64> {
    if !column.is_valid(row) {
        return None;
    }
    match &column.values {
        Values::Float64(values) => values.get(row).copied(),
        Values::Int64(values) => values.get(row).map(|value| *value as f64),
        _ => column.text_at(row).and_then(number),
    }
}

fn numbers(name: &str, cells: &[Option<f64>]) -> Column {
    let mut validity = bitmap::filled(cells.len(), true);
    for (row, _) in cells.iter().enumerate().filter(|(_, cell)| cell.is_none()) {
        bitmap::set(&mut validity, row, false);
    }
    let values = Values::Float64(cells.iter().map(|cell| cell.unwrap_or_default()).collect());
    Column { name: name.to_owned(), values, validity: Some(validity) }
}
