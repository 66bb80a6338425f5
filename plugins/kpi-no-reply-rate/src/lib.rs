//! No-reply rate: rounds of a chat that nobody answered.

use aftersight_sdk::shape::{Definition, UnitShare, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Rounds, which stand as numbers in conversations.
#[derive(Debug)]
pub struct NoReplyRate;

impl Definition for NoReplyRate {
    type Shape = UnitShare;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        Ok(vec![rows(params, "rows", "conversations", "started_at")?.columns(["unreplied_rounds", "rounds"])])
    }
}

aftersight_sdk::export!(definition NoReplyRate);
