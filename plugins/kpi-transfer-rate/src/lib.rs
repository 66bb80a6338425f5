//! Transfer rate: conversations that were handed on.

use aftersight_sdk::shape::{Definition, Share, parted, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Conversations, and those handed on.
#[derive(Debug)]
pub struct TransferRate;

impl Definition for TransferRate {
    type Shape = Share;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let chats = rows(params, "whole", "conversations", "started_at")?;
        Ok(parted(chats, "transferred"))
    }
}

aftersight_sdk::export!(definition TransferRate);
