//! Responsibility share: cases of each responsible party over all that are attributed.

use aftersight_sdk::shape::{Definition, Share, only, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

const PARTY: &str = "responsibility";

/// Parts of what is attributed.
#[derive(Debug)]
pub struct ResponsibilityShare;

impl Definition for ResponsibilityShare {
    type Shape = Share;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let known = only(rows(params, "part", "cases", "created_at")?, format!("{PARTY} <> 'unknown'"));
        Ok(vec![known.clone(), Input { role: "whole".to_owned(), ..known.without([PARTY]) }])
    }
}

aftersight_sdk::export!(definition ResponsibilityShare);
