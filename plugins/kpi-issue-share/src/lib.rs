//! Issue share: cases of each issue type over all cases.

use aftersight_sdk::accumulate::{Counts, fractions, share};
use aftersight_sdk::{Batch, Column, Context, Input, Kpi, Links, Params, Result, Tables};

/// Parts of the whole.
#[derive(Debug)]
pub struct IssueShare;

impl Kpi for IssueShare {
    type State = Counts;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let population = params.text("population")?;
        // Named as a column so that a run whose cases have no issue type says what is missing.
        let cases =
            |role: &str| Input::new(role, "cases").time("created_at").columns(["issue_type"]).filter(population);
        Ok(vec![cases("part"), cases("whole").without(["issue_type"])])
    }

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, _: &Batch, groups: &[u32], state: &mut Counts) -> Result<()> {
        state.add_all(groups);
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Counts>) -> Result<Vec<Column>> {
        Ok(fractions(share(links.role("part")?, links.role("whole")?).into_iter()))
    }
}

aftersight_sdk::export!(kpi IssueShare);
