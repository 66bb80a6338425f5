//! Order processing time: from payment to dispatch.

use aftersight_sdk::shape::{Definition, Elapsed};
use aftersight_sdk::{Derived, Input, Lookup, Params, Result, Tables};

/// Orders sent by the time they waited.
#[derive(Debug)]
pub struct OrderProcessingTime;

impl Definition for OrderProcessingTime {
    type Shape = Elapsed;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let population = params.text("population")?;
        let input = Input::new("rows", "orders").time("shipped_at").columns(["paid_at", "shipped_at"]);
        // Some exports repeat an order on each of its lines: it counts once.
        let same = Lookup::on("orders", &["order_id"]).anchor("shipped_at", "shipped_at");
        Ok(vec![if tables.has("orders", "order_id") {
            let input = input.derive("earlier", Derived::Previous(same, "order_id".to_owned()));
            input.filter(format!("({population}) and earlier is null"))
        } else {
            input.filter(population)
        }])
    }
}

aftersight_sdk::export!(definition OrderProcessingTime);
