//! Which cells of edited lines somebody changed.

use std::collections::BTreeMap;

use aftersight_contract::manifest::Words;

use super::line::{Decision, Edited, Line};
use super::rows;
use super::{Correction, Corrections, Place, Refusal, Taken};
use crate::account::{Quarantine, QuarantinedRow};
use crate::error::RunError;
use crate::spreadsheet::{self, Compared};
use crate::stage::Source;

/// A row as it came: column → text.
type Raw = BTreeMap<String, Option<String>>;

/// Compares edited files with the rows that wait aside, of a run over `sources` with the corrections that are `known`.
///
/// A line is refused alone if its row waits no more, if a cell cannot be told (scientific notation, day and month in doubt),
/// or if a hidden text was changed in part.
///
/// # Errors
/// A file whose lines cannot be assigned: a column or a row number is missing, a column is not known, a source is not
/// there, or two lines say different things of one row.
pub fn take(
    sources: &[Source<'_>],
    waiting: &[Quarantine],
    files: &[Edited],
    known: &Corrections,
) -> Result<Taken, RunError> {
    let mut taken = Taken { corrections: known.clone(), ..Taken::default() };
    let mut meant: BTreeMap<Place, (Line<'_>, Correction)> = BTreeMap::new();
    for file in files {
        for mut line in file.lines()? {
            assign(sources, &mut line)?;
            let Some((columns, row)) = waits(waiting, &line.place) else {
                taken.refused.push(gone(&line));
                continue;
            };
            match changes(&line, columns, row)? {
                Ok(correction) if correction == Correction::default() => {}
                Ok(correction) => match meant.get(&line.place) {
                    Some((other, said)) if *said != correction => return Err(twice(&line, other)),
                    _ => _ = meant.insert(line.place.clone(), (line, correction)),
                },
                Err(refusal) => taken.refused.push(refusal),
            }
        }
    }
    let originals = originals(sources, meant.keys())?;
    for (place, (line, correction)) in meant {
        let (Some((columns, row)), Some(raw)) = (waits(waiting, &place), originals.get(&place)) else { continue };
        if let Some(refusal) = unfit(&line, &correction, columns, row, raw) {
            taken.refused.push(refusal);
            continue;
        }
        if correction.exclude {
            taken.excluded += 1;
        } else {
            taken.corrected += 1;
        }
        let known = taken.corrections.0.entry(place).or_default();
        known.exclude |= correction.exclude;
        known.cells.extend(correction.cells);
    }
    taken.refused.sort_by(|left, right| left.place.cmp(&right.place));
    Ok(taken)
}

fn owns(source: &Source<'_>, place: &Place) -> bool {
    source.sha256 == place.sha256 && source.table == place.table && source.name == place.source
}

/// Finds the line's source by its hash; its name may have changed.
fn assign(sources: &[Source<'_>], line: &mut Line<'_>) -> Result<(), RunError> {
    if sources.iter().any(|source| owns(source, &line.place)) {
        return Ok(());
    }
    let place = &line.place;
    let mut alike: Vec<&str> = sources
        .iter()
        .filter(|source| source.sha256 == place.sha256 && source.table == place.table)
        .map(|source| source.name.as_str())
        .collect();
    alike.sort_unstable();
    alike.dedup();
    let sheet = |name: &str| name.split_once('#').map(|(_, sheet)| sheet.to_owned());
    if alike.len() > 1 {
        alike.retain(|name| sheet(name) == sheet(&place.source));
    }
    if let [only] = alike[..] {
        line.place.source = only.to_owned();
        return Ok(());
    }
    Err(line.file.wrong(
        format!(
            "第 {} 行的来源（_sha256、_source、_table）不在这次运行中。请恢复这三列，并只放入同一次运行写出的文件",
            line.number
        ),
        format!(
            "line {}: its source (_sha256, _source, _table) is not part of this run. Restore these columns, and keep only files of the same run here",
            line.number
        ),
    ))
}

/// The columns and the masked cells of a row that waits.
fn waits<'q>(waiting: &'q [Quarantine], place: &Place) -> Option<(&'q [String], &'q QuarantinedRow)> {
    let mut own = waiting.iter().filter(|waiting| {
        waiting.sha256 == place.sha256 && waiting.source == place.source && waiting.table == place.table
    });
    let row = |waiting: &'q Quarantine| {
        let index = waiting.rows.binary_search_by_key(&place.row, |row| row.row).ok()?;
        Some((waiting.columns.as_slice(), &waiting.rows[index]))
    };
    own.find_map(row)
}

/// What somebody changed in a line. No message repeats a cell: nobody has masked what was typed.
fn changes(line: &Line<'_>, columns: &[String], row: &QuarantinedRow) -> Result<Result<Correction, Refusal>, RunError> {
    let mut correction = Correction::default();
    let mut doubt: Option<(&str, Compared)> = None;
    for (column, found) in &line.cells {
        let Some(index) = columns.iter().position(|known| known == column) else {
            return Err(line.file.unknown(column, columns));
        };
        let written = row.cells[index].as_deref().unwrap_or_default();
        match spreadsheet::compare(written, found, line.file.unicode) {
            Compared::Same => {}
            Compared::Changed => {
                let text = Some(found.trim().to_owned()).filter(|text| !text.is_empty());
                correction.cells.insert((*column).to_owned(), text);
            }
            unsure => doubt = doubt.or(Some((column, unsure))),
        }
    }
    Ok(match &line.decision {
        // Whatever its cells say, it goes.
        Decision::Exclude => Ok(Correction { exclude: true, cells: BTreeMap::new() }),
        Decision::Unknown => Err(refusal(
            line,
            "_action 列的内容无法识别。请留空，或写 exclude（排除、删除）",
            "what stands under `_action` is not known. Leave it empty, or write exclude",
        )),
        Decision::Correct => match doubt {
            None => Ok(correction),
            Some((column, Compared::Date)) => Err(refusal(
                line,
                &format!("列“{column}”的日期分不清月和日。请写成 2025-01-03 的形式"),
                &format!("in the column `{column}`, day and month cannot be told apart. Write the date as 2025-01-03"),
            )),
            Some((column, _)) => Err(refusal(
                line,
                &format!(
                    "列“{column}”的号码已丢失数字（科学计数或末尾变成 0）。请先把该列设为文本格式，再填写完整号码"
                ),
                &format!(
                    "in the column `{column}`, digits of the number are lost. Format the column as text first, then write the whole number"
                ),
            )),
        },
    })
}

/// The originals of rows, by one look at each source.
fn originals<'p>(
    sources: &[Source<'_>],
    places: impl Iterator<Item = &'p Place>,
) -> Result<BTreeMap<Place, Raw>, RunError> {
    let places: Vec<&Place> = places.collect();
    let mut found = BTreeMap::new();
    for source in sources {
        let own: BTreeMap<u64, &Place> =
            places.iter().filter(|place| owns(source, place)).map(|place| (place.row, *place)).collect();
        if own.is_empty() {
            continue;
        }
        rows::scan(source.rows.as_ref(), |first, batch| {
            for (row, place) in own.range(first..first + u64::from(batch.rows)) {
                let at = (row - first) as usize;
                let cells =
                    batch.columns.iter().map(|column| (column.name.clone(), column.text_at(at).map(str::to_owned)));
                found.insert((*place).clone(), cells.collect());
            }
        })?;
    }
    Ok(found)
}

/// Why a correction cannot be put on its original.
fn unfit(
    line: &Line<'_>,
    correction: &Correction,
    columns: &[String],
    row: &QuarantinedRow,
    raw: &Raw,
) -> Option<Refusal> {
    for (column, text) in &correction.cells {
        let Some(original) = raw.get(column) else {
            return Some(refusal(
                line,
                &format!("列“{column}”是算出来的，原文件里没有。请改它所依据的列"),
                &format!(
                    "the column `{column}` is computed and not in the source. Change the columns that it is made of"
                ),
            ));
        };
        let index = columns.iter().position(|known| known == column)?;
        let masked = row.cells[index].as_deref().unwrap_or_default();
        let hidden = masked.contains('*') && original.as_deref() != Some(masked);
        if hidden && text.as_deref().is_some_and(|text| text.contains('*')) {
            return Some(refusal(
                line,
                &format!("列“{column}”已脱敏，不能只改一部分。请写出完整内容，或恢复成原来的样子"),
                &format!(
                    "the column `{column}` is masked and cannot be changed in part. Write the whole text, or restore it"
                ),
            ));
        }
    }
    None
}

fn refusal(line: &Line<'_>, zh: &str, en: &str) -> Refusal {
    let Place { source, row, .. } = &line.place;
    let (file, number) = (&line.file.name, line.number);
    Refusal {
        words: Words {
            zh: format!("{file} 第 {number} 行（{source} 第 {row} 行）未采用：{zh}"),
            en: format!("{file}, line {number} (row {row} of {source}) is not taken: {en}"),
        },
        place: line.place.clone(),
        typed: line.cells.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect(),
    }
}

fn gone(line: &Line<'_>) -> Refusal {
    refusal(
        line,
        "这一行不在隔离区（已经处理过，或行号被改动）。请用最近一次运行写出的文件",
        "the row is not in quarantine: it was settled before, or its number was changed. Edit the files of the last run",
    )
}

fn twice(line: &Line<'_>, other: &Line<'_>) -> RunError {
    let Place { source, row, .. } = &line.place;
    let (a, b) = (format!("{}:{}", other.file.name, other.number), format!("{}:{}", line.file.name, line.number));
    RunError::new(
        format!("{source} 第 {row} 行被改了两次，内容不同（{a}、{b}）。请只保留一处"),
        format!("row {row} of {source} was edited twice, differently ({a}, {b}). Keep one of them"),
    )
}
