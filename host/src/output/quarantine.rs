//! Rows that wait aside, as CSV that a spreadsheet opens: the reason, the place in the source, the masked row. What somebody
//! corrects there, `aftersight replay` puts on the originals.

use std::collections::HashMap;
use std::path::Path;

use aftersight_pipeline::replay::{HEAD, Refusal};
use aftersight_pipeline::{Quarantine, Results};

use super::sheet::Sheet;
use crate::cli::Failed;

/// Writes one file per table and source. A row whose correction was refused keeps the cells that somebody wrote.
pub(super) fn write(
    folder: &Path,
    quarantine: &[Quarantine],
    results: &Results,
    refused: &[Refusal],
) -> Result<(), Failed> {
    let reason: HashMap<_, _> =
        results.quality.iter().map(|line| ((line.rule.as_str(), line.code.as_str()), &line.reason)).collect();
    let mut taken: HashMap<String, usize> = HashMap::new();
    for waiting in quarantine {
        let stem = format!("{}-{}", waiting.table, plain(&waiting.source));
        let number = taken.entry(stem.clone()).and_modify(|number| *number += 1).or_insert(1);
        let name = if *number == 1 { format!("{stem}.csv") } else { format!("{stem}-{number}.csv") };
        let mut sheet = Sheet::new(HEAD.into_iter().chain(waiting.columns.iter().map(String::as_str)));
        for row in &waiting.rows {
            let words = reason.get(&(row.rule.as_str(), row.code.as_str()));
            let (zh, en) = words.map_or(("", ""), |words| (&words.zh, &words.en));
            let number = row.row.to_string();
            let head = [
                "",
                &waiting.source,
                &number,
                &row.column,
                zh,
                en,
                &row.rule,
                &row.code,
                &waiting.table,
                &waiting.sha256,
            ];
            let own = |refusal: &&Refusal| {
                let place = &refusal.place;
                place.row == row.row
                    && place.source == waiting.source
                    && place.table == waiting.table
                    && place.sha256 == waiting.sha256
            };
            let typed = refused.iter().find(own).map(|refusal| &refusal.typed);
            let cells = waiting.columns.iter().zip(&row.cells).map(|(column, cell)| {
                let typed = typed.and_then(|typed| typed.get(column)).map(String::as_str);
                typed.or(cell.as_deref()).unwrap_or_default()
            });
            sheet.row(head.into_iter().chain(cells));
        }
        sheet.save(&folder.join(name))?;
    }
    Ok(())
}

/// A source's name as part of a file name.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sources_become_names_of_files() {
        assert_eq!(plain("a/b#表.xlsx"), "a_b_表.xlsx");
    }
}
