//! Real data, read in place.

use std::path::PathBuf;

use aftersight_ingest::{Bytes, Options, Sheet, open};

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::hostile::{exhaust, mutated};
use crate::read::{sheets, table};

/// The folder of real data; `None`, loudly, where it is missing.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
pub(crate) fn data(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("AFTERSIGHT_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let path = root.join("data").join(path);
    if !path.exists() {
        eprintln!("SKIPPED: {} is missing; set AFTERSIGHT_SHARED", path.display());
        return None;
    }
    Some(path)
}

pub(crate) fn bytes(path: &PathBuf) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn named<'a>(sheets: &'a [Sheet], name: &str) -> &'a Sheet {
    sheets.iter().find(|sheet| sheet.name == name).unwrap_or_else(|| panic!("no sheet {name}"))
}

#[test]
fn superstore() {
    let Some(path) = data("superstore/superstore.xls") else { return };
    let sheets = sheets("superstore.xls", &bytes(&path), &Options { chunk_rows: 1000, ..Options::default() });
    let orders = named(&sheets, "Orders");
    assert_eq!((orders.table(), orders.headers.len(), orders.chunk_count()), (Some("order_lines"), 21, 10));
    let lines = table(orders, 300);
    assert_eq!(lines.rows.len(), 9994);
    let sales: f64 = lines.column("paid_minor").iter().flatten().filter_map(|cell| cell.parse::<f64>().ok()).sum();
    assert!((sales - 2_297_200.860_3).abs() < 1e-6, "{sales}");
    let ids: std::collections::BTreeSet<_> = lines.column("order_id").into_iter().flatten().collect();
    assert_eq!(ids.len(), 5009);
    assert_eq!(lines.column("created_at")[0], Some("2016-11-08 00:00:00"));
    assert_eq!(lines.column("line_id")[0], Some("1"));

    let returns = named(&sheets, "Returns");
    assert_eq!(returns.table(), Some("cases"));
    let returns = table(returns, 1000);
    assert_eq!(returns.rows.len(), 296);
    assert_eq!(returns.column("is_returned")[0], Some("Yes"));
    assert_eq!(named(&sheets, "People").table(), None);

    let cases = Options { table: Some("cases".into()), ..Options::default() };
    let chosen = open("superstore.xls", Bytes::from(bytes(&path)), &cases).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(chosen.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["Returns"]);
    let wrong = Options { sheet: Some("Nothing".into()), ..Options::default() };
    let error = open("superstore.xls", Bytes::from(bytes(&path)), &wrong).err().map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.ends_with("the workbook has: Orders, Returns, People")));
}

#[test]
fn nyc311() {
    let Some(path) = data("nyc311/requests.csv") else { return };
    let sheets = sheets("requests.csv", &bytes(&path), &Options { chunk_bytes: 10_000, ..Options::default() });
    let sheet = &sheets[0];
    assert_eq!(sheet.table(), Some("cases"));
    let cases = table(sheet, 100);
    assert_eq!(cases.rows.len(), 1000);
    assert!(cases.ragged.is_empty());
    assert_eq!(cases.column("closed_at").iter().flatten().count(), 998);
    for column in
        ["case_id", "created_at", "team", "issue_type", "description", "due_at", "status", "channel", "resolution"]
    {
        assert_eq!(cases.column(column).len(), 1000);
    }
    assert_eq!(cases.column("case_id")[0], Some("45278137"));
}

#[test]
fn hospital() {
    let Some(path) = data("data-repair/hospital/dirty.csv") else { return };
    let sheet = &sheets("dirty.csv", &bytes(&path), &Options::default())[0];
    assert_eq!(table(sheet, 1000).rows.len(), 1000);
}

#[test]
fn packed_reviews() {
    let Some(path) = data("zh-reviews/reviews.csv.gz") else { return };
    let sheet = &sheets("reviews.csv.gz", &bytes(&path), &Options::default())[0];
    assert_eq!((sheet.file.as_str(), sheet.headers.len()), ("reviews.csv.gz", 3));
    assert_eq!(table(sheet, 1000).rows.len(), 17_843);
}

/// A real XLS file with a few bytes changed. It is large, so that the cases are few.
#[test]
fn mutated_xls() {
    let Some(path) = data("superstore/superstore.xls") else { return };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::with_cases(12), random);
    let result = runner.run(&mutated(bytes(&path)), |bytes| {
        exhaust(bytes);
        Ok(())
    });
    assert!(result.is_ok(), "{result:?}");
}

#[test]
fn broken_parquet_gives_errors() {
    let Some(folder) = data("parquet-bad") else { return };
    for path in std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|file| file.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let error = match open(&name, Bytes::from(bytes(&path)), &Options::default()) {
            Err(error) => Some(error),
            Ok(sheets) => (0..sheets[0].chunk_count()).find_map(|chunk| sheets[0].read(chunk, 1000).err()),
        };
        if name == "ARROW-GH-43605.parquet" {
            // Some readers refused its dictionary codes of no bits. They are sound: every row is the dictionary's one value.
            let rows = table(&sheets(&name, &bytes(&path), &Options::default())[0], 1000).rows;
            assert!(rows.len() == 21_186 && rows.iter().all(|row| row[0].as_deref() == Some("0")));
            continue;
        }
        let code = error.as_ref().map(aftersight_ingest::ReadError::code);
        assert!(matches!(code, Some("broken-parquet" | "codec" | "empty")), "{name}: {error:?}");
    }
}
