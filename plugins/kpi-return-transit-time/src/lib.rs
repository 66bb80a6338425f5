//! Return transit time: from the dispatch of a return to its receipt.

use aftersight_sdk::shape::{Definition, Elapsed, elapsed, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Returns received, by their time on the way.
#[derive(Debug)]
pub struct ReturnTransitTime;

impl Definition for ReturnTransitTime {
    type Shape = Elapsed;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let cases = rows(params, "rows", "cases", "return_received_at")?;
        Ok(vec![elapsed(params, cases, "return_shipped_at", "return_received_at")?])
    }
}

aftersight_sdk::export!(definition ReturnTransitTime);
