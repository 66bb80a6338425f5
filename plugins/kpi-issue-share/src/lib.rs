//! Issue share: cases of each issue type over all cases.

use aftersight_sdk::shape::{Definition, Share};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Parts of the whole.
#[derive(Debug)]
pub struct IssueShare;

impl Definition for IssueShare {
    type Shape = Share;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let population = params.text("population")?;
        let cases = |role: &str| Input::new(role, "cases").time("created_at").filter(population);
        Ok(vec![cases("part"), cases("whole").without(["issue_type"])])
    }
}

aftersight_sdk::export!(definition IssueShare);
