//! Which table of the data model a sheet is, by its headers.

use std::collections::BTreeSet;
use std::sync::Arc;

use aftersight_contract::manifest::Words;

use crate::aliases::{self, Table};
use crate::error::Lang;
use crate::profile::{GENERIC, Profile, ProfileTable, Profiles};

/// Which table a sheet is, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recognition {
    /// The table; `None`: no table of the data model fits.
    pub table: Option<String>,
    /// Its part, where the profile tells several tables of that name apart; else empty.
    pub part: String,
    /// How much speaks for it: a header that only this table knows counts 1, one that n tables know 1/n, one borrowed from a
    /// neighbouring table a quarter of that, and the column that numbers the table's rows 3 more.
    pub score: f64,
    /// Its columns that were found.
    pub matched: Vec<String>,
    /// The caller named the table.
    pub forced: bool,
    /// Other tables that fit as well, best first.
    pub rivals: Vec<Rival>,
    /// The profile that was used; `None` where nothing fits.
    pub profile: Option<Chosen>,
}

/// The profile by which a sheet is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: Words,
    /// How well it fits, 0 … 1: two thirds for the share of its signature that is there, one third for the share of the
    /// sheet's headers that it or the common headers know. Of the generic profile: the share of headers that it knows.
    pub score: f64,
    /// Headers that became columns of the data model, in this table or another one of the profile.
    pub matched: Vec<String>,
    /// Headers that became none, in no table of the profile: they are kept under their own names.
    pub unmatched: Vec<String>,
    /// The profile itself; `None` is the generic one.
    pub profile: Option<Arc<Profile>>,
}

/// A table that would fit too.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    /// The table.
    pub table: String,
    /// How much speaks for it.
    pub score: f64,
}

/// From this score on a profile is taken, if half of its signature is there.
const ENOUGH: f64 = 0.6;

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

    /// What the profile says about the table.
    #[must_use]
    pub fn given(&self) -> Option<&ProfileTable> {
        let profile = self.profile.as_ref()?.profile.as_ref()?;
        let place = (self.table.as_deref()?, self.part.as_str());
        profile.tables.iter().find(|table| table.place() == place)
    }

    /// The caller named a profile of which the sheet has nothing.
    fn forced_profile(&self) -> bool {
        self.table.is_none() && self.profile.is_some()
    }

    /// The reason in words.
    #[must_use]
    pub fn reason(&self, lang: Lang) -> String {
        let columns = self.matched.join(if lang == Lang::Zh { "、" } else { ", " });
        let rival = self.rivals.first().filter(|_| self.is_ambiguous()).map(|rival| rival.table.as_str());
        match (lang, &self.table, self.forced) {
            (Lang::En, None, _) if self.forced_profile() => {
                "the file has none of the headers that its profile names".into()
            }
            (Lang::Zh, None, _) if self.forced_profile() => "文件里没有所指定 profile 的任何表头".into(),
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

/// What the caller says about a sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said<'a> {
    /// The table.
    pub(crate) table: Option<&'a str>,
    /// Its part.
    pub(crate) part: Option<&'a str>,
    /// The profile.
    pub(crate) profile: Option<&'a str>,
    /// Those that there are.
    pub(crate) profiles: &'a Profiles,
}

/// Finds the profile and the table of normalised headers; those of `headers` that the caller names himself are not among
/// `unnamed`, their columns are among `named`.
pub(crate) fn recognise(headers: &[String], unnamed: &[String], named: &[&str], said: Said<'_>) -> Recognition {
    let candidates = said.profiles.all().filter(|profile| said.profile.is_none_or(|id| id == profile.id));
    let mut best: Option<(f64, Recognition)> = None;
    for profile in candidates {
        let score = suits(profile, headers);
        let better = best.as_ref().is_none_or(|(known, _)| score > *known);
        let (all, there) = profile.signs(headers);
        let enough = score >= ENOUGH && 2 * there >= all;
        if better
            && (enough || said.profile.is_some())
            && let Some(found) = by_profile(profile, score, unnamed, named, said)
        {
            best = Some((score, found));
        }
    }
    match (best, said.profile) {
        (Some((_, found)), _) => found,
        // The profile that the caller named says nothing about this sheet.
        (None, Some(id)) if id != GENERIC => {
            Recognition { profile: Some(Chosen::nothing(id)), ..Recognition::default() }
        }
        (None, _) => generic(unnamed, named, said.table),
    }
}

/// How well a profile suits headers.
fn suits(profile: &Profile, headers: &[String]) -> f64 {
    let (all, there) = profile.signs(headers);
    let filled: Vec<&String> = headers.iter().filter(|header| !header.is_empty()).collect();
    let known = filled.iter().filter(|header| profile.knows(header) || aliases::is_known(header)).count();
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    (2.0 * share(there, all) + share(known, filled.len())) / 3.0
}

/// The table of a profile: the one that the caller names, or the first of which the sheet has what it needs.
fn by_profile(
    profile: &Arc<Profile>,
    score: f64,
    headers: &[String],
    named: &[&str],
    said: Said<'_>,
) -> Option<Recognition> {
    let meant = |table: &&ProfileTable| {
        said.table.is_none_or(|name| name == table.name) && said.part.is_none_or(|part| part == table.part)
    };
    let tables = profile.tables.iter().filter(meant);
    let mut found = tables.filter_map(|table| {
        let model = aliases::all().get(&table.name)?;
        let mut matched: BTreeSet<String> = headers
            .iter()
            .filter_map(|header| column(Some((profile, table)), &table.name, header))
            .map(|(_, column)| column.to_owned())
            .collect();
        if matched.is_empty() {
            return None;
        }
        matched.extend(named.iter().map(|column| (*column).to_owned()));
        if !table.requires.iter().all(|column| matched.contains(column)) {
            return None;
        }
        matched.extend(table.constants.keys().chain(table.join.keys()).cloned());
        matched.retain(|column| model.owns(column));
        let matched: Vec<String> = matched.into_iter().collect();
        (said.profile.is_some() || fits(model, &matched, headers.len())).then_some((table, matched))
    });
    let (table, matched) = found.next()?;
    Some(Recognition {
        table: Some(table.name.clone()),
        part: table.part.clone(),
        score,
        matched,
        forced: said.table.is_some() || said.profile.is_some(),
        rivals: Vec::new(),
        profile: Some(Chosen {
            id: profile.id.clone(),
            version: profile.version.clone(),
            title: profile.title.clone(),
            score,
            matched: Vec::new(),
            unmatched: Vec::new(),
            profile: Some(Arc::clone(profile)),
        }),
    })
}

impl Chosen {
    fn nothing(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            version: String::new(),
            title: Words::default(),
            score: 0.0,
            matched: Vec::new(),
            unmatched: Vec::new(),
            profile: None,
        }
    }
}

/// The column of a normalised header in a table, with its rank: the profile's own headers, the common ones of the table, those of
/// tables that it borrows from.
pub(crate) fn column<'a>(
    given: Option<(&'a Arc<Profile>, &ProfileTable)>,
    table: &str,
    header: &str,
) -> Option<(usize, &'a str)> {
    let model = aliases::all().get(table)?;
    if let Some((profile, given)) = given {
        if let Some((column, rank)) = profile.find(given, header) {
            return Some((1 + rank, column));
        }
        if profile.is_aside(given, header) || profile.is_of_another(given, header) {
            return None;
        }
    }
    if let Some((column, rank)) = model.find(header) {
        return Some((1_000 + rank, column));
    }
    // A borrowed header must not pass for a column that means something else here.
    let mut lenders = lenders(model).filter_map(|lender| lender.find(header));
    lenders.find(|(column, _)| !model.owns(column)).map(|(column, rank)| (1_000_000 + rank, column))
}

/// Scores headers against every table by the common headers.
fn generic(headers: &[String], named: &[&str], forced: Option<&str>) -> Recognition {
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
    let profile = table.as_deref().map(|table| {
        let filled = headers.iter().filter(|header| !header.is_empty());
        let known = filled.clone().filter(|header| column(None, table, header).is_some()).count();
        let generic = aliases::generic();
        Chosen {
            version: generic.version.clone(),
            title: generic.title.clone(),
            score: if known == 0 { 0.0 } else { known as f64 / filled.count() as f64 },
            ..Chosen::nothing(&generic.id)
        }
    });
    Recognition { table, score, matched, forced: forced.is_some(), rivals, profile, ..Recognition::default() }
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
