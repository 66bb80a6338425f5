//! Escalation rate: created cases that were escalated.

use aftersight_sdk::shape::{Definition, Occurred, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Cases created, and whether they were escalated.
#[derive(Debug)]
pub struct EscalationRate;

impl Definition for EscalationRate {
    type Shape = Occurred;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        Ok(vec![rows(params, "rows", "cases", "created_at")?.columns(["escalated_at"])])
    }
}

aftersight_sdk::export!(definition EscalationRate);
