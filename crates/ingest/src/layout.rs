//! From headers to columns: names, aliases, constants.

use std::collections::{BTreeMap, BTreeSet};

use crate::MAX_COLUMNS;
use crate::aliases;
use crate::error::{Problem, Result};
use crate::names;
use crate::options::Options;
use crate::recognise::{self, Recognition};

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
    let recognition = recognise::recognise(&unnamed, &named, options.table.as_deref());
    let mapped = map(&normalised, &chosen, recognition.table.as_deref());

    let mut taken: BTreeSet<String> = mapped.iter().flatten().cloned().collect();
    let mut columns = Vec::with_capacity(headers.len() + options.constants.len());
    for (index, header) in normalised.iter().enumerate() {
        let name = mapped[index].clone().unwrap_or_else(|| {
            let own = if header.is_empty() { format!("column_{}", index + 1) } else { header.clone() };
            names::unique(&own, &mut taken)
        });
        columns.push(SheetColumn { name, canonical: mapped[index].is_some(), category: false, constant: None });
    }
    for (column, text) in &options.constants {
        if !taken.insert(column.clone()) {
            return Err(Problem::Constant { column: column.clone() }.into());
        }
        columns.push(SheetColumn {
            name: column.clone(),
            canonical: recognition.matched.contains(column),
            category: true,
            constant: Some(text.clone()),
        });
    }
    Ok(Layout { recognition, columns, duplicates: duplicates(&normalised) })
}

/// The caller's aliases by header key.
fn given(options: &Options) -> BTreeMap<String, &str> {
    let key = |header: &String| names::key(&names::normalise(header));
    options.columns.iter().map(|(header, column)| (key(header), column.as_str())).collect()
}

/// The canonical column of each header. Of several headers for one column the caller's comes first, then the better alias, then
/// the one further left; the others keep their own names.
fn map(normalised: &[String], chosen: &[Option<&str>], table: Option<&str>) -> Vec<Option<String>> {
    let table = table.and_then(|name| aliases::all().get(name));
    let mut wishes: Vec<(usize, usize, &str)> = Vec::new();
    for (index, header) in normalised.iter().enumerate() {
        // Ranks: the caller's, the table's own aliases, those of the tables it borrows from.
        let own = || table.and_then(|table| table.find(header)).map(|(column, rank)| (1 + rank, column));
        let borrowed = || {
            let table = table?;
            let mut lenders = recognise::lenders(table).filter_map(|lender| lender.find(header));
            // A borrowed header must not pass for a column that means something else here.
            lenders.find(|(column, _)| !table.owns(column)).map(|(column, rank)| (1_000_000 + rank, column))
        };
        let wish = chosen[index].map(|column| (0, column)).or_else(own).or_else(borrowed);
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
