//! Complaint count: complaints by the moment they were made.

use aftersight_sdk::accumulate::{Counts, counted};
use aftersight_sdk::{Batch, Column, Context, Input, Kpi, Links, Params, Result, Tables};

/// Complaints.
#[derive(Debug)]
pub struct ComplaintCount;

impl Kpi for ComplaintCount {
    type State = Counts;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        Ok(vec![Input::new("complaints", "cases").time("created_at").filter(params.text("population")?)])
    }

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, _: &Batch, groups: &[u32], state: &mut Counts) -> Result<()> {
        state.add_all(groups);
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Counts>) -> Result<Vec<Column>> {
        Ok(counted(links.role("complaints")?))
    }
}

aftersight_sdk::export!(kpi ComplaintCount);
