//! Order processing time: from payment to dispatch.

use aftersight_sdk::shape::{Definition, Elapsed, each_once, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Orders sent by the time they waited.
#[derive(Debug)]
pub struct OrderProcessingTime;

impl Definition for OrderProcessingTime {
    type Shape = Elapsed;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let input = rows(params, "rows", "orders", "shipped_at")?.columns(["paid_at", "shipped_at"]);
        let repeats = tables.has("orders", "order_id");
        Ok(vec![if repeats { each_once(input, "order_id", "shipped_at") } else { input }])
    }
}

aftersight_sdk::export!(definition OrderProcessingTime);
