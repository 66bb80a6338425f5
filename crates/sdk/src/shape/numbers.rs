//! Durations and means.

use super::{Shape, at};
use crate::accumulate::{Durations, FloatMeans};
use crate::{Batch, Column, Context, Links, Params, Read, Result, SECOND, Values};

/// Durations, of which the parameter `statistic` says what is shown: `mean`, `p50` or `p90`. The role `rows` plans either two
/// times, begin and end, or one int64 of microseconds (hours of service), or one float64 of seconds. Negative ones count
/// nowhere.
#[derive(Debug)]
pub struct Elapsed {
    statistic: String,
}

impl Shape for Elapsed {
    type State = Durations;

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { statistic: params.text("statistic")?.to_owned() })
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Durations) -> Result<()> {
        let first = at(batch, 0)?;
        let counts = |time: &i64| *time >= 0;
        match (&first.values, batch.columns.len()) {
            (Values::Float64(_), 1) => {
                let seconds = batch.numbers(&first.name)?;
                let micros = |seconds: f64| (seconds * SECOND as f64).round() as i64;
                state.add(groups, |row| seconds.get(row).map(micros).filter(counts));
            }
            (_, 1) => {
                let micros = batch.integers(&first.name)?;
                state.add(groups, |row| micros.get(row).filter(counts));
            }
            _ => {
                let (begin, end) = (batch.integers(&first.name)?, batch.integers(&at(batch, 1)?.name)?);
                state.add(groups, |row| Some(end.get(row)? - begin.get(row)?).filter(counts));
            }
        }
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Durations>) -> Result<Vec<Column>> {
        Durations::outcome(links.role("rows")?, &self.statistic)
    }
}

/// The mean of a column of numbers; nulls count nowhere.
#[derive(Debug)]
pub struct Mean;

impl Shape for Mean {
    type State = FloatMeans;

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut FloatMeans) -> Result<()> {
        let column = at(batch, 0)?;
        if matches!(column.values, Values::Float64(_)) {
            let numbers = batch.numbers(&column.name)?;
            state.add(groups, |row| numbers.get(row));
        } else {
            let numbers = batch.integers(&column.name)?;
            state.add(groups, |row| Some(numbers.get(row)? as f64));
        }
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, FloatMeans>) -> Result<Vec<Column>> {
        Ok(FloatMeans::outcome(links.role("rows")?))
    }
}
