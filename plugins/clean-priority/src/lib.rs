//! Priority of a case: impact times urgency, with the grounds written down.

mod facts;
mod given;
mod safety;
mod weights;

use aftersight_sdk::{
    Action, Batch, Categories, Cleaned, Cleaner, Column, Context, Params, Result, Table, Text, Values, currency,
};

use facts::{AMOUNTS, DUE, Facts, TEXTS, TIERS};
use given::{CLASSES, Given};
use safety::Safety;
use weights::{Grounds, Weights};

/// Ranks cases.
#[derive(Debug)]
pub struct Priority {
    weights: Weights,
    safety: Safety,
    as_of: i64,
}

const PRIORITY: &str = "priority";
const EVIDENCE: &str = "priority_evidence";
/// How the evidence of a person's priority begins.
const HUMAN: &str = "human";

impl Cleaner for Priority {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        Weights::read(params)?;
        let there = |names: &[&str]| -> Vec<String> {
            names.iter().filter(|name| table.has(name)).map(|name| (*name).to_owned()).collect()
        };
        let grounds = [&AMOUNTS[..], &TIERS[..], &TEXTS[..], &[DUE, PRIORITY]].concat();
        let mut columns = there(&grounds);
        // Without any ground every case would be of one class, which says nothing.
        if !columns.is_empty() {
            columns.extend(there(&[EVIDENCE]));
            columns.extend(there(&facts::ENDS));
        }
        Ok(columns)
    }

    fn open(params: &Params, context: &Context) -> Result<Self> {
        let safety = Safety::new(params.texts("safety")?);
        Ok(Self { weights: Weights::read(params)?, safety, as_of: context.as_of })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let facts = Facts::new(batch, &self.weights, &self.safety, self.as_of);
        let (given, before) = (batch.column(PRIORITY), batch.column(EVIDENCE));
        let (mut classes, mut scores) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        let mut evidence = Text::default();
        let mut words = String::new();
        for row in 0..rows {
            words.clear();
            let grounds = self.grounds(&facts, row, &mut words);
            let score = self.weights.score(grounds);
            let computed = self.weights.class(score);
            let class = match human(given, before, row) {
                Given::Nothing => computed,
                Given::Class(class) => {
                    words.insert_str(0, &format!("{HUMAN}={}; ", CLASSES[class as usize]));
                    class
                }
                Given::Unknown => {
                    let cell = given.and_then(|given| given.text_at(row)).unwrap_or_default();
                    out.note(row, PRIORITY, Action::Flag, "priority-unknown", cell);
                    computed
                }
            };
            words.push_str(&format!("score={score}"));
            classes.push(class);
            scores.push(score);
            evidence.push(&words);
        }
        let classes = Categories { codes: classes, names: Text::from_iter(CLASSES) };
        out.set(Column::new(PRIORITY, Values::Category(classes)));
        out.set(Column::new("priority_score", Values::Float64(scores)));
        out.set(Column::new(EVIDENCE, Values::Text(evidence)));
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Priority);

impl Priority {
    /// What speaks for a case, and the words for it.
    fn grounds(&self, facts: &Facts<'_>, row: usize, words: &mut String) -> Grounds {
        let mut grounds = Grounds::default();
        if let Some((minor, code)) = facts.amount(row) {
            let share = self.weights.amount(minor, code);
            grounds.amount = share.unwrap_or(0.0);
            let listed = if share.is_some() { "" } else { " (not listed)" };
            words.push_str(&format!("amount={}{listed}; ", currency::amount(minor, code)));
        }
        if let Some((tier, weight)) = facts.tier(row) {
            grounds.tier = weight;
            words.push_str(&format!("tier={tier}; "));
        }
        if let Some(word) = facts.safety(row) {
            grounds.is_safety = true;
            words.push_str(&format!("safety={word}; "));
        }
        if let Some(left) = facts.left(row) {
            grounds.deadline = self.weights.deadline(left);
            // Whole hours, towards the deadline: -1 h has passed.
            words.push_str(&format!("due={} h; ", left.div_euclid(aftersight_sdk::HOUR)));
        }
        grounds
    }
}

/// A person's priority: what this rule has made before is none.
fn human(given: Option<&Column>, before: Option<&Column>, row: usize) -> Given {
    let Some(cell) = given.and_then(|given| given.text_at(row)) else { return Given::Nothing };
    let made =
        before.and_then(|before| before.text_at(row)).is_some_and(|made| !made.is_empty() && !made.starts_with(HUMAN));
    if made { Given::Nothing } else { given::read(cell) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_panics(cell in any::<Option<String>>(), made in any::<Option<String>>()) {
            let column = |cell: &Option<String>| Column::text("x", [cell.as_deref()]);
            let read = human(Some(&column(&cell)), Some(&column(&made)), 0);
            prop_assert!(cell.is_some() || read == Given::Nothing);
        }
    }
}
