//! What no cleaner typed gets the type that the data model declares. A cell that does not fit becomes null, with a note.

use aftersight_contract::{Action, Batch, Column, Kind, Values};

use crate::{clean, model};

/// The rule id under which failing cells are noted.
pub(crate) const RULE: &str = "cast";

/// A cell that did not fit.
pub(crate) struct Misfit {
    pub(crate) row: u32,
    pub(crate) column: String,
    pub(crate) before: String,
}

/// The code and action of the note.
pub(crate) const CODE: (&str, Action) = ("not-of-type", Action::Flag);

/// Casts every text column whose name declares another type in that table.
pub(crate) fn cast(table: &str, batch: &mut Batch, replaced: &mut Vec<Column>) -> Vec<Misfit> {
    let rows = batch.rows as usize;
    let mut misfits = Vec::new();
    for column in &mut batch.columns {
        let Some(kind) = model::cast_kind(table, &column.name).filter(|_| column.kind().is_text()) else { continue };
        let mut failed = |row: usize, cell: &str| {
            misfits.push(Misfit { row: row as u32, column: column.name.clone(), before: cell.to_owned() });
        };
        let typed = match kind {
            Kind::Int64 => {
                let cells = each(column, rows, integer, &mut failed);
                Column::numbers(column.name.clone(), Values::Int64, cells)
            }
            Kind::Float64 => {
                let cells = each(column, rows, number, &mut failed);
                Column::numbers(column.name.clone(), Values::Float64, cells)
            }
            _ => {
                let cells = each(column, rows, boolean, &mut failed);
                Column::booleans(column.name.clone(), cells)
            }
        };
        clean::replace(column, typed, replaced);
    }
    misfits
}

fn each<T: Copy>(
    column: &Column,
    rows: usize,
    parse: impl Fn(&str) -> Option<T>,
    failed: &mut impl FnMut(usize, &str),
) -> Vec<Option<T>> {
    let known: Option<Vec<_>> = match &column.values {
        Values::Category(categories) => Some(categories.names.iter().map(|name| parse(name.trim())).collect()),
        _ => None,
    };
    let mut cell = |row: usize| {
        let text = column.text_at(row)?;
        let parsed = match (&known, &column.values) {
            (Some(known), Values::Category(categories)) => known[categories.codes[row] as usize],
            _ => parse(text.trim()),
        };
        if parsed.is_none() && !text.trim().is_empty() {
            failed(row, text);
        }
        parsed
    };
    (0..rows).map(&mut cell).collect()
}

fn integer(text: &str) -> Option<i64> {
    let whole = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")).unwrap_or(text);
    whole.parse().ok()
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" | "是" | "有" => Some(true),
        "false" | "f" | "no" | "n" | "0" | "否" | "无" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_do_not_fit_become_null_and_are_named() {
        let columns = vec![
            Column::text("quantity", [Some("3"), Some("2.0"), Some("some"), None]),
            Column::text("is_quality", [Some("是"), Some("No"), Some("maybe"), Some("")]),
            Column::text("status", [Some("1"), None, None, None]),
        ];
        let mut batch = Batch { rows: 4, columns };
        let misfits = cast("cases", &mut batch, &mut Vec::new());
        assert_eq!(batch.columns[0], Column::numbers("quantity", Values::Int64, [Some(3), Some(2), None, None]));
        assert_eq!(batch.columns[1], Column::booleans("is_quality", [Some(true), Some(false), None, None]));
        assert_eq!(batch.columns[2].kind(), Kind::Text);
        let named: Vec<_> =
            misfits.iter().map(|misfit| (misfit.row, misfit.column.as_str(), misfit.before.as_str())).collect();
        assert_eq!(named, [(2, "quantity", "some"), (2, "is_quality", "maybe")]);
    }
}
