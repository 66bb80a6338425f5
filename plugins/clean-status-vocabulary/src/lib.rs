//! Status vocabulary: the words of platforms and shops become canonical codes.

use aftersight_sdk::{Batch, Cell, Cleaned, Cleaner, Context, Kind, Params, Result, Table};

mod vocabulary;

use vocabulary::Vocabulary;

/// Translates by a vocabulary; a word that it lacks stops the guess.
#[derive(Debug)]
pub struct StatusVocabulary {
    vocabulary: Vocabulary,
    table: String,
}

impl Cleaner for StatusVocabulary {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let vocabulary = Vocabulary::with(params.texts("extra")?)?;
        let readable = |name: &&str| table.kind(name).is_some_and(Kind::is_text);
        Ok(vocabulary.columns(params.text("table")?).filter(readable).map(str::to_owned).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let vocabulary = Vocabulary::with(params.texts("extra")?)?;
        Ok(Self { vocabulary, table: params.text("table")?.to_owned() })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        for column in &batch.columns {
            if let Some(place) = self.vocabulary.place(&self.table, &column.name) {
                let stranger = if place.strict {
                    Cell::Quarantined("unknown-status")
                } else {
                    Cell::Flagged(Some(()), "unknown-word")
                };
                out.translate(column, batch.rows as usize, |text| place.read(text), stranger);
            }
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner StatusVocabulary);
