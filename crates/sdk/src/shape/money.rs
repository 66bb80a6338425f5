//! Money over money, money per row.

use super::Shape;
use crate::accumulate::{Amount, Amounts, Below, Counts, amounts};
use crate::{Batch, Column, Context, Links, Params, Result};

/// Amounts of `part` over the amounts of `whole`. Either may plan several columns of money, which add up. Currencies never
/// mix: a group with two has no value.
#[derive(Debug)]
pub struct MoneyQuotient;

impl Shape for MoneyQuotient {
    type State = Amounts;

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Amounts) -> Result<()> {
        add(batch, groups, state)
    }

    fn evaluate(&self, links: &Links<'_, Amounts>) -> Result<Vec<Column>> {
        let of = |name: &str| -> Result<Vec<_>> {
            Ok(links.role(name)?.each(Amounts::get).map(Option::unwrap_or_default).collect())
        };
        Ok(amounts(of("part")?.into_iter().zip(of("whole")?.into_iter().map(Below::Amount))))
    }
}

/// The mean of what a row of `rows` costs: its planned columns of money add up, nulls are 0.
#[derive(Debug)]
pub struct MoneyMean;

impl Shape for MoneyMean {
    type State = (Amounts, Counts);

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], (sum, rows): &mut Self::State) -> Result<()> {
        rows.add_all(groups);
        add(batch, groups, sum)
    }

    fn evaluate(&self, links: &Links<'_, Self::State>) -> Result<Vec<Column>> {
        let role = links.role("rows")?;
        let cells = role.each(|(sum, rows), group| (sum.get(group), Below::Rows(rows.get(group))));
        Ok(amounts(cells.map(|cell| cell.unwrap_or((Amount::default(), Below::Rows(0))))))
    }
}

/// Every planned column of money.
fn add(batch: &Batch, groups: &[u32], state: &mut Amounts) -> Result<()> {
    for column in &batch.columns {
        state.add(groups, batch, &column.name)?;
    }
    Ok(())
}
