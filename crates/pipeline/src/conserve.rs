//! No row is lost: what was read of a source is accepted, waits aside or is excluded. Every run counts again.

use std::collections::BTreeMap;

use crate::error::RunError;
use crate::stage::{Ledger, Source};
use crate::table::Tables;

/// The accepted rows of a source: those that are there.
pub(crate) fn accepted(tables: &Tables, source: usize) -> u64 {
    let parts = tables.0.iter().flat_map(|table| &table.parts).filter(|part| part.source == source);
    parts.map(|part| u64::from(part.batch.rows)).sum()
}

/// Compares the books with the rows that are there.
///
/// # Errors
/// A source whose rows do not add up: a mistake of ours, which must not go on as a result.
pub(crate) fn check(tables: &Tables, sources: &[Source<'_>], ledger: &Ledger) -> Result<(), RunError> {
    for (index, source) in sources.iter().enumerate() {
        let (account, read, accepted) = (&ledger.accounts[index], ledger.read[index], accepted(tables, index));
        let fates = accepted + account.quarantined + account.excluded;
        if read != fates || account.rows != read {
            let (name, quarantined, excluded) = (&source.name, account.quarantined, account.excluded);
            return Err(RunError::new(
                format!(
                    "内部错误：来源“{name}”读入 {read} 行（记账 {} 行），但接受 {accepted} + 隔离 {quarantined} + 排除 {excluded} = {fates} 行。结果不可信，请报告此问题",
                    account.rows
                ),
                format!(
                    "internal error: of the source {name} {read} rows were read ({} in the books), but {accepted} accepted + {quarantined} quarantined + {excluded} excluded = {fates}. The results cannot be trusted; please report this",
                    account.rows
                ),
            ));
        }
    }
    aside(sources, ledger)
}

/// Every row that waits aside can be looked at.
fn aside(sources: &[Source<'_>], ledger: &Ledger) -> Result<(), RunError> {
    let mut counts: BTreeMap<(&str, &str, &str), (u64, u64)> = BTreeMap::new();
    for (source, account) in sources.iter().zip(&ledger.accounts) {
        counts.entry((&source.table, &source.name, &source.sha256)).or_default().0 += account.quarantined;
    }
    for waiting in &ledger.quarantine {
        counts.entry((&waiting.table, &waiting.source, &waiting.sha256)).or_default().1 += waiting.rows.len() as u64;
    }
    match counts.into_iter().find(|(_, (counted, there))| counted != there) {
        None => Ok(()),
        Some(((_, name, _), (counted, there))) => Err(RunError::new(
            format!("内部错误：来源“{name}”记有 {counted} 行隔离，实际有 {there} 行。结果不可信，请报告此问题"),
            format!(
                "internal error: {counted} rows of the source {name} should wait aside, and {there} do. The results cannot be trusted; please report this"
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use crate::account::Account;

    use super::*;

    struct Nothing;

    impl crate::stage::Rows for Nothing {
        fn chunks(&self) -> usize {
            0
        }

        fn read(&self, _: usize, _: usize) -> Result<Vec<aftersight_contract::Batch>, RunError> {
            Ok(Vec::new())
        }
    }

    #[test]
    fn a_row_that_is_gone_stops_the_run() {
        let source = Source {
            name: "cases.csv".to_owned(),
            sha256: String::new(),
            salt: String::new(),
            table: "cases".to_owned(),
            columns: BTreeMap::new(),
            not_rows: 0,
            filter: None,
            timezone: None,
            received_at: None,
            profile: None,
            rows: Box::new(Nothing),
        };
        let ledger = |rows, quarantined, excluded, read| Ledger {
            accounts: vec![Account { rows, quarantined, excluded, ..Account::default() }],
            read: vec![read],
            ..Ledger::default()
        };
        let sources = [source];
        let said = |ledger| check(&Tables::default(), &sources, &ledger).map_err(|error| error.0);
        assert_eq!(said(ledger(3, 0, 3, 3)), Ok(()));
        let lost = said(ledger(7, 1, 3, 7)).expect_err("three rows are missing");
        assert!(lost.en.starts_with("internal error: of the source cases.csv 7 rows were read"), "{}", lost.en);
        assert!(lost.en.contains("0 accepted + 1 quarantined + 3 excluded = 4"), "{}", lost.en);
        assert!(lost.zh.contains("内部错误") && lost.zh.contains("cases.csv"), "{}", lost.zh);
        assert!(said(ledger(3, 0, 3, 4)).is_err(), "the books hold fewer rows than were read");
        let hidden = said(ledger(1, 1, 0, 1)).expect_err("nothing waits aside");
        assert!(hidden.en.contains("1 rows of the source cases.csv should wait aside, and 0 do"), "{}", hidden.en);
    }
}
