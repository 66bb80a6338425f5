//! Durations: mean and quantiles.

use aftersight_measure::{DDSketch, Moments};

use super::{State, each, words};
use crate::{Batch, Column, Error, Result, Role, Values};

/// Durations in microseconds: exact mean, quantiles within 1 % (DDSketch).
#[derive(Clone, Debug, Default)]
pub struct Durations(Vec<(Moments, DDSketch)>);

impl Durations {
    /// Adds a duration per row; a null adds nothing.
    #[inline]
    pub fn add(&mut self, groups: &[u32], duration: impl Fn(usize) -> Option<i64>) {
        each(&mut self.0, groups, duration, |(moments, sketch), duration| {
            moments.add(duration);
            sketch.add(duration as f64);
        });
    }

    /// The result columns: `value` is the statistic named (`mean`, `p50`, `p90`), `error` its standard error or the sketch's
    /// bound; beside it stand the sum over n as numerator and denominator, n, mean, p50 and p90.
    ///
    /// # Errors
    /// `statistic-unknown`.
    pub fn outcome(role: Role<'_, Self>, statistic: &str) -> Result<Vec<Column>> {
        let of = |pick: &dyn Fn(&Moments, &DDSketch) -> Option<f64>| {
            let cells = role.each(|state, group| pick(&state.0[group].0, &state.0[group].1));
            cells.map(Option::flatten).collect::<Vec<_>>()
        };
        let (mean, p50, p90) = (of(&|m, _| m.mean()), of(&|_, s| s.quantile(0.5)), of(&|_, s| s.quantile(0.9)));
        let within =
            |found: &[Option<f64>]| found.iter().map(|value| Some((*value)? * DDSketch::RELATIVE_ERROR)).collect();
        let (value, error) = match statistic {
            "mean" => (mean.clone(), of(&|m, _| m.standard_error())),
            "p50" => (p50.clone(), within(&p50)),
            "p90" => (p90.clone(), within(&p90)),
            _ => return Err(Error::new("statistic-unknown").with("statistic", statistic)),
        };
        let n: Vec<_> =
            role.each(|state, group| state.0[group].0.count() as i64).map(Option::unwrap_or_default).collect();
        let sum = role.each(|state, group| i64::try_from(state.0[group].0.sum()).ok());
        let mut columns = super::outcome::valued(value, "no-values");
        columns.push(Column::numbers("numerator", Values::Int64, sum.map(|sum| sum.unwrap_or(Some(0)))));
        columns.push(Column::new("denominator", Values::Int64(n.clone())));
        columns.push(Column::new("n", Values::Int64(n)));
        columns.push(Column::numbers("error", Values::Float64, error));
        columns.push(Column::numbers("mean", Values::Float64, mean));
        columns.push(Column::numbers("p50", Values::Float64, p50));
        columns.push(Column::numbers("p90", Values::Float64, p90));
        Ok(columns)
    }
}

impl State for Durations {
    fn resize(&mut self, groups: usize) {
        self.0.resize(groups, Default::default());
    }

    fn store(&self, first: usize, count: usize) -> Vec<Column> {
        let mut columns = words::store(&self.0, first, count, |(moments, _)| moments.to_parts());
        columns.push(words::store_bytes(&self.0, first, count, |(_, sketch), out| sketch.encode(out)));
        columns
    }

    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
        words::merge(&mut self.0, stored, groups, |(moments, _), parts| {
            moments.merge(&Moments::from_parts(parts).ok()?);
            Some(())
        })?;
        words::merge_bytes(&mut self.0, stored, groups, |(_, sketch), bytes| {
            sketch.merge(&DDSketch::decode(bytes).ok()?);
            Some(())
        })
    }
}
