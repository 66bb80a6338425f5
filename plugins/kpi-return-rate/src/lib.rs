//! Return rate: orders, order lines or units that came back, in the interval of their order.

use aftersight_sdk::accumulate::Ratio;
use aftersight_sdk::shape::{orders, standing};
use aftersight_sdk::{Batch, Column, Context, Derived, Input, Kpi, Links, Lookup, Params, Read, Result, Tables};

/// What was sold, and what of it came back.
#[derive(Debug)]
pub struct ReturnRate;

impl Kpi for ReturnRate {
    type State = Ratio;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let (time, returns) = (params.text("time")?, standing(params, tables, params.text("case_filter")?)?);
        let sold = match params.text("population")? {
            "orders" => {
                let came_back = Derived::Exists(Lookup::on("cases", &["order_id"]).filter(&returns));
                orders(params, "sold")?.columns(["by_order"]).derive("by_order", came_back)
            }
            "units" => lines(time, &returns, tables).columns(["quantity"]),
            _ => lines(time, &returns, tables),
        };
        Ok(vec![sold.lag(params.duration("lag")?)])
    }

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Ratio) -> Result<()> {
        let by_order = batch.flags("by_order")?;
        let by_line = batch.column("by_line").map(|_| batch.flags("by_line")).transpose()?;
        let units = batch.column("quantity").map(|_| batch.integers("quantity")).transpose()?;
        state.add_weighted(groups, |row| {
            let sold = units.map_or(Some(1), |units| units.get(row).filter(|units| *units > 0))?;
            let came_back = by_order.is(row) || by_line.is_some_and(|flags| flags.is(row));
            Some((if came_back { sold } else { 0 }, sold))
        });
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Ratio>) -> Result<Vec<Column>> {
        Ok(Ratio::outcome(links.role("sold")?))
    }
}

/// Order lines: a case that names a line returns that line, one that names only an order returns all of it.
fn lines(time: &str, returns: &str, tables: Tables<'_>) -> Input {
    let own = tables.has("order_lines", time);
    let input = Input::new("sold", "order_lines").columns(["by_order"]);
    let input = if own { input.time(time) } else { input.time(&format!("order.{time}")) };
    let by_order = Lookup::on("cases", &["order_id"]);
    if !(tables.has("cases", "line_id") && tables.has("order_lines", "line_id")) {
        let by_order = Derived::Exists(by_order.filter(returns));
        return input.derive("by_order", by_order).filter("order_id is not null");
    }
    input
        .columns(["by_line"])
        .derive("by_order", Derived::Exists(by_order.filter(format!("{returns} and line_id is null"))))
        .derive("by_line", Derived::Exists(Lookup::on("cases", &["line_id"]).filter(returns)))
        .filter("order_id is not null or line_id is not null")
}

aftersight_sdk::export!(kpi ReturnRate);

#[cfg(test)]
mod tests;
