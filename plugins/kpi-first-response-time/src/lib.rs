//! First response time: how long customers wait for the first human reply.

use aftersight_sdk::shape::{Definition, Elapsed, elapsed, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Conversations that somebody answered, by the time the customer waited.
#[derive(Debug)]
pub struct FirstResponseTime;

impl Definition for FirstResponseTime {
    type Shape = Elapsed;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let chats = rows(params, "rows", "conversations", "first_human_reply_at")?;
        Ok(vec![elapsed(params, chats, "started_at", "first_human_reply_at")?])
    }
}

aftersight_sdk::export!(definition FirstResponseTime);
