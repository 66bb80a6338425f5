//! Delivery on-time rate: parcels signed for by the promised time among those due.

use aftersight_sdk::shape::{Definition, Share, only, parcels};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Parcels by what was promised.
#[derive(Debug)]
pub struct DeliveryOntimeRate;

impl Definition for DeliveryOntimeRate {
    type Shape = Share;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let mut due = parcels(params, tables, "whole", "promised_at")?;
        if tables.has("shipments", "status") {
            due = only(due, "signed_at is not null or status is null or status <> 'signed'");
        }
        Ok(vec![Input { role: "part".to_owned(), ..only(due.clone(), "signed_at <= promised_at") }, due])
    }
}

aftersight_sdk::export!(definition DeliveryOntimeRate);
