//! From headers to columns: names, aliases, constants.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::MAX_COLUMNS;
use crate::error::{Problem, Result};
use crate::names;
use crate::options::Options;
use crate::profile::{Profile, ProfileTable, literal};
use crate::recognise::{self, Recognition, Said};

/// A column that reading a sheet gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetColumn {
    /// Its name, unique in the sheet: a canonical one, or the normalised header.
    pub name: String,
    /// The data model knows it.
    pub canonical: bool,
    /// It repeats few texts and is read as a category.
    pub category: bool,
    /// The text of every row, for a column that the file lacks.
    pub constant: Option<String>,
    /// What makes its cells, for a column that the profile puts together.
    pub joined: Vec<Joined>,
    /// It is read into another table of the profile, and not given for this one.
    pub elsewhere: bool,
    /// The unit that is put behind its bare numbers, since the file has it in the header.
    pub unit: Option<String>,
}

impl SheetColumn {
    fn new(name: String, canonical: bool) -> Self {
        Self { name, canonical, category: false, constant: None, joined: Vec::new(), elsewhere: false, unit: None }
    }
}

/// A part of the cells of a column that is put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// The cell of the column at this place.
    Cell(usize),
    /// A text, the same in every row.
    Text(String),
}

/// What headers mean.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) recognition: Recognition,
    pub(crate) columns: Vec<SheetColumn>,
    pub(crate) duplicates: Vec<String>,
}

/// Names the columns of a sheet.
pub(crate) fn layout(headers: &[String], options: &Options) -> Result<Layout> {
    if headers.len() > MAX_COLUMNS {
        return Err(Problem::Columns { found: headers.len() }.into());
    }
    let normalised: Vec<String> = headers.iter().map(|header| names::normalise(header)).collect();
    let given = given(options);
    let chosen: Vec<Option<&str>> =
        normalised.iter().map(|header| given.get(names::key(header).as_str()).copied()).collect();
    let unnamed: Vec<String> =
        normalised.iter().zip(&chosen).filter(|(_, given)| given.is_none()).map(|(header, _)| header.clone()).collect();
    let named: Vec<&str> =
        chosen.iter().flatten().copied().chain(options.constants.keys().map(String::as_str)).collect();
    let said = Said {
        table: options.table.as_deref(),
        part: options.part.as_deref(),
        profile: options.profile.as_deref(),
        profiles: &options.profiles,
    };
    let mut recognition = recognise::recognise(&normalised, &unnamed, &named, said);
    let profile = recognition.profile.as_ref().and_then(|chosen| chosen.profile.clone());
    let table = recognition.given().cloned();
    let table = table.as_ref();
    let mapped = map(&normalised, &chosen, recognition.table.as_deref(), profile.as_ref().zip(table));

    let mut taken: BTreeSet<String> = mapped.iter().flatten().cloned().collect();
    let mut columns = Vec::with_capacity(headers.len() + options.constants.len());
    for (index, header) in normalised.iter().enumerate() {
        let name = mapped[index].clone().unwrap_or_else(|| {
            let own = if header.is_empty() { format!("column_{}", index + 1) } else { header.clone() };
            names::unique(&own, &mut taken)
        });
        let mut column = SheetColumn::new(name, mapped[index].is_some());
        column.elsewhere = table
            .zip(profile.as_ref())
            .is_some_and(|(table, profile)| mapped[index].is_none() && profile.gives_elsewhere(table, header));
        column.unit = table.and_then(|table| table.units.get(&column.name)).and_then(|usual| unit(header, usual));
        columns.push(column);
    }
    for (column, text) in &options.constants {
        if !taken.insert(column.clone()) {
            return Err(Problem::Constant { column: column.clone() }.into());
        }
        let canonical = recognition.matched.contains(column);
        columns.push(constant(column, text, canonical));
    }
    if let Some(table) = table {
        columns.extend(added(table, &normalised, &mut taken));
    }
    if let Some(chosen) = &mut recognition.profile {
        for (header, column) in headers.iter().zip(&mapped).filter(|(header, _)| !header.trim().is_empty()) {
            let known =
                column.is_some() || profile.as_ref().is_some_and(|profile| profile.names(&names::normalise(header)));
            let list = if known { &mut chosen.matched } else { &mut chosen.unmatched };
            list.push(header.clone());
        }
    }
    Ok(Layout { recognition, columns, duplicates: duplicates(&normalised) })
}

fn constant(name: &str, text: &str, canonical: bool) -> SheetColumn {
    SheetColumn { category: true, constant: Some(text.to_owned()), ..SheetColumn::new(name.to_owned(), canonical) }
}

/// Units that a number without one has anyway.
const SECONDS: [&str; 5] = ["秒", "s", "sec", "second", "seconds"];

/// The unit that a header's numbers have: what it says in brackets, or the usual one.
fn unit(header: &str, usual: &str) -> Option<String> {
    let said = names::unit(header).unwrap_or(usual);
    (!SECONDS.contains(&said.to_lowercase().as_str())).then(|| said.to_owned())
}

/// The columns that a profile adds to those of the file, unless it has them.
fn added(table: &ProfileTable, normalised: &[String], taken: &mut BTreeSet<String>) -> Vec<SheetColumn> {
    let place = |header: &String| {
        let key = names::key(&names::normalise(header));
        normalised.iter().position(|known| names::key(known) == key)
    };
    let mut columns = Vec::new();
    for (name, parts) in &table.join {
        let part = |part: &String| match literal(part) {
            Some(text) => Some(Joined::Text(text.to_owned())),
            None => place(part).map(Joined::Cell),
        };
        let joined: Option<Vec<Joined>> = parts.iter().map(part).collect();
        if let Some(joined) = joined.filter(|_| taken.insert(name.clone())) {
            columns.push(SheetColumn { joined, ..SheetColumn::new(name.clone(), true) });
        }
    }
    for (name, text) in table.constants.iter().filter(|(name, _)| taken.insert((*name).clone())) {
        columns.push(constant(name, text, true));
    }
    columns
}

/// The caller's aliases by header key.
fn given(options: &Options) -> BTreeMap<String, &str> {
    let key = |header: &String| names::key(&names::normalise(header));
    options.columns.iter().map(|(header, column)| (key(header), column.as_str())).collect()
}

/// The canonical column of each header. Of several headers for one column the caller's comes first, then the better alias, then
/// the one further left; the others keep their own names.
fn map(
    normalised: &[String],
    chosen: &[Option<&str>],
    table: Option<&str>,
    given: Option<(&Arc<Profile>, &ProfileTable)>,
) -> Vec<Option<String>> {
    let mut wishes: Vec<(usize, usize, &str)> = Vec::new();
    for (index, header) in normalised.iter().enumerate() {
        let wish = chosen[index].map(|column| (0, column)).or_else(|| recognise::column(given, table?, header));
        wishes.extend(wish.map(|(rank, column)| (rank, index, column)));
    }
    wishes.sort_unstable();
    let mut mapped = vec![None; normalised.len()];
    let mut taken = BTreeSet::new();
    for (_, index, column) in wishes {
        if taken.insert(column) {
            mapped[index] = Some(column.to_owned());
        }
    }
    mapped
}

fn duplicates(normalised: &[String]) -> Vec<String> {
    let mut seen = BTreeMap::new();
    for header in normalised.iter().filter(|header| !header.is_empty()) {
        *seen.entry(header).or_insert(0usize) += 1;
    }
    seen.into_iter().filter(|(_, times)| *times > 1).map(|(header, _)| header.clone()).collect()
}
