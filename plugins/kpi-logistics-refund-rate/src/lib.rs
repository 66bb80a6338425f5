//! Logistics refund rate: refunds for which carriers or warehouses answer over orders.

use aftersight_sdk::shape::{Definition, Quotient, only, refunds, sold};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Refunds for logistics by their end. Not a share: what is refunded was often sold before.
#[derive(Debug)]
pub struct LogisticsRefundRate;

impl Definition for LogisticsRefundRate {
    type Shape = Quotient;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let below = sold(params, tables, "whole", params.text("per")?)?;
        Ok(vec![only(refunds(params, tables, "part")?, params.text("case_filter")?), below])
    }
}

aftersight_sdk::export!(definition LogisticsRefundRate);
