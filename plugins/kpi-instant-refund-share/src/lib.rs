//! Instant refund share: refunds paid at once among all.

use aftersight_sdk::shape::{Definition, Share, parted, refunds};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Refunds by whether anybody looked.
#[derive(Debug)]
pub struct InstantRefundShare;

impl Definition for InstantRefundShare {
    type Shape = Share;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        Ok(parted(refunds(params, tables, "whole")?, "is_instant"))
    }
}

aftersight_sdk::export!(definition InstantRefundShare);
