//! Pieces of a run for whoever has typed tables and no pipeline file: the cases of plugins.

use aftersight_contract::manifest::{Manifest, Words};
use aftersight_contract::{Args, Batch, Column, Context, Kind, Values};

use crate::chain;
use crate::clean;
use crate::composite;
use crate::config::{Given, KpiStep};
use crate::engine::{Cleaned, Engine, Failure, View};
use crate::error::RunError;
use crate::gather::{Cleaning, Together};
use crate::kpi::{self, Measured, Series};
use crate::measuring::Kpis;
use crate::message;
use crate::results::{KpiResult, Object, Row};
use crate::run::Prepared;
use crate::table::Tables;
use crate::time::{Grain, Zone};

/// A column of a table, its own or a linked one (`order.paid_minor`), part by part.
#[must_use]
pub fn column(tables: &Tables, table: &str, name: &str) -> Option<Vec<Column>> {
    let parts = tables.parts(tables.get(table)?, name)?;
    Some(parts.into_iter().map(std::borrow::Cow::into_owned).collect())
}

/// Fills in the parameters of a cleaner that a run knows by itself: `table` and `timezone`, where its manifest has them.
pub fn fill(manifest: &Manifest, given: &mut Given, table: &str, timezone: &str) {
    chain::fill(manifest, given, table, timezone);
}

/// What a cleaner of the scope `key` or `table` makes of a whole table, in calls of so many rows; longer where one key has
/// more. `key` is what [`fill_key`] gave, empty for the whole table.
///
/// # Errors
/// The plugin's failure.
pub fn together(
    engine: &dyn Engine,
    (id, params, context): (&str, &Args, &Context),
    batch: &Batch,
    view: &View<'_>,
    key: &[String],
    call_rows: usize,
) -> Result<Cleaned, Failure> {
    let column = |name: &String| batch.column(name).ok_or_else(|| clean::unknown(name));
    let keys = key.iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let together = if key.is_empty() { Together::Table } else { Together::Key(keys) };
    let cleaning = Cleaning { engine, id, params, context };
    cleaning.whole(view, &together, call_rows, &|name| batch.column(name).cloned())
}

/// The columns that make a cleaner's key in a table, filled into its parameter `key`; empty where there are none.
///
/// # Errors
/// A given column that the table lacks.
pub fn fill_key(manifest: &Manifest, given: &mut Given, table: &str, batch: &Batch) -> Result<Vec<String>, RunError> {
    chain::fill_key(manifest, given, table, |name| batch.column(name).is_some())
}

/// The sentence of a plugin's failure.
#[must_use]
pub fn sentence(engine: &dyn Engine, id: &str, failure: &Failure) -> Words {
    message::failure(engine, id, failure)
}

/// A KPI made of KPIs whose figures are given, as [`measured`] makes them.
///
/// # Errors
/// What the user must mend.
pub fn composed(
    engine: &dyn Engine,
    prepared: &Prepared,
    step: &KpiStep,
    components: Vec<Measured>,
) -> Result<Kpis, RunError> {
    let outcome = composite::given(engine, prepared.context(), prepared.clock(), step, components)?;
    let mut kpis = Kpis::default();
    kpis.take(step, outcome);
    Ok(kpis)
}

/// A KPI as if measured: `rows` has the begin of each interval under `at`, its keys as text, its figures as numbers,
/// sorted by keys, then time. An interval is closed when it ends by `as_of`, unless a column `closed` says so itself.
#[must_use]
pub fn measured(name: &str, title: Words, rows: &Batch, grain: Grain, zone: &Zone, as_of: i64) -> Measured {
    let count = rows.rows as usize;
    let at = |row: usize| match rows.column("at") {
        Some(Column { values: Values::Timestamp(values), .. }) => values.get(row).copied(),
        _ => None,
    };
    let until = |row: usize| at(row).map(|at| zone.end(grain, zone.interval(grain, at)));
    let closed = |row: usize| match rows.column("closed") {
        Some(Column { values: Values::Boolean(bits), .. }) => aftersight_contract::bitmap::get(bits, row),
        _ => until(row).is_none_or(|until| until <= as_of),
    };
    let dimensions: Vec<&Column> = rows.columns.iter().filter(|column| column.kind().is_text()).collect();
    let figures: Vec<Column> = rows
        .columns
        .iter()
        .filter(|column| !column.kind().is_text() && !["at", "until", "closed"].contains(&column.name.as_str()))
        .map(|column| kpi::as_float(column.clone()))
        .collect();
    let keys = |row: usize| dimensions.iter().map(move |column| column.text_at(row)).collect::<Vec<_>>();
    let mut numbers: Vec<i64> = Vec::with_capacity(count);
    for row in 0..count {
        let last = numbers.last().copied();
        numbers.push(last.map_or(0, |last| if keys(row) == keys(row - 1) { last } else { last + 1 }));
    }
    let row = |row: usize| {
        let mut fields: Object =
            figures.iter().filter_map(|column| Some((column.name.clone(), kpi::json(column, row)?))).collect();
        fields.entry("value".to_owned()).or_insert(serde_json::Value::Null);
        let keys = dimensions
            .iter()
            .map(|column| (column.name.clone(), column.text_at(row).unwrap_or(crate::dims::NULL_KEY).to_owned()));
        Row { at: at(row).map(|at| zone.rfc3339(at)), keys: keys.collect(), closed: closed(row), fields }
    };
    let result = KpiResult {
        name: name.to_owned(),
        title,
        grain: grain.name().to_owned(),
        by: dimensions.iter().map(|column| column.name.clone()).collect(),
        rows: (0..count).map(row).collect(),
        ..KpiResult::default()
    };
    let mut columns = vec![
        Column::new("series", Values::Int64(numbers)),
        Column::numbers("at", Values::Timestamp, (0..count).map(at)),
        Column::numbers("until", Values::Timestamp, (0..count).map(until)),
        Column::booleans("closed", (0..count).map(|row| Some(closed(row)))),
    ];
    columns.extend(dimensions.into_iter().cloned());
    columns.extend(figures);
    for name in ["value", "numerator", "denominator", "n"] {
        if columns.iter().all(|column| column.name != name) {
            columns.push(crate::kernels::nulls(name, Kind::Float64, count));
        }
    }
    Measured { result, series: Series { rows: count, columns } }
}
