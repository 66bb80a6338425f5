//! Real data, read in place.

use std::path::PathBuf;

use aftersight_ingest::{Bytes, Options, Sheet, open};

use crate::read::{cells, sheets, table};

/// The folder of real data; `None`, loudly, where it is missing.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn data(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("AFTERSIGHT_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let path = root.join("data").join(path);
    if !path.exists() {
        eprintln!("SKIPPED: {} is missing; set AFTERSIGHT_SHARED", path.display());
        return None;
    }
    Some(path)
}

fn bytes(path: &PathBuf) -> Vec<u8> {
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
fn chinese_reviews_repeat_themselves() {
    let Some(path) = data("data-repair/hospital/dirty.csv") else { return };
    let sheet = &sheets("dirty.csv", &bytes(&path), &Options::default())[0];
    assert_eq!(table(sheet, 1000).rows.len(), 1000);
}

/// Reads every polluted file and says how many come out as their clean form. None may fail in an unclear way.
#[test]
#[expect(clippy::print_stderr, reason = "the figure is what this test is for")]
fn messy_csv() {
    let Some(folder) = data("messy-csv/csv") else { return };
    let mut right = 0;
    let mut wrong = Vec::new();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|file| file.path()).collect();
    files.sort();
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let clean = folder.with_file_name("clean").join(&name);
        let expected = open(&name, Bytes::from(bytes(&clean)), &Options::default());
        match (open(&name, Bytes::from(bytes(path)), &Options::default()), expected) {
            (Ok(found), Ok(expected)) => {
                let (found, expected) = (table(&found[0], 1000), table(&expected[0], 1000));
                let same =
                    found.names == expected.names && found.rows.iter().map(cells).eq(expected.rows.iter().map(cells));
                if same { right += 1 } else { wrong.push(name) }
            }
            (Err(found), Err(expected)) if found.code() == expected.code() => right += 1,
            (Err(error), _) => wrong.push(error.to_string()),
            _ => wrong.push(name),
        }
    }
    eprintln!("messy-csv: {right} of {} files read as their clean form; not: {wrong:#?}", files.len());
    // The rest are dialects that are not read (quotes of another kind, blanks as delimiters), several tables in one file, and
    // rows with surplus cells, which the clean form quotes in another way.
    assert!(right >= 48, "{right}");
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
        let code = error.as_ref().map(aftersight_ingest::ReadError::code);
        assert!(matches!(code, Some("broken-parquet" | "codec" | "empty")), "{name}: {error:?}");
    }
}
