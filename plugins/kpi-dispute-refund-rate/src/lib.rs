//! Dispute refund rate: refunds that the platform judged for the buyer over what was sold.

use aftersight_sdk::shape::{Definition, Quotient, only, refunds, sold};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Refunds judged for the buyer by their end. Not a share: what is refunded was often sold before.
#[derive(Debug)]
pub struct DisputeRefundRate;

impl Definition for DisputeRefundRate {
    type Shape = Quotient;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let below = sold(params, tables, "whole", params.text("per")?)?;
        Ok(vec![only(refunds(params, tables, "part")?, "arbitration_result = 'buyer'"), below])
    }
}

aftersight_sdk::export!(definition DisputeRefundRate);
