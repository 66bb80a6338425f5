//! Handoff count: to how many teams a case is passed on.

use aftersight_sdk::accumulate::Means;
use aftersight_sdk::shape::rows;
use aftersight_sdk::{Batch, Column, Context, Derived, Input, Kpi, Links, Lookup, Params, Read, Result, Tables};

/// Closed cases by the teams in their log.
#[derive(Debug)]
pub struct HandoffCount;

impl Kpi for HandoffCount {
    type State = Means;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let teams = Derived::Distinct(Lookup::on("case_events", &["case_id"]), "team".to_owned());
        Ok(vec![rows(params, "rows", "cases", "closed_at")?.columns(["teams"]).derive("teams", teams)])
    }

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Means) -> Result<()> {
        let teams = batch.integers("teams")?;
        // None at all is no case without handoffs: nobody wrote down who had it.
        state.add(groups, |row| teams.get(row).filter(|teams| *teams > 0).map(|teams| teams - 1));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Means>) -> Result<Vec<Column>> {
        Ok(Means::outcome(links.role("rows")?))
    }
}

aftersight_sdk::export!(kpi HandoffCount);
