//! Refund completion time: from a request to the end of its refund.

use aftersight_sdk::shape::{Definition, Elapsed, elapsed, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Refunds that ended, by the time they took.
#[derive(Debug)]
pub struct RefundCompletionTime;

impl Definition for RefundCompletionTime {
    type Shape = Elapsed;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let cases = rows(params, "rows", "cases", "refund_finished_at")?;
        Ok(vec![elapsed(params, cases, "created_at", "refund_finished_at")?])
    }
}

aftersight_sdk::export!(definition RefundCompletionTime);
