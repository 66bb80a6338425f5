//! Delivery time: from payment to receipt.

use aftersight_sdk::shape::{Definition, Elapsed, each_once, elapsed, parcels, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Parcels, or orders where nothing is known of parcels, by the time until they were signed for.
#[derive(Debug)]
pub struct DeliveryTime;

const SIGNED: &str = "signed_at";

impl Definition for DeliveryTime {
    type Shape = Elapsed;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        if tables.has("shipments", SIGNED) || !tables.has("orders", SIGNED) {
            let signed = parcels(params, tables, "rows", SIGNED)?;
            return Ok(vec![elapsed(params, signed, "order.paid_at", SIGNED)?]);
        }
        let signed = rows(params, "rows", "orders", SIGNED)?;
        let repeats = tables.has("orders", "order_id");
        let signed = if repeats { each_once(signed, "order_id", SIGNED) } else { signed };
        Ok(vec![elapsed(params, signed, "paid_at", SIGNED)?])
    }
}

aftersight_sdk::export!(definition DeliveryTime);
