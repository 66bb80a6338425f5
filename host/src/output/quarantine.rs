//! Rows that wait aside, as CSV that a spreadsheet opens: the masked row, its place in the source, rule, column, reason.

use std::collections::HashMap;
use std::path::Path;

use aftersight_pipeline::{Quarantine, Results};

use crate::cli::Failed;

/// Writes one file per table and source.
pub(super) fn write(folder: &Path, quarantine: &[Quarantine], results: &Results) -> Result<(), Failed> {
    let reason: HashMap<_, _> =
        results.quality.iter().map(|line| ((line.rule.as_str(), line.code.as_str()), &line.reason)).collect();
    let mut taken: HashMap<String, usize> = HashMap::new();
    for waiting in quarantine {
        let stem = format!("{}-{}", waiting.table, plain(&waiting.source));
        let number = taken.entry(stem.clone()).and_modify(|number| *number += 1).or_insert(1);
        let name = if *number == 1 { format!("{stem}.csv") } else { format!("{stem}-{number}.csv") };
        let path = folder.join(name);
        let fail = |error: csv::Error| {
            Failed::input(
                format!("无法写入 {}（{error}）", path.display()),
                format!("cannot write {}: {error}", path.display()),
            )
        };
        // A spreadsheet takes a file without this mark for another encoding.
        let mut bytes = b"\xef\xbb\xbf".to_vec();
        let mut csv = csv::Writer::from_writer(&mut bytes);
        let head = ["_source", "_sha256", "_row", "_rule", "_column", "_code", "_reason_zh", "_reason_en"];
        csv.write_record(head.into_iter().chain(waiting.columns.iter().map(String::as_str))).map_err(fail)?;
        for row in &waiting.rows {
            let words = reason.get(&(row.rule.as_str(), row.code.as_str()));
            let (zh, en) = words.map_or(("", ""), |words| (&words.zh, &words.en));
            let number = row.row.to_string();
            let place = [&waiting.source, &waiting.sha256, &number, &row.rule, &row.column, &row.code, zh, en];
            let cells = row.cells.iter().map(|cell| cell.as_deref().unwrap_or_default());
            csv.write_record(place.into_iter().chain(cells).map(harmless)).map_err(fail)?;
        }
        drop(csv);
        std::fs::write(&path, bytes).map_err(|error| Failed::writing(&path, &error))?;
    }
    Ok(())
}

/// A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection).
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// A source's name as part of a file name.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed() {
        assert_eq!(harmless("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("圆通"), "圆通");
        assert_eq!(plain("a/b#表.xlsx"), "a_b_表.xlsx");
    }
}
