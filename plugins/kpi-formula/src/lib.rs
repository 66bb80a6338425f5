//! A KPI of the user's own: arithmetic over aggregates of tables.

mod plan;
mod shown;

use aftersight_sdk::accumulate::{Figure, Totals};
use aftersight_sdk::expr::{EvalError, Formula};
use aftersight_sdk::{Batch, Column, Context, Error, Input, Kpi, Links, Params, Result, Tables, bitmap};

/// A formula; each of its aggregates has a slot of the state of its role.
#[derive(Debug)]
pub struct OwnFormula {
    formula: Formula,
    /// One for each aggregate.
    roles: Vec<String>,
}

impl Kpi for OwnFormula {
    type State = Totals;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        plan::plan(&plan::parse(params)?, params.texts("time")?, tables)
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let formula = plan::parse(params)?;
        Ok(Self { roles: plan::roles(&formula), formula })
    }

    fn update(&self, role: &str, batch: &Batch, groups: &[u32], state: &mut Totals) -> Result<()> {
        let (rows, find) = (batch.rows as usize, |name: &str| batch.column(name));
        let unfit =
            |error: EvalError| Error::new("columns-unfit").with("zh", error.chinese()).with("en", error.to_string());
        for (slot, aggregate) in
            self.formula.aggregates().iter().enumerate().filter(|(slot, _)| self.roles[*slot] == role)
        {
            let chosen = aggregate.condition.as_ref().map(|condition| condition.filter(rows, &find));
            let chosen = chosen.transpose().map_err(unfit)?;
            let hit = |row: usize| chosen.as_ref().is_none_or(|bits| bitmap::get(bits, row));
            let values = aggregate.argument.as_ref().map(|argument| argument.eval(rows, &find)).transpose();
            let column = values.map_err(unfit)?.map(|values| values.into_column("value".to_owned()));
            state.add(slot, aggregate.kind, groups, column.as_ref(), hit)?;
        }
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Totals>) -> Result<Vec<Column>> {
        let mut slots: Vec<Vec<Figure>> = Vec::new();
        for (slot, aggregate) in self.formula.aggregates().iter().enumerate() {
            let role = links.role(&self.roles[slot])?;
            let figures = role.each(move |state, group| state.get(slot, aggregate.kind, group));
            slots.push(figures.map(|found| found.unwrap_or_else(|| Figure::none(aggregate.kind))).collect());
        }
        Ok(shown::columns(&self.formula, &slots, links.rows()))
    }
}

aftersight_sdk::export!(kpi OwnFormula);

#[cfg(test)]
mod tests;
