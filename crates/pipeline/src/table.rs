//! Tables between the stages: parts of some thousand rows, each with the same columns.

use std::borrow::Cow;

use aftersight_contract::{Batch, Column, Field, Kind, Table as Schema};

use crate::kernels::{self, NONE};
use crate::model;

/// Some rows of one source.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The rows.
    pub batch: Batch,
    /// The source they come from: a place in the list of inputs.
    pub source: usize,
    /// Their data rows in the source, counted from 1.
    pub rows: Vec<u64>,
    /// What cleaning did to each of them.
    pub(crate) marks: Vec<u8>,
    /// The source in which each was received first; empty: this one.
    pub(crate) first: Vec<u32>,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its name in the data model.
    pub name: String,
    /// Its columns; every part has all of them, in this order.
    pub fields: Vec<Field>,
    /// Its rows.
    pub parts: Vec<Part>,
    /// A mandatory rule failed: nothing of it may be used or written.
    pub withheld: bool,
    /// Partners in other tables.
    pub(crate) links: Vec<Link>,
    /// Columns that are null because the rule that cleans them failed.
    pub(crate) nulled: Vec<String>,
}

/// Partners of a table's rows in another table.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// What linked columns begin with: `order` in `order.paid_at`.
    pub(crate) prefix: String,
    /// The other table.
    pub(crate) to: String,
    /// The columns that must agree.
    pub(crate) on: Vec<String>,
    /// A row that finds no partner waits for it so long, in µs.
    pub(crate) wait: i64,
    /// Per part: the partner's row in the other table, or [`NONE`].
    pub(crate) rows: Vec<Vec<u32>>,
}

impl Table {
    /// Makes one table of parts that may differ in their columns: what a part lacks is null there.
    pub(crate) fn unite(name: &str, mut parts: Vec<Part>) -> Self {
        let mut fields: Vec<Field> = Vec::new();
        for part in &parts {
            for column in &part.batch.columns {
                match fields.iter_mut().find(|field| field.name == column.name) {
                    None => fields.push(column.field()),
                    Some(field) if field.kind != column.kind() && field.kind.is_text() => field.kind = column.kind(),
                    Some(_) => {}
                }
            }
        }
        for field in &mut fields {
            let kind = |part: &Part| part.batch.column(&field.name).map(Column::kind);
            let encodings: Vec<_> = parts.iter().filter_map(kind).collect();
            if field.kind.is_text() {
                let same = encodings.iter().all(|kind| *kind == Kind::Category);
                field.kind = if same { Kind::Category } else { Kind::Text };
            }
        }
        for part in &mut parts {
            let rows = part.batch.rows as usize;
            let mut given = std::mem::take(&mut part.batch.columns);
            for field in &fields {
                let found =
                    given.iter().position(|column| column.name == field.name).map(|index| given.swap_remove(index));
                let fits =
                    |column: &Column| column.kind() == field.kind || column.kind().is_text() && field.kind.is_text();
                part.batch
                    .columns
                    .push(found.filter(fits).unwrap_or_else(|| kernels::nulls(&field.name, field.kind, rows)));
            }
        }
        Self { name: name.to_owned(), fields, parts, ..Self::default() }
    }

    /// Rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.parts.iter().map(|part| part.batch.rows as usize).sum()
    }

    /// A column of one part.
    #[must_use]
    pub fn column(&self, part: usize, name: &str) -> Option<&Column> {
        self.parts[part].batch.column(name)
    }

    /// The column over all parts.
    pub(crate) fn whole(&self, name: &str) -> Option<Column> {
        self.fields.iter().find(|field| field.name == name)?;
        let parts: Vec<_> =
            self.parts.iter().filter_map(|part| Some((part.batch.column(name)?, part.batch.rows as usize))).collect();
        Some(kernels::concat(name, &parts))
    }

    /// Keeps only these rows of each part.
    pub(crate) fn keep(&mut self, part: usize, rows: &[u32]) {
        let kept = &mut self.parts[part];
        kept.batch.columns = kept.batch.columns.iter().map(|column| kernels::take(column, rows)).collect();
        kept.batch.rows = rows.len() as u32;
        kept.rows = rows.iter().map(|row| kept.rows[*row as usize]).collect();
        kept.marks = rows.iter().map(|row| kept.marks[*row as usize]).collect();
        if !kept.first.is_empty() {
            kept.first = rows.iter().map(|row| kept.first[*row as usize]).collect();
        }
        for link in &mut self.links {
            link.rows[part] = rows.iter().map(|row| link.rows[part][*row as usize]).collect();
        }
    }
}

/// All tables of a run.
#[derive(Clone, Debug, Default)]
pub struct Tables(pub Vec<Table>);

impl Tables {
    /// The table of that name, unless it is withheld.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Table> {
        self.0.iter().find(|table| table.name == name && !table.withheld)
    }

    /// What a plan may draw on: own columns, and those of linked tables under their prefix. How text is encoded is not
    /// shown, for a plan must not depend on it.
    #[must_use]
    pub fn schema(&self) -> Vec<Schema> {
        self.0.iter().filter(|table| !table.withheld).map(|table| self.schema_of(table)).collect()
    }

    pub(crate) fn schema_of(&self, table: &Table) -> Schema {
        let plain = |field: &Field, name: String| Field {
            name,
            kind: if field.kind == Kind::Category { Kind::Text } else { field.kind },
        };
        let mut fields: Vec<_> = table.fields.iter().map(|field| plain(field, field.name.clone())).collect();
        for link in &table.links {
            let Some(other) = self.get(&link.to) else { continue };
            fields.extend(other.fields.iter().map(|field| plain(field, format!("{}.{}", link.prefix, field.name))));
        }
        Schema { name: table.name.clone(), fields }
    }

    /// The column that a name means in a table: its own, a linked one by prefix, or the one that a linked table has under
    /// the plain name, nearest link first.
    #[must_use]
    pub fn resolve(&self, table: &Table, name: &str) -> Option<String> {
        if table.fields.iter().any(|field| field.name == name) {
            return Some(name.to_owned());
        }
        let linked = |link: &&Link, name: &str| {
            self.get(&link.to).is_some_and(|other| other.fields.iter().any(|field| field.name == name))
        };
        if let Some((prefix, rest)) = name.split_once('.') {
            if prefix == table.name || prefix == model::singular(&table.name) {
                return self.resolve(table, rest).filter(|found| found == rest);
            }
            let link = table.links.iter().find(|link| link.prefix == prefix || link.to == prefix)?;
            return linked(&link, rest).then(|| format!("{}.{rest}", link.prefix));
        }
        let link = table.links.iter().find(|link| linked(link, name))?;
        Some(format!("{}.{name}", link.prefix))
    }

    /// Is a resolved column null because the rule that cleans it failed?
    pub(crate) fn is_nulled(&self, table: &Table, resolved: &str) -> bool {
        if table.fields.iter().any(|field| field.name == resolved) {
            return table.nulled.iter().any(|name| name == resolved);
        }
        let linked = resolved.split_once('.').and_then(|(prefix, name)| {
            let link = table.links.iter().find(|link| link.prefix == prefix)?;
            Some(self.get(&link.to)?.nulled.iter().any(|nulled| nulled == name))
        });
        linked.unwrap_or(false)
    }

    /// A resolved column, part by part.
    pub(crate) fn parts<'a>(&'a self, table: &'a Table, resolved: &str) -> Option<Vec<Cow<'a, Column>>> {
        if table.fields.iter().any(|field| field.name == resolved) {
            return (0..table.parts.len()).map(|part| table.column(part, resolved).map(Cow::Borrowed)).collect();
        }
        let (prefix, name) = resolved.split_once('.')?;
        let link = table.links.iter().find(|link| link.prefix == prefix)?;
        let whole = self.get(&link.to)?.whole(name)?;
        let take = |rows: &Vec<u32>| {
            let mut column = kernels::take(&whole, rows);
            resolved.clone_into(&mut column.name);
            Cow::Owned(column)
        };
        Some(link.rows.iter().map(take).collect())
    }

    /// Renumbers partners after rows of `table` went away; `kept` holds the old numbers that stayed, rising.
    pub(crate) fn renumber(&mut self, table: &str, rows: usize, kept: &[u32]) {
        let mut map = vec![NONE; rows];
        for (new, old) in kept.iter().enumerate() {
            map[*old as usize] = new as u32;
        }
        for link in self.0.iter_mut().flat_map(|table| &mut table.links).filter(|link| link.to == table) {
            for row in link.rows.iter_mut().flatten().filter(|row| **row != NONE) {
                *row = map[*row as usize];
            }
        }
    }
}
