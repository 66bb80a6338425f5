//! Complaint resolution time: from the moment a complaint is made to the moment it is closed.

use aftersight_sdk::accumulate::Durations;
use aftersight_sdk::{Batch, Column, Context, Input, Kpi, Links, Params, Read, Result, Tables};

/// Closed complaints by the time they took.
#[derive(Debug)]
pub struct ComplaintResolutionTime {
    statistic: String,
}

impl Kpi for ComplaintResolutionTime {
    type State = Durations;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let input = Input::new("complaints", "cases").time("closed_at").columns(["created_at", "closed_at"]);
        Ok(vec![input.filter(params.text("population")?)])
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { statistic: params.text("statistic")?.to_owned() })
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Durations) -> Result<()> {
        let (created, closed) = (batch.integers("created_at")?, batch.integers("closed_at")?);
        state.add(groups, |row| Some(closed.get(row)? - created.get(row)?).filter(|time| *time >= 0));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Durations>) -> Result<Vec<Column>> {
        Durations::outcome(links.role("complaints")?, &self.statistic)
    }
}

aftersight_sdk::export!(kpi ComplaintResolutionTime);
