//! Sentiment of reviews and chats, from a small model inside the plugin.

mod judge;

use std::collections::BTreeMap;

use aftersight_sdk::{Batch, Cleaned, Cleaner, Column, Context, Error, Kind, Params, Result, Table, Values};

pub use judge::{Feeling, Judge};

/// Adds a sentiment and how sure it is.
#[derive(Debug)]
pub struct Sentiment {
    columns: Vec<String>,
    judge: Judge,
}

impl Cleaner for Sentiment {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let texts = params.texts("columns")?.iter().filter(|name| table.kind(name).is_some_and(Kind::is_text));
        Ok(texts.cloned().collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let judge = Judge::new(params.texts("irony")?).ok_or_else(|| Error::new("model-unreadable"))?;
        Ok(Self { columns: params.texts("columns")?.to_vec(), judge })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let texts: Vec<&Column> = self.columns.iter().filter_map(|name| batch.column(name)).collect();
        let mut judge = self.judge.clone();
        // People write the same five words again and again.
        let mut known: BTreeMap<&str, Option<Feeling>> = BTreeMap::new();
        let mut feelings = Vec::with_capacity(batch.rows as usize);
        for row in 0..batch.rows as usize {
            let text = texts.iter().filter_map(|column| column.text_at(row)).find(|text| !text.trim().is_empty());
            feelings.push(text.and_then(|text| *known.entry(text).or_insert_with(|| judge.feel(text))));
        }
        let column = |name: &str, part: fn(Feeling) -> f64| {
            Column::numbers(name, Values::Float64, feelings.iter().map(|feeling| feeling.map(part)))
        };
        out.set(column("sentiment", |feeling| f64::from(feeling.sentiment) / 1000.0));
        out.set(column("sentiment_confidence", |feeling| f64::from(feeling.confidence) / 1000.0));
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Sentiment);
