//! A KPI of the user's own: arithmetic over counts, sums and means of tables.

mod plan;

use aftersight_sdk::accumulate::{Total, Totals};
use aftersight_sdk::expr::{AggregateKind, EvalError, Formula};
use aftersight_sdk::{Batch, Column, Context, Error, Input, Kpi, Links, Params, Result, Tables, Values, bitmap};

/// A formula; each of its aggregates has a slot of the state.
#[derive(Debug)]
pub struct OwnFormula {
    formula: Formula,
}

impl Kpi for OwnFormula {
    type State = Totals;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        plan::plan(&plan::parse(params)?, params.texts("time")?, tables)
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { formula: plan::parse(params)? })
    }

    fn update(&self, role: &str, batch: &Batch, groups: &[u32], state: &mut Totals) -> Result<()> {
        let (rows, find) = (batch.rows as usize, |name: &str| batch.column(name));
        let unfit = |error: EvalError| Error::new("columns-unfit").with("what", error.to_string());
        for (slot, aggregate) in self.formula.aggregates().iter().enumerate().filter(|(_, one)| one.table == role) {
            let chosen = aggregate.condition.as_ref().map(|condition| condition.filter(rows, &find));
            let chosen = chosen.transpose().map_err(unfit)?;
            let hit = |row: usize| chosen.as_ref().is_none_or(|bits| bitmap::get(bits, row));
            match &aggregate.argument {
                None => state.count(slot, groups, hit),
                Some(argument) => {
                    let values = argument.eval(rows, &find).map_err(unfit)?;
                    state.add(slot, groups, &values.into_column(argument.to_string()), hit)?;
                }
            }
        }
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Totals>) -> Result<Vec<Column>> {
        let mut slots = Vec::new();
        for (slot, aggregate) in self.formula.aggregates().iter().enumerate() {
            let role = links.role(&aggregate.table)?;
            let totals = role.each(move |state, group| state.get(slot, group)).map(Option::unwrap_or_default);
            slots.push(totals.collect::<Vec<_>>());
        }
        let is_money = self.is_money(&slots);
        let (mut values, mut currencies, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..links.rows() {
            let totals: Vec<&Total> = slots.iter().map(|totals| &totals[row]).collect();
            let currency = totals.iter().find_map(|total| total.currency());
            let mixed =
                totals.iter().any(|total| total.mixes() || total.currency().is_some_and(|own| Some(own) != currency));
            let value = if mixed { None } else { self.value(&totals) };
            reasons.push(value.is_none().then_some(if mixed { "currencies-mix" } else { "no-value" }));
            currencies.push(currency.filter(|_| is_money && !mixed));
            values.push(value);
        }
        let mut columns = vec![Column::numbers("value", Values::Float64, values)];
        if reasons.iter().any(Option::is_some) {
            columns.push(Column::text("reason", reasons));
        }
        if is_money {
            columns.push(Column::text("currency", currencies));
        }
        Ok(columns)
    }
}

impl OwnFormula {
    fn value(&self, totals: &[&Total]) -> Option<f64> {
        let value = |(total, kind): (&&Total, AggregateKind)| match kind {
            AggregateKind::Count => Some(total.count() as f64),
            AggregateKind::Sum => total.sum(),
            AggregateKind::Mean => total.mean(),
        };
        let kinds = self.formula.aggregates().iter().map(|aggregate| aggregate.kind);
        self.formula.evaluate(&totals.iter().zip(kinds).map(value).collect::<Vec<_>>())
    }

    /// Is the value an amount? It is if it doubles when every amount that goes in doubles; a ratio of amounts does not. The
    /// kinds of columns are known where rows come in, not where states are evaluated, so currencies tell what is an amount.
    fn is_money(&self, slots: &[Vec<Total>]) -> bool {
        let amounts: Vec<bool> =
            slots.iter().map(|totals| totals.iter().any(|total| total.currency().is_some())).collect();
        let probe = |factor: f64| {
            let sample =
                |(slot, money): (usize, &bool)| Some((slot as f64 + 1.0).sqrt() * if *money { factor } else { 1.0 });
            self.formula.evaluate(&amounts.iter().enumerate().map(sample).collect::<Vec<_>>())
        };
        match (probe(1.0), probe(2.0)) {
            (Some(once), Some(twice)) => once != 0.0 && twice.to_bits() == (once * 2.0).to_bits(),
            _ => false,
        }
    }
}

aftersight_sdk::export!(kpi OwnFormula);

#[cfg(test)]
mod tests;
