//! Reads whole sheets for the tests.

use aftersight_ingest::{Bytes, Options, Ragged, Sheet, open};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

pub(crate) type Row = Vec<Option<String>>;

/// What a sheet holds: its column names, rows, and ragged rows numbered over the whole sheet.
#[derive(Debug, PartialEq)]
pub(crate) struct Table {
    pub(crate) names: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) ragged: Vec<Ragged>,
    pub(crate) blank: u64,
    pub(crate) replaced: u64,
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Vec<Option<&str>> {
        let index = self.names.iter().position(|other| other == name);
        let index = index.unwrap_or_else(|| panic!("no column {name} in {:?}", self.names));
        self.rows.iter().map(|row| row[index].as_deref()).collect()
    }
}

/// So many cases, the same ones in every run.
pub(crate) fn seeded(cases: u32) -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

pub(crate) fn sheets(name: &str, bytes: &[u8], options: &Options) -> Vec<Sheet> {
    open(name, Bytes::copy_from_slice(bytes), options).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn only(bytes: &[u8], options: &Options) -> Sheet {
    let mut sheets = sheets("test.csv", bytes, options);
    assert_eq!(sheets.len(), 1);
    sheets.remove(0)
}

pub(crate) fn table(sheet: &Sheet, batch_rows: usize) -> Table {
    let names = sheet.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    let mut table = Table { names, rows: Vec::new(), ragged: Vec::new(), blank: 0, replaced: 0 };
    for chunk in 0..sheet.chunk_count() {
        let before = table.rows.len() as u64;
        for batch in sheet.read(chunk, batch_rows).unwrap_or_else(|error| panic!("{error}")) {
            let rows = batch.batch.rows as usize;
            assert!(rows <= batch_rows);
            assert_eq!(batch.first_row, table.rows.len() as u64 - before + 1);
            assert!(batch.batch.columns.iter().map(|column| &column.name).eq(&table.names));
            assert!(batch.batch.columns.iter().all(|column| column.kind().is_text()));
            let cell = |row| batch.batch.columns.iter().map(|column| column.text_at(row).map(str::to_owned)).collect();
            table.rows.extend((0..rows).map(cell));
            table.ragged.extend(batch.ragged.iter().map(|ragged| Ragged { row: ragged.row + before, ..*ragged }));
            table.blank += batch.blank;
            table.replaced += batch.replaced;
        }
        if let Some(rows) = sheet.chunk(chunk).and_then(|chunk| chunk.rows) {
            assert_eq!(table.rows.len() as u64 - before, rows);
        }
    }
    table
}

/// Reads bytes as the one sheet they hold.
pub(crate) fn read(bytes: &[u8]) -> Table {
    table(&only(bytes, &Options::default()), 1000)
}

pub(crate) fn cells(row: &Row) -> Vec<&str> {
    row.iter().map(|cell| cell.as_deref().unwrap_or("∅")).collect()
}
