//! KPIs made of KPIs. A composite plans the tables `kpi:NAME`, a row per figure of the step NAME; each of its own figures is
//! computed from theirs at the same interval and keys, whatever their level, and never merged from parts.

use std::collections::BTreeMap;

use aftersight_contract::{Column, Context, Field, Input, Kind, Table as Schema, Values, check};

use crate::config::KpiStep;
use crate::dims::{NULL_KEY, OTHER_KEY};
use crate::engine::{Engine, Failure, View};
use crate::error::RunError;
use crate::kpi::{self, Measured, Outcome, Planned, Series};
use crate::results::{KpiResult, Row};
use crate::role::Clock;
use crate::run::Prepared;
use crate::stop::Stop;
use crate::table::Tables;
use crate::time::{self, Grain};

/// What the tables of figures are called before the step's name.
const PREFIX: &str = "kpi:";

/// What a composite may read of a figure.
const FIELDS: [&str; 4] = ["value", "numerator", "denominator", "n"];

/// The tables of figures that steps give.
pub(crate) fn schema<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Schema> {
    let fields = FIELDS.map(|name| Field { name: name.to_owned(), kind: Kind::Float64 });
    names.map(|name| Schema { name: format!("{PREFIX}{name}"), fields: fields.to_vec() }).collect()
}

/// Does a plan read figures?
pub(crate) fn is_composite(inputs: &[Input]) -> bool {
    !inputs.is_empty() && inputs.iter().all(|input| input.table.starts_with(PREFIX))
}

/// Computes a composite: of components that are cut as it is cut, which is how some of the steps were computed before.
///
/// # Errors
/// What the user must mend in a component.
pub(crate) fn measure(
    engine: &dyn Engine,
    prepared: &Prepared,
    made: &Tables,
    step: &KpiStep,
    planned: &Planned<'_>,
    steps: &[KpiStep],
    done: &[Measured],
) -> Result<Outcome, RunError> {
    let (tables, context, clock) = ([&prepared.tables, made], prepared.context(), prepared.clock());
    let schema: Vec<_> = tables.iter().flat_map(|tables| tables.schema()).collect();
    let mut components = Vec::new();
    for input in planned.inputs() {
        let missing = || Ok(Outcome::Missing(vec![input.table.clone()]));
        let name = &input.table[PREFIX.len()..];
        let Some(known) = steps.iter().find(|known| known.name() == name) else { return missing() };
        let cut = KpiStep { by: step.by.clone(), grain: step.grain, top: None, ..known.clone() };
        let component = match kpi::plan(engine, &cut, &schema)? {
            Ok(component) if !is_composite(component.inputs()) => component,
            _ => return missing(),
        };
        let alike = known.by == cut.by && known.grain == cut.grain && known.top == cut.top;
        let before = done.iter().find(|measured| alike && measured.result.name == name);
        let outcome = match before {
            Some(measured) => Outcome::Measured(Box::new(measured.clone())),
            None => {
                let home = kpi::home(tables, component.inputs());
                kpi::measure(engine, home, context, clock, &cut, &component, false)?
            }
        };
        match outcome {
            Outcome::Measured(measured) if measured.result.by == step.by => components.push((input, *measured)),
            Outcome::Failed(failure) => return Ok(Outcome::Failed(failure)),
            _ => return missing(),
        }
    }
    kpi::outcome(engine, planned, joined(engine, context, clock, planned, &components, step))
}

/// Computes a composite of components whose figures are given.
///
/// # Errors
/// As [`measure`].
pub(crate) fn given(
    engine: &dyn Engine,
    context: &Context,
    clock: Clock<'_>,
    step: &KpiStep,
    components: Vec<Measured>,
) -> Result<Outcome, RunError> {
    let schema = schema(components.iter().map(|measured| measured.result.name.as_str()));
    let planned = match kpi::plan(engine, step, &schema)? {
        Ok(planned) => planned,
        Err(failure) => return Err(RunError(crate::message::failure(engine, &step.plugin, &failure))),
    };
    let mut known: BTreeMap<String, Measured> =
        components.into_iter().map(|measured| (format!("{PREFIX}{}", measured.result.name), measured)).collect();
    let missing: Vec<String> =
        planned.inputs().iter().map(|input| input.table.clone()).filter(|table| !known.contains_key(table)).collect();
    if !missing.is_empty() {
        return Ok(Outcome::Missing(missing));
    }
    let components: Vec<_> =
        planned.inputs().iter().filter_map(|input| Some((input, known.remove(&input.table)?))).collect();
    kpi::outcome(engine, &planned, joined(engine, context, clock, &planned, &components, step))
}

/// A figure's place, by which figures are sorted: keys in the order of the dimensions, the null and other key last, then time.
type Place = (Vec<(bool, bool, String)>, Option<String>);

fn place(row: &Row, by: &[String]) -> Place {
    let key = |name: &String| {
        let key = row.keys.get(name).cloned().unwrap_or_default();
        (key == OTHER_KEY, key == NULL_KEY, key)
    };
    (by.iter().map(key).collect(), row.at.clone())
}

fn joined(
    engine: &dyn Engine,
    context: &Context,
    clock: Clock<'_>,
    planned: &Planned<'_>,
    components: &[(&Input, Measured)],
    step: &KpiStep,
) -> Result<Measured, Stop> {
    let level = |of: fn(&KpiResult) -> &[Row]| {
        let rows: Vec<(&Input, &[Row])> =
            components.iter().map(|(input, measured)| (*input, of(&measured.result))).collect();
        figures(engine, context, planned, &rows, &step.by)
    };
    let (rows, columns) = level(|result| &result.rows)?;
    let grain = components.first().and_then(|(_, measured)| Grain::named(&measured.result.grain)).unwrap_or(Grain::All);
    let series = series(&rows, columns, &step.by, clock, grain);
    let result = KpiResult {
        rows,
        series: level(|result| &result.series)?.0,
        groups: level(|result| &result.groups)?.0,
        total: level(|result| std::slice::from_ref(&result.total))?.0.pop().unwrap_or_default(),
        ..planned.result(grain, &step.by, clock.zone)
    };
    Ok(Measured { result, series })
}

/// The figures of one level: a row for each place that any component has.
fn figures(
    engine: &dyn Engine,
    context: &Context,
    planned: &Planned<'_>,
    components: &[(&Input, &[Row])],
    by: &[String],
) -> Result<(Vec<Row>, Vec<Column>), Stop> {
    // A figure is judged when all that it is made of is.
    let mut places: BTreeMap<Place, (&Row, bool)> = BTreeMap::new();
    for row in components.iter().flat_map(|(_, rows)| *rows) {
        places.entry(place(row, by)).or_insert((row, true)).1 &= row.closed;
    }
    let numbers: BTreeMap<&Place, u32> = places.keys().zip(0..).collect();
    let count = places.len() as u32;
    let mut accumulator = planned.open(engine, context)?;
    let mut links = Vec::new();
    for (input, rows) in components {
        let number = |row: &Row, name: &str| row.fields.get(name).and_then(serde_json::Value::as_f64);
        let column =
            |name: &String| Column::numbers(name.clone(), Values::Float64, rows.iter().map(|row| number(row, name)));
        let columns: Vec<Column> = input.columns.iter().map(column).collect();
        let view = View {
            rows: rows.len() as u32,
            columns: columns.iter().map(|column| (column.name.as_str(), column)).collect(),
        };
        let groups: Vec<u32> = rows.iter().filter_map(|row| numbers.get(&place(row, by)).copied()).collect();
        accumulator.update(&input.role, &view, &groups, count)?;
        links.push((input.role.as_str(), (0..count).collect::<Vec<u32>>()));
    }
    let links: Vec<(&str, &[u32])> = links.iter().map(|(role, groups)| (*role, groups.as_slice())).collect();
    let columns = accumulator.evaluate(count, &links)?;
    check::columns(&columns, places.len()).map_err(Failure::Malformed)?;
    kpi::check_value(&columns, places.len())?;
    let rows = places.values().enumerate().map(|(index, (row, closed))| Row {
        at: row.at.clone(),
        keys: row.keys.clone(),
        closed: *closed,
        fields: kpi::fields(&columns, index),
    });
    Ok((rows.collect(), columns))
}

/// The rows as columns, for alerts.
fn series(rows: &[Row], columns: Vec<Column>, by: &[String], clock: Clock<'_>, grain: Grain) -> Series {
    let mut number = 0;
    let mut numbers = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        number += i64::from(index > 0 && rows[index - 1].keys != row.keys);
        numbers.push(number);
    }
    let at = |row: &Row| row.at.as_deref().and_then(time::moment);
    let until = |row: &Row| Some(clock.zone.end(grain, clock.zone.interval(grain, at(row)?)));
    let mut out = vec![
        Column::new("series", Values::Int64(numbers)),
        Column::numbers("at", Values::Timestamp, rows.iter().map(at)),
        Column::numbers("until", Values::Timestamp, rows.iter().map(until)),
        Column::booleans("closed", rows.iter().map(|row| Some(row.closed))),
    ];
    for name in by {
        out.push(Column::text(name.clone(), rows.iter().map(|row| row.keys.get(name).map(String::as_str))));
    }
    kpi::complete(&mut out, columns, rows.len());
    Series { rows: rows.len(), columns: out }
}
