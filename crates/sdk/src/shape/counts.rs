//! Rows over rows.

use super::{Shape, at};
use crate::accumulate::{Counts, Ratio, counted, fractions, scaled, share};
use crate::{Batch, Column, Context, Links, Params, Read, Result};

/// How many rows: an interval without any has 0.
#[derive(Debug)]
pub struct Count;

impl Shape for Count {
    type State = Counts;

    fn open(_: &Params, _: &Context) -> Result<Self> {
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

    fn open(_: &Params, _: &Context) -> Result<Self> {
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

/// Rows of `rows` to which something happened over all of them: they plan the time at which it did, and a null means that it
/// did not. What is later than the moment of the run has not happened yet.
#[derive(Debug)]
pub struct Occurred {
    as_of: i64,
}

impl Shape for Occurred {
    type State = Ratio;

    fn open(_: &Params, context: &Context) -> Result<Self> {
        Ok(Self { as_of: context.as_of })
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Ratio) -> Result<()> {
        let times = batch.integers(&at(batch, 0)?.name)?;
        state.add(groups, |row| Some(times.get(row).is_some_and(|time| time <= self.as_of)));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Ratio>) -> Result<Vec<Column>> {
        Ok(Ratio::outcome(links.role("rows")?))
    }
}

/// Rows of `part` over rows of `whole`, `PER` of them: no proportion, so it may exceed 1 and has no interval.
#[derive(Debug)]
pub struct Quotient<const PER: u32 = 1>;

impl<const PER: u32> Shape for Quotient<PER> {
    type State = Counts;

    fn open(_: &Params, _: &Context) -> Result<Self> {
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

/// Rows of `part` over the units in the rows of `whole`, `PER` of them: `whole` plans an integer, and a row that lacks it or
/// has none above 0 counts nowhere. No proportion, so it may exceed 1 and has no interval.
#[derive(Debug)]
pub struct PerUnit<const PER: u32 = 1>;

impl<const PER: u32> Shape for PerUnit<PER> {
    type State = Counts;

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, role: &str, batch: &Batch, groups: &[u32], state: &mut Counts) -> Result<()> {
        if role == "part" {
            state.add_all(groups);
            return Ok(());
        }
        let units = batch.integers(&at(batch, 0)?.name)?;
        state.add_numbers(groups, |row| units.get(row).filter(|units| *units > 0));
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

    fn open(_: &Params, _: &Context) -> Result<Self> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Values;
    use crate::accumulate::State;

    #[test]
    fn units_below_the_line_are_above_zero() {
        let context = Context { as_of: 0, received_at: 0, timezone: "UTC".to_owned() };
        let shape: PerUnit = PerUnit::open(&Params::new(Vec::new()), &context).unwrap();
        let units = Column::numbers("quantity", Values::Int64, [Some(3), None, Some(-2), Some(4)]);
        let mut whole = Counts::default();
        whole.resize(1);
        shape.update("whole", &Batch { rows: 4, columns: vec![units] }, &[0; 4], &mut whole).unwrap();
        assert_eq!(whole.get(0), 7);
        let mut part = Counts::default();
        part.resize(1);
        shape.update("part", &Batch { rows: 2, columns: vec![] }, &[0; 2], &mut part).unwrap();
        assert_eq!(part.get(0), 2);
    }

    #[test]
    fn what_lies_ahead_has_not_happened() {
        let context = Context { as_of: 10, received_at: 99, timezone: "UTC".to_owned() };
        let shape = Occurred::open(&Params::new(Vec::new()), &context).unwrap();
        let times = Column::numbers("at", Values::Timestamp, [Some(9), Some(10), Some(11), None]);
        let mut state = Ratio::default();
        state.resize(1);
        shape.update("rows", &Batch { rows: 4, columns: vec![times] }, &[0; 4], &mut state).unwrap();
        assert_eq!(state.get(0), (2, 4));
    }
}
