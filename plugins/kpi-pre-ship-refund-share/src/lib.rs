//! Pre-shipment refund share: refunds for goods not yet sent among all.

use aftersight_sdk::shape::{Definition, Share, parted, refunds};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Refunds by whether the goods had left.
#[derive(Debug)]
pub struct PreShipRefundShare;

impl Definition for PreShipRefundShare {
    type Shape = Share;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        Ok(parted(refunds(params, tables, "whole")?, "goods_status = 'unshipped'"))
    }
}

aftersight_sdk::export!(definition PreShipRefundShare);
