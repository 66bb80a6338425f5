//! The order of times: what happened later stands later, and nothing lies in the future.

mod sequence;

use std::collections::BTreeSet;

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Context, Integers, Kind, Params, Read, Result, Table};

use sequence::{Finding, Sequence, judge};

/// Checks the times of a row against each other and against the hand-in.
#[derive(Debug)]
pub struct TimeOrder {
    sequences: Vec<Sequence>,
    disorder: Action,
    longest: i64,
    /// The latest moment that an event may have.
    latest: i64,
    deadlines: Vec<String>,
}

impl Cleaner for TimeOrder {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let sequences = sequences(params)?;
        let deadlines = params.texts("deadlines")?;
        let read = |name: &String| {
            let ordered = || sequences.iter().any(|sequence| sequence.0.contains(name));
            is_event(name, deadlines) || ordered()
        };
        let times = table.fields.iter().filter(|field| field.kind == Kind::Timestamp && read(&field.name));
        Ok(times.map(|field| field.name.clone()).collect())
    }

    fn open(params: &Params, context: &Context) -> Result<Self> {
        let quarantine = params.text("disorder")? == "quarantine";
        Ok(Self {
            sequences: sequences(params)?,
            disorder: if quarantine { Action::Quarantine } else { Action::Flag },
            longest: params.duration("longest")?,
            latest: context.received_at.saturating_add(params.duration("ahead")?),
            deadlines: params.texts("deadlines")?.to_vec(),
        })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        for column in batch.columns.iter().filter(|column| is_event(&column.name, &self.deadlines)) {
            let times = batch.integers(&column.name)?;
            for row in 0..rows {
                if let Some(time) = times.get(row).filter(|time| *time > self.latest) {
                    out.note(row, &column.name, Action::Quarantine, "future", &show(time));
                }
            }
        }
        let mut said = BTreeSet::new();
        for Sequence(names) in &self.sequences {
            let known = names.iter().filter(|name| batch.column(name).is_some());
            let columns: Vec<(&str, Integers<'_>)> =
                known.map(|name| Ok((name.as_str(), batch.integers(name)?))).collect::<Result<_>>()?;
            if columns.len() > 1 {
                (0..rows).for_each(|row| self.row(row, &columns, &mut said, out));
            }
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner TimeOrder);

impl TimeOrder {
    /// `said` keeps a second sequence from repeating what the first has said of a cell.
    fn row<'a>(
        &self,
        row: usize,
        columns: &[(&'a str, Integers<'_>)],
        said: &mut BTreeSet<(usize, &'a str, &'static str)>,
        out: &mut Cleaned,
    ) {
        // An event of the future has its remark already, and says nothing about the others.
        let time = |times: &Integers<'_>| times.get(row).filter(|time| *time <= self.latest);
        judge(columns.iter().map(|(_, times)| time(times)), self.longest, |finding| {
            let (place, action, code) = match finding {
                Finding::Early(place) => (place, self.disorder, "out-of-order"),
                Finding::Long(place) => (place, Action::Flag, "span-long"),
            };
            let (name, times) = &columns[place];
            if !said.insert((row, name, code)) {
                return;
            }
            out.note(row, name, action, code, &times.get(row).map(show).unwrap_or_default());
        });
    }
}

fn sequences(params: &Params) -> Result<Vec<Sequence>> {
    params.texts("sequences")?.iter().map(|text| Sequence::parse(text)).collect()
}

/// Is it the time of something that happened?
fn is_event(column: &str, deadlines: &[String]) -> bool {
    (column.ends_with("_at") || column == "at") && deadlines.iter().all(|deadline| deadline != column)
}

/// A moment as a reader of the remark can check it.
fn show(time: i64) -> String {
    jiff::Timestamp::from_microsecond(time).map(|time| time.to_string()).unwrap_or_default()
}
