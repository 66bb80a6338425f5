//! Rows over rows.

use super::{Shape, at};
use crate::accumulate::{Counts, Ratio, counted, fractions, scaled, share};
use crate::{Batch, Column, Links, Params, Read, Result};

/// How many rows: an interval without any has 0.
#[derive(Debug)]
pub struct Count;

impl Shape for Count {
    type State = Counts;

    fn open(_: &Params) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, _: &Batch, groups: &[u32], state: &mut Counts) -> Result<()> {
        state.add_all(groups);
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Counts>) -> Result<Vec<Column>> {
        Ok(counted(links.role("rows")?))
    }
}

/// Rows of `part` over rows of `whole`, among which they are: a proportion, with Wilson's interval.
#[derive(Debug)]
pub struct Share;

impl Shape for Share {
    type State = Counts;

    fn open(_: &Params) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, _: &Batch, groups: &[u32], state: &mut Counts) -> Result<()> {
        state.add_all(groups);
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Counts>) -> Result<Vec<Column>> {
        Ok(fractions(share(links.role("part")?, links.role("whole")?).into_iter()))
    }
}

/// Rows of `part` over rows of `whole`, `PER` of them: no proportion, so it may exceed 1 and has no interval.
#[derive(Debug)]
pub struct Quotient<const PER: u32 = 1>;

impl<const PER: u32> Shape for Quotient<PER> {
    type State = Counts;

    fn open(_: &Params) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, _: &Batch, groups: &[u32], state: &mut Counts) -> Result<()> {
        state.add_all(groups);
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Counts>) -> Result<Vec<Column>> {
        Ok(scaled(share(links.role("part")?, links.role("whole")?).into_iter(), PER))
    }
}

/// Units over units that stand in rows: the role `rows` plans two integers, those above and those below the line. A row
/// that lacks one, or has a negative one or more above than below, counts on neither side.
#[derive(Debug)]
pub struct UnitShare;

impl Shape for UnitShare {
    type State = Ratio;

    fn open(_: &Params) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Ratio) -> Result<()> {
        let above = batch.integers(&at(batch, 0)?.name)?;
        let below = batch.integers(&at(batch, 1)?.name)?;
        state.add_weighted(groups, |row| {
            let pair = (above.get(row)?, below.get(row)?);
            (0 <= pair.0 && pair.0 <= pair.1).then_some(pair)
        });
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Ratio>) -> Result<Vec<Column>> {
        Ok(Ratio::outcome(links.role("rows")?))
    }
}
