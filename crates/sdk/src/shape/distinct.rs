//! Distinct keys over distinct keys, rows over distinct keys.

use aftersight_measure::Estimate;

use super::{Shape, at};
use crate::accumulate::{Counts, Distincts, estimated};
use crate::{Batch, Column, Context, Links, Params, Read, Result};

/// Distinct values of `part`'s column over those of `whole`'s. Exact up to [`Distinct`](crate::measure::Distinct)'s bound, an
/// estimate with its standard error beyond.
#[derive(Debug)]
pub struct DistinctQuotient;

impl Shape for DistinctQuotient {
    type State = Distincts;

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Distincts) -> Result<()> {
        let texts = batch.texts(&at(batch, 0)?.name)?;
        state.add(groups, |row| texts.get(row).map(str::as_bytes));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Distincts>) -> Result<Vec<Column>> {
        let of = |name: &str| -> Result<Vec<_>> {
            Ok(links.role(name)?.each(|keys, group| keys.get(group).estimate()).collect())
        };
        let (part, whole) = (of("part")?, of("whole")?);
        Ok(estimated(part.into_iter().zip(whole)))
    }
}

/// Rows of `part` over distinct values of `whole`'s column.
#[derive(Debug)]
pub struct PerDistinct;

impl Shape for PerDistinct {
    type State = (Counts, Distincts);

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, role: &str, batch: &Batch, groups: &[u32], (rows, keys): &mut Self::State) -> Result<()> {
        if role == "part" {
            rows.add_all(groups);
            return Ok(());
        }
        let texts = batch.texts(&at(batch, 0)?.name)?;
        keys.add(groups, |row| texts.get(row).map(str::as_bytes));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Self::State>) -> Result<Vec<Column>> {
        let (part, whole) = (links.role("part")?, links.role("whole")?);
        let rows = part.each(|(rows, _), group| exact(rows.get(group)));
        let keys = whole.each(|(_, keys), group| keys.get(group).estimate());
        Ok(estimated(rows.zip(keys)))
    }
}

/// A count as an estimate without an error.
fn exact(count: i64) -> Estimate {
    Estimate { value: count as f64, exact: true, relative_error: 0.0 }
}
