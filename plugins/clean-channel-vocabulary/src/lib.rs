//! Channel vocabulary: the names of chats, hotlines, networks and shops become canonical channels.

use aftersight_sdk::{Batch, Cell, Cleaned, Cleaner, Context, Kind, Params, Result, Table};

mod vocabulary;

use vocabulary::Vocabulary;

/// Translates by a vocabulary; a word that it lacks is kept and flagged.
#[derive(Debug)]
pub struct ChannelVocabulary {
    vocabulary: Vocabulary,
}

impl Cleaner for ChannelVocabulary {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        Vocabulary::with(params.texts("extra")?)?;
        let columns = params.texts("columns")?.iter();
        Ok(columns.filter(|name| table.kind(name).is_some_and(Kind::is_text)).cloned().collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { vocabulary: Vocabulary::with(params.texts("extra")?)? })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        for column in &batch.columns {
            let read = |text: &str| self.vocabulary.read(text);
            out.translate(column, batch.rows as usize, read, Cell::Flagged(Some(()), "unknown-channel"));
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner ChannelVocabulary);
