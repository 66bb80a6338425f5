//! Refund-only share: refunds without a return among all.

use aftersight_sdk::shape::{Definition, Share, parted, refunds};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Refunds by whether the goods come back.
#[derive(Debug)]
pub struct RefundOnlyShare;

impl Definition for RefundOnlyShare {
    type Shape = Share;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        Ok(parted(refunds(params, tables, "whole")?, "case_type = 'refund_only'"))
    }
}

aftersight_sdk::export!(definition RefundOnlyShare);
