//! How much of polluted CSV files comes out as their clean form: the measures of the Pollock benchmark (Vitagliano et al.,
//! “Pollock: A Data Loading Benchmark”, VLDB 2023), F1 over header cells, over records and over cells.

use std::collections::BTreeMap;
use std::path::Path;

use aftersight_ingest::{Bytes, NotRowKind, Options, open};

use crate::read::{Row, table};
use crate::real_data::{bytes, data};

/// What a file holds: headers, and rows of cells.
#[derive(Debug, Default)]
struct Content {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// The clean form, every cell in quotes: read here by itself, so that the reader is not its own judge.
fn clean(text: &str, with_headers: bool) -> Content {
    let mut rows = vec![vec![String::new()]];
    let (mut quoted, mut characters) = (false, text.chars().peekable());
    while let Some(character) = characters.next() {
        let cell = rows.last_mut().and_then(|row| row.last_mut());
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.into_iter().for_each(|cell| cell.push('"'));
            }
            '"' => quoted = !quoted,
            ',' if !quoted => rows.last_mut().into_iter().for_each(|row| row.push(String::new())),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            other => cell.into_iter().for_each(|cell| cell.push(other)),
        }
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    let headers = if with_headers && !rows.is_empty() { rows.remove(0) } else { Vec::new() };
    Content { headers, rows }
}

/// What the reader makes of it: the first table, a note about what differs, or the error.
fn found(name: &str, path: &Path) -> Result<(Content, String), String> {
    let bytes = Bytes::from(bytes(&path.to_path_buf()));
    let sheets = open(name, bytes, &Options::default()).map_err(|error| error.to_string())?;
    let sheet = &sheets[0];
    let table = table(sheet, 1000);
    let cell = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let rows = table.rows.iter().map(|row: &Row| row.iter().map(cell).collect()).collect();
    let mended = table.ragged.iter().filter(|ragged| ragged.mended).count();
    let repeated = sheet.not_rows.iter().filter(|row| row.kind == NotRowKind::Header).count() - 1;
    let notes = [
        (table.ragged.len() - mended, "ragged"),
        (mended, "mended"),
        (repeated, "repeated headers"),
        (sheets.len() - 1, "more tables"),
    ];
    let notes = notes.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    Ok((Content { headers: sheet.headers.clone(), rows }, notes.collect::<Vec<_>>().join(", ")))
}

/// F1 and recall over two multisets. Of nothing, all is found.
fn f1<T: Ord>(found: impl Iterator<Item = T>, expected: impl Iterator<Item = T>) -> (f64, f64) {
    let mut counts: BTreeMap<T, (u32, u32)> = BTreeMap::new();
    found.for_each(|item| counts.entry(item).or_default().0 += 1);
    expected.for_each(|item| counts.entry(item).or_default().1 += 1);
    let sum = |part: &dyn Fn(&(u32, u32)) -> u32| counts.values().map(part).sum::<u32>();
    let (all, wanted, both) = (sum(&|count| count.0), sum(&|count| count.1), sum(&|count| count.0.min(count.1)));
    if all + wanted == 0 {
        return (1.0, 1.0);
    }
    let recall = if wanted == 0 { 1.0 } else { f64::from(both) / f64::from(wanted) };
    (2.0 * f64::from(both) / f64::from(all + wanted), recall)
}

/// Prints the table. No record and no cell may be lost in 95 % of the files; the others must have an error that names the line.
#[test]
#[expect(clippy::print_stderr, reason = "the figures are what this test is for")]
fn messy_csv() {
    let Some(folder) = data("messy-csv/csv") else { return };
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let (mut exact, mut whole, mut sums, mut lost) = (0, 0, [0.0; 3], Vec::new());
    eprintln!("{:<38} {:>6} {:>6} {:>6}  notes", "file", "header", "record", "cell");
    for name in &names {
        let parameters = folder.with_file_name("parameters").join(format!("{name}_parameters.json"));
        let with_headers = !String::from_utf8_lossy(&bytes(&parameters)).contains("\"header_lines\": 0");
        let text = String::from_utf8_lossy(&bytes(&folder.with_file_name("clean").join(name))).into_owned();
        let expected = clean(&text, with_headers);
        let (content, note, error) = match found(name, &folder.join(name)) {
            Ok((content, note)) => (content, note, None),
            Err(error) => (Content::default(), error.clone(), Some(error)),
        };
        let cells = |content: &Content| content.rows.iter().flatten().cloned().collect::<Vec<_>>();
        let header = f1(content.headers.iter(), expected.headers.iter());
        let record = f1(content.rows.iter(), expected.rows.iter());
        let cell = f1(cells(&content).into_iter(), cells(&expected).into_iter());
        eprintln!("{name:<38} {:>6.3} {:>6.3} {:>6.3}  {note}", header.0, record.0, cell.0);
        let of_all = [header, record, cell];
        sums.iter_mut().zip(of_all).for_each(|(sum, (f1, _))| *sum += f1);
        exact += usize::from(of_all.iter().all(|(f1, _)| *f1 >= 1.0));
        let lossless = record.1 >= 1.0 && cell.1 >= 1.0;
        whole += usize::from(lossless);
        let named = |error: &String| error.contains("rows holds column names") || error.contains("line ");
        if !lossless && !error.as_ref().is_some_and(named) {
            lost.push(name);
        }
    }
    let mean = |sum: f64| sum / names.len() as f64;
    let [header, record, cell] = sums.map(mean);
    eprintln!("{:<38} {header:>6.3} {record:>6.3} {cell:>6.3}", "mean");
    eprintln!("{} files: {whole} without loss, {exact} exactly as their clean form", names.len());
    assert!(lost.is_empty(), "these lost something without an error that says where: {lost:?}");
    assert!(whole * 100 >= names.len() * 95, "{whole} of {}", names.len());
}
