//! Unattributed share: cases without a responsible party.

use aftersight_sdk::shape::{Definition, Share, only, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Cases, and those that are nobody's.
#[derive(Debug)]
pub struct UnattributedShare;

impl Definition for UnattributedShare {
    type Shape = Share;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let cases = rows(params, "whole", "cases", "created_at")?;
        let nobody = only(cases.clone(), "responsibility is null or responsibility = 'unknown'");
        Ok(vec![Input { role: "part".to_owned(), ..nobody }, cases])
    }
}

aftersight_sdk::export!(definition UnattributedShare);
