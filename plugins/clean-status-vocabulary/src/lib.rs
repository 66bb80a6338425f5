//! Status vocabulary: the words of platforms and shops become canonical codes.

use std::collections::BTreeMap;

use aftersight_sdk::{
    Batch, Categories, Cell, Cleaned, Cleaner, Column, Context, Kind, Params, Result, Table, Text, Values,
};

mod vocabulary;

use vocabulary::{Place, Reading, Vocabulary};

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
                translate(column, batch.rows as usize, place, out);
            }
        }
        Ok(())
    }
}

/// Replaces words by codes, once per distinct word. A translation is no repair: only strangers are noted.
fn translate(column: &Column, rows: usize, place: Place<'_>, out: &mut Cleaned) {
    let mut codes: BTreeMap<String, u32> = BTreeMap::new();
    let mut names = Text::default();
    let mut number = |name: &str| {
        *codes.entry(name.to_owned()).or_insert_with(|| {
            names.push(name);
            names.len() as u32 - 1
        })
    };
    let mut seen: BTreeMap<String, Cell<u32>> = BTreeMap::new();
    let converted = out.convert(column, rows, |text| {
        if let Some(cell) = seen.get(text) {
            return *cell;
        }
        let cell = match place.read(text) {
            Reading::Nothing => Cell::Null,
            Reading::Code(code) => Cell::Value(number(code)),
            Reading::Unknown if place.strict => Cell::Quarantined("unknown-status"),
            Reading::Unknown => Cell::Flagged(Some(number(text)), "unknown-word"),
        };
        seen.insert(text.to_owned(), cell);
        cell
    });
    out.set(converted.column(&column.name, |codes| Values::Category(Categories { codes, names })));
}

aftersight_sdk::export!(cleaner StatusVocabulary);
