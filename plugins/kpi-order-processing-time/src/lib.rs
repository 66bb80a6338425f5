//! Order processing time: from payment to dispatch.

use aftersight_sdk::accumulate::Durations;
use aftersight_sdk::{Batch, Column, Context, Derived, Input, Kpi, Links, Lookup, Params, Read, Result, Tables};

/// Orders sent by the time they waited.
#[derive(Debug)]
pub struct OrderProcessingTime {
    statistic: String,
}

impl Kpi for OrderProcessingTime {
    type State = Durations;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let population = params.text("population")?;
        let input = Input::new("orders", "orders").time("shipped_at").columns(["paid_at", "shipped_at"]);
        // Some exports repeat an order on each of its lines: it counts once.
        let same = Lookup::on("orders", &["order_id"]).anchor("shipped_at", "shipped_at");
        Ok(vec![if tables.has("orders", "order_id") {
            let input = input.derive("earlier", Derived::Previous(same, "order_id".to_owned()));
            input.filter(format!("({population}) and earlier is null"))
        } else {
            input.filter(population)
        }])
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { statistic: params.text("statistic")?.to_owned() })
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Durations) -> Result<()> {
        let (paid, shipped) = (batch.integers("paid_at")?, batch.integers("shipped_at")?);
        state.add(groups, |row| Some(shipped.get(row)? - paid.get(row)?).filter(|time| *time >= 0));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Durations>) -> Result<Vec<Column>> {
        Durations::outcome(links.role("orders")?, &self.statistic)
    }
}

aftersight_sdk::export!(kpi OrderProcessingTime);
