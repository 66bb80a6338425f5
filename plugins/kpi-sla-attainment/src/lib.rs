//! SLA attainment: cases closed by their deadline.

use aftersight_sdk::shape::{Definition, Share, only, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Cases with a deadline, and those that kept it.
#[derive(Debug)]
pub struct SlaAttainment;

impl Definition for SlaAttainment {
    type Shape = Share;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let time = if params.text("basis")? == "due" { "due_at" } else { "closed_at" };
        let cases =
            |role: &str, condition: &str| -> Result<Input> { Ok(only(rows(params, role, "cases", time)?, condition)) };
        Ok(vec![cases("part", "closed_at <= due_at")?, cases("whole", "due_at is not null")?])
    }
}

aftersight_sdk::export!(definition SlaAttainment);
