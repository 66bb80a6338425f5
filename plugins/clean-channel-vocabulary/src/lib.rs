//! Channel vocabulary: the names of chats, hotlines, networks and shops become canonical channels.

use std::collections::BTreeMap;

use aftersight_sdk::{Batch, Categories, Cell, Cleaned, Cleaner, Context, Kind, Params, Result, Table, Text, Values};

mod vocabulary;

use vocabulary::{Reading, Vocabulary};

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

    /// Replaces words by codes, once per distinct word. A translation is no repair: only strangers are noted.
    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        for column in &batch.columns {
            let mut codes: BTreeMap<String, u32> = BTreeMap::new();
            let mut names = Text::default();
            let mut number = |name: &str| {
                *codes.entry(name.to_owned()).or_insert_with(|| {
                    names.push(name);
                    names.len() as u32 - 1
                })
            };
            let mut seen: BTreeMap<String, Cell<u32>> = BTreeMap::new();
            let converted = out.convert(column, batch.rows as usize, |text| {
                if let Some(cell) = seen.get(text) {
                    return *cell;
                }
                let cell = match self.vocabulary.read(text) {
                    Reading::Nothing => Cell::Null,
                    Reading::Code(code) => Cell::Value(number(code)),
                    Reading::Unknown => Cell::Flagged(Some(number(text)), "unknown-channel"),
                };
                seen.insert(text.to_owned(), cell);
                cell
            });
            out.set(converted.column(&column.name, |codes| Values::Category(Categories { codes, names })));
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner ChannelVocabulary);
