//! Refund rate: refunds that went through over what was sold.

use aftersight_sdk::shape::{Definition, Quotient, refunds, sold};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Refunds by their end over lines or orders by theirs. Not a share: what is refunded was often sold before.
#[derive(Debug)]
pub struct RefundRate;

impl Definition for RefundRate {
    type Shape = Quotient;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let below = sold(params, tables, "whole", params.text("per")?)?;
        Ok(vec![refunds(params, tables, "part")?, below])
    }
}

aftersight_sdk::export!(definition RefundRate);
