//! Missing values: a required cell that is blank sets its row aside, a placeholder elsewhere becomes null and is flagged.

mod placeholder;

use aftersight_sdk::{
    Action, Batch, Cell, Cleaned, Cleaner, Column, Context, Error, Params, Read, Result, TABLES, Table,
};

use placeholder::Placeholders;

/// Judges what is not there.
#[derive(Debug)]
pub struct MissingValues {
    placeholders: Placeholders,
    required: Vec<String>,
}

impl Cleaner for MissingValues {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let required = required(params, &table.name)?;
        let (named, except) = (params.texts("columns")?, params.texts("except")?);
        let known = TABLES.contains(&table.name.as_str());
        let optional = |name: &String| match named {
            [] => known && is_optional(name) && !except.contains(name),
            named => named.contains(name),
        };
        let fields = table.fields.iter();
        let wanted =
            fields.filter(|field| required.contains(&field.name) || field.kind.is_text() && optional(&field.name));
        Ok(wanted.map(|field| field.name.clone()).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let placeholders = Placeholders::new(params.texts("placeholders")?);
        Ok(Self { placeholders, required: required(params, params.text("table")?)? })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        for column in &batch.columns {
            if self.required.contains(&column.name) {
                self.demand(batch, column, out)?;
            } else {
                out.rewrite(column, rows, |cell| {
                    if cell.trim().is_empty() {
                        // Nothing said and nothing lost: no note.
                        return Some(Cell::Null);
                    }
                    self.placeholders.has(cell).then_some(Cell::Flagged(None, "placeholder"))
                });
            }
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner MissingValues);

impl MissingValues {
    /// Sets aside the rows in which a required cell says nothing.
    fn demand(&self, batch: &Batch, column: &Column, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let blank = match column.kind().is_text() {
            true => Some(
                batch.texts(&column.name)?.mask(rows, |cell| cell.trim().is_empty() || self.placeholders.has(cell)),
            ),
            false => None,
        };
        for row in 0..rows {
            if !column.is_valid(row) || blank.as_ref().is_some_and(|blank| blank.is(row)) {
                let before = column.text_at(row).unwrap_or_default();
                out.note(row, &column.name, Action::Quarantine, "required", before);
            }
        }
        Ok(())
    }
}

/// The columns of a table that must not be blank.
fn required(params: &Params, table: &str) -> Result<Vec<String>> {
    let mut columns = Vec::new();
    for entry in params.texts("required")? {
        let parts = entry.split_once('.').filter(|(owner, column)| !owner.is_empty() && !column.is_empty());
        let (owner, column) = parts.ok_or_else(|| Error::new("required-malformed").with("entry", entry.as_str()))?;
        if owner == table {
            columns.push(column.to_owned());
        }
    }
    Ok(columns)
}

/// Is it a column of the data model that this rule answers for? Times and amounts have rules of their own, which know these
/// placeholders, and in a column of yes and no 无 means no. What the data model does not know is left as it came.
fn is_optional(column: &str) -> bool {
    let plain = column.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let other = ["_at", "_minor"].iter().any(|end| column.ends_with(end)) || column.starts_with("is_");
    plain && !other && column != "at" && column != "transferred"
}
