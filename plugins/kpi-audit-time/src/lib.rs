//! Audit time: from a request to the merchant's first decision.

use aftersight_sdk::shape::{Definition, Elapsed, elapsed, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Cases decided on, by the time it took.
#[derive(Debug)]
pub struct AuditTime;

impl Definition for AuditTime {
    type Shape = Elapsed;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let cases = rows(params, "rows", "cases", "audited_at")?;
        Ok(vec![elapsed(params, cases, "created_at", "audited_at")?])
    }
}

aftersight_sdk::export!(definition AuditTime);
