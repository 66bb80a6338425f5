//! Durations: text in every common form to seconds; percentages to fractions.

mod decimal;
mod reading;

use aftersight_sdk::{
    Batch, Cell, Cleaned, Cleaner, Context, DAY, HOUR, MINUTE, Params, Result, SECOND, Table, Values,
};

/// Reads the columns of a table that hold durations and rates.
#[derive(Debug)]
pub struct Durations {
    /// Microseconds that a number without a unit counts; none where it must have one.
    bare: Option<i64>,
    rates: Vec<String>,
}

/// Whole seconds by the data model; the others may have parts of one.
const WHOLE: &str = "online_seconds";

impl Cleaner for Durations {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let (named, rates) = (params.texts("columns")?, params.texts("rates")?);
        let usual = |name: &str| name.ends_with("_seconds") || name.ends_with("_seconds_sum");
        let wanted =
            |name: &String| is_rate(rates, name) || if named.is_empty() { usual(name) } else { named.contains(name) };
        let texts = table.fields.iter().filter(|field| field.kind.is_text() && wanted(&field.name));
        Ok(texts.map(|field| field.name.clone()).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let bare = match params.text("unit")? {
            "ms" => Some(SECOND / 1_000),
            "s" => Some(SECOND),
            "min" => Some(MINUTE),
            "h" => Some(HOUR),
            "d" => Some(DAY),
            _ => None,
        };
        Ok(Self { bare, rates: params.texts("rates")?.to_vec() })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        for column in &batch.columns {
            let name = column.name.as_str();
            let typed = if is_rate(&self.rates, name) {
                out.convert(column, rows, reading::fraction).column(name, Values::Float64)
            } else if name == WHOLE {
                let whole = |micros: i64| (micros + SECOND / 2) / SECOND;
                out.convert(column, rows, |cell| self.duration(cell).map(whole)).column(name, Values::Int64)
            } else {
                let seconds = |micros: i64| micros as f64 / SECOND as f64;
                out.convert(column, rows, |cell| self.duration(cell).map(seconds)).column(name, Values::Float64)
            };
            out.set(typed);
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Durations);

impl Durations {
    fn duration(&self, cell: &str) -> Cell<i64> {
        reading::duration(cell, self.bare)
    }
}

/// Does a column hold rates, by its name or because the parameter names it?
fn is_rate(named: &[String], column: &str) -> bool {
    let usual = || ["_rate", "_ratio", "_share"].iter().any(|end| column.ends_with(end));
    if named.is_empty() { usual() } else { named.iter().any(|name| name == column) }
}
