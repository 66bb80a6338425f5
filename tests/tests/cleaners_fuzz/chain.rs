//! The whole chain of cleaners over random files: threads and batches do not show, and every row has its place.

use aftersight_contract::{Batch, Column};
use aftersight_pipeline::engine::Engine;
use aftersight_pipeline::run::{self, Prepared};
use aftersight_pipeline::stage::{Rows, Source};
use aftersight_pipeline::{Config, RunError};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};

use crate::trial::{NOW, cell};
use crate::{engine, pool, seeded};

/// Random files that are tried.
const CASES: u32 = 12;

/// Tables of a run, each with the columns that its export has.
const FILES: [(&str, &[&str]); 4] = [
    ("orders", &["order_id", "status", "paid_minor", "created_at", "paid_at", "buyer_phone", "address", "note"]),
    (
        "cases",
        &["case_id", "order_id", "case_type", "status", "reason_raw", "refund_minor", "created_at", "description"],
    ),
    ("shipments", &["tracking_no", "order_id", "status", "picked_at", "signed_at"]),
    ("feedback", &["feedback_id", "order_id", "score", "text", "sent_at"]),
];

/// A file's rows as text, one chunk.
struct Cells(Batch);

impl Rows for Cells {
    fn chunks(&self) -> usize {
        1
    }

    fn read(&self, _: usize, batch_rows: usize) -> Result<Vec<Batch>, RunError> {
        let all: Vec<u32> = (0..self.0.rows).collect();
        let part = |rows: &[u32]| Batch {
            rows: rows.len() as u32,
            columns: self.0.columns.iter().map(|column| column.take(rows)).collect(),
        };
        Ok(all.chunks(batch_rows.max(1)).map(part).collect())
    }
}

/// Two files of a table: the number of rows of the first, and all their cells.
type File = (usize, Vec<Vec<Option<usize>>>);

fn files() -> impl Strategy<Value = Vec<File>> {
    let file = |columns: usize| {
        let places = pool::texts().len();
        let ids = places - pool::IDS.len();
        let cell = || prop::option::weighted(0.9, 0..places);
        let key = prop::option::weighted(0.9, prop_oneof![3 => ids..places, 1 => 0..places]);
        let row = (prop::collection::vec(key, 2), prop::collection::vec(cell(), columns - 2))
            .prop_map(|(keys, cells)| [keys, cells].concat());
        (0..6usize, prop::collection::vec(row, 0..12))
    };
    FILES.iter().map(|(_, columns)| file(columns.len())).collect::<Vec<_>>()
}

fn sources(files: &[File]) -> Vec<Source<'static>> {
    let texts = pool::texts();
    let mut sources = Vec::new();
    for ((table, names), (first, rows)) in FILES.iter().zip(files) {
        let (one, other) = rows.split_at((*first).min(rows.len()));
        for (number, rows) in [one, other].into_iter().enumerate() {
            let column = |(place, name): (usize, &&str)| {
                Column::text(*name, rows.iter().map(|row| row[place].map(|cell| texts[cell])))
            };
            let batch = Batch { rows: rows.len() as u32, columns: names.iter().enumerate().map(column).collect() };
            sources.push(Source {
                name: format!("{table}-2025063{number}.csv"),
                sha256: format!("{table}{number}"),
                salt: String::new(),
                table: (*table).to_owned(),
                columns: names.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect(),
                not_rows: 0,
                filter: None,
                timezone: None,
                received_at: None,
                profile: None,
                rows: Box::new(Cells(batch)),
            });
        }
    }
    sources
}

/// Rows with their places, what waits aside, the books.
fn shown(prepared: &Prepared) -> String {
    let mut out = format!("{:?}\n{:?}\n", prepared.quarantine, prepared.inputs());
    for table in &prepared.tables.0 {
        out += &format!(
            "{} {:?} {}\n",
            table.name,
            table.fields.iter().map(|field| &field.name).collect::<Vec<_>>(),
            table.withheld
        );
        for part in &table.parts {
            for row in 0..part.batch.rows as usize {
                let cells: Vec<_> = part.batch.columns.iter().map(|column| cell(column, row)).collect();
                out += &format!("{} {} {cells:?}\n", part.source, part.rows[row]);
            }
        }
    }
    out
}

#[test]
fn threads_and_batches_do_not_show_in_any_table() {
    let (one, many) = (engine(1), engine(4));
    let prepare = |engine: &dyn Engine, files: &[File], batch_rows| {
        let prepared = run::prepare(engine, &Config::default(), &sources(files), NOW, batch_rows, &|_| {});
        prepared.map_err(|error| TestCaseError::fail(error.to_string()))
    };
    let outcome = TestRunner::new(seeded(CASES)).run(&files(), |files| {
        let first = prepare(&one, &files, 1 << 16)?;
        for input in first.inputs() {
            prop_assert_eq!(input.rows, input.accepted + input.quarantined + input.excluded);
        }
        prop_assert!(first.tables.0.iter().all(|table| !table.withheld));
        let first = shown(&first);
        for (engine, batch_rows) in [(&many, 1 << 16), (&many, 2)] {
            prop_assert_eq!(&first, &shown(&prepare(engine, &files, batch_rows)?));
        }
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.expect_err("a failure"));
}
