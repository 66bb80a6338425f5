//! One-touch rate: closed cases that took one reply at the most.

use aftersight_sdk::shape::{Definition, Share, parted, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Closed cases, and those with few replies.
#[derive(Debug)]
pub struct OneTouchRate;

impl Definition for OneTouchRate {
    type Shape = Share;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let cases = rows(params, "whole", "cases", "closed_at")?;
        Ok(parted(cases, format!("replies < {}", params.integer("touches")?)))
    }
}

aftersight_sdk::export!(definition OneTouchRate);
