//! The rows behind a figure: what every single row adds above and below the line.

use std::collections::BTreeMap;

use aftersight_contract::{Column, Context, NO_GROUP, Values, check};

use crate::engine::{Engine, Failure, View};
use crate::kernels;
use crate::kpi::Planned;
use crate::parallel;
use crate::role::{Clock, Handed, Role, Seen};
use crate::stop::Stop;
use crate::table::Tables;
use crate::time::Grain;

/// A row by its table, part and place in it.
pub(crate) type Place = (String, usize, u32);

/// What a row adds above and below the line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Share {
    pub(crate) above: f64,
    pub(crate) below: f64,
}

/// Rows that one accumulator takes as groups of their own.
const BLOCK: usize = 1 << 12;

/// Every row that counts on either side, by its place. A KPI whose figures have no numerator has none.
///
/// # Errors
/// What a plan cannot do with the tables, and the plugin's failure.
pub(crate) fn rows(
    engine: &dyn Engine,
    tables: &Tables,
    context: &Context,
    clock: Clock<'_>,
    planned: &Planned<'_>,
) -> Result<BTreeMap<Place, Share>, Stop> {
    let mut found: BTreeMap<Place, Share> = BTreeMap::new();
    let roles: Vec<&str> = planned.inputs().iter().map(|input| input.role.as_str()).collect();
    for input in planned.inputs() {
        let role = Seen::new(engine, tables, input, &[], clock)?.hand(engine, clock, Grain::All);
        let parts = parallel::map(engine, role.parts.len(), |part| {
            let handed = &role.parts[part];
            let mut shares = Vec::with_capacity(handed.rows.len());
            for begin in (0..handed.rows.len()).step_by(BLOCK) {
                let block = begin..(begin + BLOCK).min(handed.rows.len());
                shares.extend(block_of(engine, context, planned, &role, &roles, part, handed, block)?);
            }
            Ok::<_, Failure>(shares)
        });
        for (part, shares) in parts.into_iter().enumerate() {
            for (row, share) in role.parts[part].rows.iter().zip(shares?) {
                let known = found.entry((input.table.clone(), part, *row)).or_default();
                known.above += share.above;
                known.below += share.below;
            }
        }
    }
    found.retain(|_, share| *share != Share::default());
    Ok(found)
}

#[expect(clippy::too_many_arguments, reason = "one block of one part of one role")]
fn block_of(
    engine: &dyn Engine,
    context: &Context,
    planned: &Planned<'_>,
    role: &Role<'_>,
    roles: &[&str],
    part: usize,
    handed: &Handed,
    block: std::ops::Range<usize>,
) -> Result<Vec<Share>, Failure> {
    let rows = &handed.rows[block.clone()];
    let count = rows.len() as u32;
    let mut columns: Vec<Column> = role
        .columns
        .iter()
        .map(|(name, parts)| Column { name: name.clone(), ..kernels::take(&parts[part], rows) })
        .collect();
    if !handed.ends.is_empty() && role.input.columns.iter().any(|name| name == "interval_end") {
        columns.push(Column::new("interval_end", Values::Timestamp(handed.ends[block].to_vec())));
    }
    let view = View { rows: count, columns: columns.iter().map(|column| (column.name.as_str(), column)).collect() };
    let own: Vec<u32> = (0..count).collect();
    let none = vec![NO_GROUP; rows.len()];
    let mut accumulator = planned.open(engine, context)?;
    accumulator.update(&role.input.role, &view, &own, count)?;
    let links: Vec<(&str, &[u32])> = roles
        .iter()
        .map(|name| (*name, if *name == role.input.role { own.as_slice() } else { none.as_slice() }))
        .collect();
    let figures = accumulator.evaluate(count, &links)?;
    check::columns(&figures, rows.len()).map_err(Failure::Malformed)?;
    let of = |name: &str| figures.iter().find(|column| column.name == name);
    let (above, below) = (of("numerator"), of("denominator"));
    let number = |column: Option<&Column>, row: usize| column.map_or(0.0, |column| float(column, row));
    Ok((0..rows.len()).map(|row| Share { above: number(above, row), below: number(below, row) }).collect())
}

fn float(column: &Column, row: usize) -> f64 {
    if !column.is_valid(row) {
        return 0.0;
    }
    match &column.values {
        Values::Int64(values) => values[row] as f64,
        Values::Float64(values) => values[row],
        _ => 0.0,
    }
}
