//! Handle time: how long agents work on a conversation.

use aftersight_sdk::shape::{Definition, Elapsed, only, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Conversations that somebody handled, by the time it took.
#[derive(Debug)]
pub struct HandleTime;

impl Definition for HandleTime {
    type Shape = Elapsed;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let chats = rows(params, "rows", "conversations", "started_at")?;
        // Nobody worked on those with 0.
        Ok(vec![only(chats, "handle_seconds > 0").columns(["handle_seconds"])])
    }
}

aftersight_sdk::export!(definition HandleTime);
