//! Refund time after receipt: from the receipt of returned goods to the end of the refund.

use aftersight_sdk::shape::{Definition, Elapsed, elapsed, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Refunds of goods received, by the time the customer waited.
#[derive(Debug)]
pub struct PostReceiptRefundTime;

impl Definition for PostReceiptRefundTime {
    type Shape = Elapsed;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let cases = rows(params, "rows", "cases", "refund_finished_at")?;
        Ok(vec![elapsed(params, cases, "return_received_at", "refund_finished_at")?])
    }
}

aftersight_sdk::export!(definition PostReceiptRefundTime);
