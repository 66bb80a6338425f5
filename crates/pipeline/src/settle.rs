//! What steps over whole tables leave behind: the rows that stayed, the books, the failures.

use std::collections::BTreeMap;

use aftersight_contract::manifest::Words;

use crate::account::Quarantine;
use crate::clean::{Outcome, Step};
use crate::engine::{Engine, Failure};
use crate::message;
use crate::results::FailureResult;
use crate::stage::{Ledger, Source};
use crate::table::{Part, Table, Tables};

/// A step that failed, and what that costs its table.
pub(crate) fn failed(engine: &dyn Engine, table: &str, step: &Step, failure: &Failure) -> FailureResult {
    let consequence = if step.mandatory {
        Words {
            zh: format!("表“{table}”被扣留：必须执行的规则失败，任何内容都不会写出"),
            en: format!("the table `{table}` is withheld: a mandatory rule failed, nothing of it is written"),
        }
    } else {
        Words {
            zh: format!("表“{table}”中由该规则处理的列置为空（plugin-failed）"),
            en: format!("the columns of `{table}` that the rule cleans are null (plugin-failed)"),
        }
    };
    FailureResult {
        step: step.id.clone(),
        plugin: step.id.clone(),
        message: message::failure(engine, &step.id, failure),
        consequence,
    }
}

/// Puts what came of a table's parts in their place, keeps the books, and tells whoever is linked to rows that left.
pub(crate) fn settle(
    tables: &mut Tables,
    index: usize,
    outcomes: Vec<Outcome>,
    sources: &[Source<'_>],
    ledger: &mut Ledger,
) {
    let table = &mut tables.0[index];
    let before: usize = table.rows();
    let (mut kept, mut first, mut parts) = (Vec::new(), 0u32, Vec::new());
    let mut waiting: BTreeMap<usize, Quarantine> = BTreeMap::new();
    for (number, outcome) in outcomes.into_iter().enumerate() {
        let rows = table.parts[number].batch.rows;
        let (source, numbers) = (table.parts[number].source, table.parts[number].rows.clone());
        let number_of = |row: u64| numbers[row as usize - 1];
        let mut account = outcome.account;
        account.rows = 0;
        ledger.accounts[source].append(account, number_of);
        if !outcome.quarantine.is_empty() {
            let of_source = waiting.entry(source).or_insert_with(|| Quarantine {
                table: table.name.clone(),
                source: sources[source].name.clone(),
                sha256: sources[source].sha256.clone(),
                columns: outcome.columns,
                rows: Vec::new(),
            });
            of_source.rows.extend(outcome.quarantine.into_iter().map(|mut row| {
                row.row = number_of(row.row);
                row
            }));
        }
        kept.extend(outcome.rows.iter().map(|row| first + row));
        first += rows;
        if outcome.rows.len() < rows as usize {
            table.keep(number, &outcome.rows);
        }
        let old = std::mem::take(&mut table.parts[number]);
        let marks = old.marks.iter().zip(&outcome.marks).map(|(old, new)| old | new).collect();
        parts.push(Part { batch: outcome.batch, marks, ..old });
    }
    ledger.quarantine.extend(waiting.into_values());
    if parts.is_empty() {
        return;
    }
    let (links, nulled) = (std::mem::take(&mut table.links), std::mem::take(&mut table.nulled));
    let name = table.name.clone();
    *table = Table { links, nulled, ..Table::unite(&name, parts) };
    if kept.len() < before {
        tables.renumber(&name, before, &kept);
    }
}

/// Rows with a mark, over the parts of a source.
pub(crate) fn marked(tables: &Tables, source: usize, mark: u8) -> u64 {
    let parts = tables.0.iter().flat_map(|table| &table.parts).filter(|part| part.source == source);
    parts.map(|part| part.marks.iter().filter(|marks| **marks & mark != 0).count() as u64).sum()
}
