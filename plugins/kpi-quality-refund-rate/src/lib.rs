//! Quality refund rate: refunds for the quality of goods over what was sold.

use aftersight_sdk::shape::{Definition, Quotient, only, refunds, sold};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Refunds for quality by their end. Not a share: what is refunded was often sold before.
#[derive(Debug)]
pub struct QualityRefundRate;

impl Definition for QualityRefundRate {
    type Shape = Quotient;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let below = sold(params, tables, "whole", params.text("per")?)?;
        Ok(vec![only(refunds(params, tables, "part")?, params.text("case_filter")?), below])
    }
}

aftersight_sdk::export!(definition QualityRefundRate);
