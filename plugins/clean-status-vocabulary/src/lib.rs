//! Status vocabulary: the words of platforms and shops become canonical codes.

use std::collections::BTreeMap;

use aftersight_sdk::{
    Batch, Categories, Cell, Cleaned, Cleaner, Column, Context, Kind, Params, Result, Table, Text, Values,
};

mod file;
mod fold;
mod vocabulary;

use vocabulary::{Place, Reading, Vocabulary};

/// Translates by a vocabulary; a word that it lacks stops the guess.
#[derive(Debug)]
pub struct StatusVocabulary {
    vocabulary: Vocabulary,
}

/// Columns that tell whose `status` it is, those first that are handed in anyway. `clean` is not told the name of its table;
/// orders and their lines, which share a vocabulary, have none of them.
const MARKS: [(&str, &[&str]); 2] = [
    (
        "cases",
        &["case_type", "goods_status", "arbitration_result", "responsibility", "reason_raw", "is_returned", "case_id"],
    ),
    ("shipments", &["direction", "promised_at", "picked_at", "carrier", "warehouse", "tracking_no"]),
];

impl Cleaner for StatusVocabulary {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let vocabulary = Vocabulary::with(params.texts("extra")?)?;
        let readable = |name: &&str| table.kind(name).is_some_and(Kind::is_text);
        let mut columns: Vec<&str> = vocabulary.columns(&table.name).filter(readable).collect();
        let marks = MARKS.iter().find(|(name, _)| *name == table.name).map_or(&[][..], |(_, marks)| marks);
        if columns.contains(&"status")
            && let Some(mark) = marks.iter().find(|mark| table.has(mark))
            && !columns.contains(mark)
        {
            columns.push(mark);
        }
        Ok(columns.into_iter().map(str::to_owned).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { vocabulary: Vocabulary::with(params.texts("extra")?)? })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let marked = |(_, marks): &&(&str, &[&str])| marks.iter().any(|mark| batch.column(mark).is_some());
        let table = MARKS.iter().find(marked).map_or("orders", |(table, _)| table);
        for column in batch.columns.iter().filter(|column| column.kind().is_text()) {
            if let Some(place) = self.vocabulary.place(table, &column.name) {
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
