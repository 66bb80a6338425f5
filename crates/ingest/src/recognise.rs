//! Which table of the data model a sheet is, by its headers.

use std::collections::BTreeSet;

use crate::aliases::{self, Table};
use crate::error::Lang;

/// Which table a sheet is, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recognition {
    /// The table; `None`: no table of the data model fits.
    pub table: Option<String>,
    /// How much speaks for it: a header that only this table knows counts 1, one that n tables know 1/n, one borrowed from a
    /// neighbouring table a quarter of that, and the column that numbers the table's rows 3 more.
    pub score: f64,
    /// Its columns that were found.
    pub matched: Vec<String>,
    /// The caller named the table.
    pub forced: bool,
    /// Other tables that fit as well, best first.
    pub rivals: Vec<Rival>,
}

/// A table that would fit too.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    /// The table.
    pub table: String,
    /// How much speaks for it.
    pub score: f64,
}

/// A rival this close to the winner makes the answer ambiguous.
const CLOSE: f64 = 0.8;

/// What the column that numbers a table's rows counts more.
const ID: f64 = 3.0;

/// What a header counts in a table that only borrows it.
const BORROWED: f64 = 0.25;

impl Recognition {
    /// Does another table fit nearly as well?
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        !self.forced && self.rivals.first().is_some_and(|rival| rival.score >= CLOSE * self.score)
    }

    /// Has the sheet the columns that its table needs? Always so unless the caller named the table.
    #[must_use]
    pub fn fits(&self, headers: usize) -> bool {
        let table = self.table.as_ref().and_then(|name| aliases::all().get(name));
        table.is_some_and(|table| fits(table, &self.matched, headers))
    }

    /// The reason in words.
    #[must_use]
    pub fn reason(&self, lang: Lang) -> String {
        let columns = self.matched.join(if lang == Lang::Zh { "、" } else { ", " });
        let rival = self.rivals.first().filter(|_| self.is_ambiguous()).map(|rival| rival.table.as_str());
        match (lang, &self.table, self.forced) {
            (Lang::En, None, _) => "no table of the data model has these headers".into(),
            (Lang::Zh, None, _) => "数据模型里没有哪张表有这些表头".into(),
            (Lang::En, Some(table), true) => format!("{table}, as the source says; found {columns}"),
            (Lang::Zh, Some(table), true) => format!("来源指定为 {table}；识别出 {columns}"),
            (Lang::En, Some(table), false) => {
                let doubt = rival.map_or_else(String::new, |rival| format!("; it could be {rival} too: set `table`"));
                format!("{table}, by {columns}{doubt}")
            }
            (Lang::Zh, Some(table), false) => {
                let doubt = rival.map_or_else(String::new, |rival| format!("；也可能是 {rival}，请设置 table"));
                format!("{table}，依据 {columns}{doubt}")
            }
        }
    }
}

/// Scores normalised headers (and columns given by name) against every table.
pub(crate) fn recognise(headers: &[String], named: &[&str], forced: Option<&str>) -> Recognition {
    let mut fits: Vec<(f64, &str, Vec<String>)> = aliases::all()
        .iter()
        .filter(|(name, _)| forced.is_none_or(|forced| forced == name.as_str()))
        .filter_map(|(name, table)| {
            let (score, matched) = score(table, headers, named);
            (forced.is_some() || fits(table, &matched, headers.len())).then_some((score, name.as_str(), matched))
        })
        .collect();
    // Scores are sums of a few fractions; equal ones fall back to the alphabet.
    fits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let mut fits = fits.into_iter();
    let (score, matched, table) = match (fits.next(), forced) {
        (Some((score, name, matched)), _) => (score, matched, Some(name.to_owned())),
        (None, forced) => (0.0, Vec::new(), forced.map(str::to_owned)),
    };
    let rivals = fits.map(|(score, name, _)| Rival { table: name.to_owned(), score }).collect();
    Recognition { table, score, matched, forced: forced.is_some(), rivals }
}

/// Has the table what it needs?
fn fits(table: &Table, matched: &[String], headers: usize) -> bool {
    let enough = matched.len() >= table.least || matched.len() == headers;
    enough && table.require.iter().any(|set| set.iter().all(|column| matched.contains(column)))
}

fn score(table: &Table, headers: &[String], named: &[&str]) -> (f64, Vec<String>) {
    let mut matched = BTreeSet::new();
    let mut score = 0.0;
    for header in headers {
        if let Some((column, _)) = table.find(header) {
            if matched.insert(column.to_owned()) {
                let sharers = aliases::all().values().filter(|other| other.find(header).is_some()).count();
                score += 1.0 / sharers.max(1) as f64;
                score += if column == table.id && table.id != "order_id" { ID } else { 0.0 };
            }
        } else if lenders(table).any(|other| other.find(header).is_some()) {
            score += BORROWED;
        }
    }
    matched.extend(named.iter().filter(|column| table.owns(column)).map(|column| (*column).to_owned()));
    (score, matched.into_iter().collect())
}

/// The tables whose headers this one takes too.
pub(crate) fn lenders(table: &Table) -> impl Iterator<Item = &'static Table> {
    table.borrow.iter().filter_map(|name| aliases::all().get(name))
}
