//! First action time: from a request to the merchant's first action.

use aftersight_sdk::shape::{Definition, Elapsed, elapsed, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Cases taken in hand, by the time they waited.
#[derive(Debug)]
pub struct FirstActionTime;

impl Definition for FirstActionTime {
    type Shape = Elapsed;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let cases = rows(params, "rows", "cases", "first_action_at")?;
        Ok(vec![elapsed(params, cases, "created_at", "first_action_at")?])
    }
}

aftersight_sdk::export!(definition FirstActionTime);
