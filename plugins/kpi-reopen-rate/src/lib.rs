//! Reopen rate: closed cases that had been reopened.

use aftersight_sdk::shape::{Definition, Share, only, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Closed cases, and those that were closed more than once.
#[derive(Debug)]
pub struct ReopenRate;

impl Definition for ReopenRate {
    type Shape = Share;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let cases = |role: &str, condition: &str| -> Result<Input> {
            Ok(only(rows(params, role, "cases", "closed_at")?, condition))
        };
        Ok(vec![cases("part", "reopens >= 1")?, cases("whole", "reopens is not null")?])
    }
}

aftersight_sdk::export!(definition ReopenRate);
