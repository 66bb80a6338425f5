//! Refund amount rate: money refunded over money paid.

use aftersight_sdk::shape::{Definition, MoneyQuotient, refunds, sold};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Amounts of refunds by their end over amounts of sales by their payment.
#[derive(Debug)]
pub struct RefundAmountRate;

impl Definition for RefundAmountRate {
    type Shape = MoneyQuotient;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let below = sold(params, tables, "whole", params.text("per")?)?.columns(["paid_minor"]);
        Ok(vec![refunds(params, tables, "part")?.columns(["refund_minor"]), below])
    }
}

aftersight_sdk::export!(definition RefundAmountRate);
