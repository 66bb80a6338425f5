//! Stage duration: how long cases stay in each stage of their handling.

use aftersight_sdk::accumulate::Durations;
use aftersight_sdk::shape::{one_of, only, rows};
use aftersight_sdk::{Batch, Column, Context, Derived, Input, Kpi, Links, Lookup, Params, Read, Result, Tables};

/// When a case was closed, seen from its log.
const CLOSED: &str = "case.closed_at";

/// Stays in a stage, from its first entry to the first of another.
#[derive(Debug)]
pub struct StageDuration {
    statistic: String,
    stages: Vec<String>,
    as_of: i64,
}

impl Kpi for StageDuration {
    type State = Durations;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let log = |condition: &str| Lookup::on("case_events", &["case_id"]).anchor("at", "at").filter(condition);
        let stages = params.texts("stages")?;
        let entered = "before is null or before <> stage";
        let mut stays = only(only(rows(params, "rows", "case_events", "at")?, entered), one_of("stage", stages))
            .columns(["stage", "at"])
            .derive("before", Derived::Previous(log("stage is not null"), "stage".to_owned()));
        for (place, stage) in stages.iter().enumerate() {
            let other = format!("not ({})", one_of("stage", std::slice::from_ref(stage)));
            stays = stays.columns([after(place)]).derive(&after(place), Derived::Next(log(&other), "at".to_owned()));
        }
        Ok(vec![if tables.has("case_events", CLOSED) { stays.columns([CLOSED]) } else { stays }])
    }

    fn open(params: &Params, context: &Context) -> Result<Self> {
        let (statistic, stages) = (params.text("statistic")?.to_owned(), params.texts("stages")?.to_vec());
        Ok(Self { statistic, stages, as_of: context.as_of })
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Durations) -> Result<()> {
        let (stage, at) = (batch.texts("stage")?, batch.integers("at")?);
        let next = (0..self.stages.len()).map(|place| batch.integers(&after(place))).collect::<Result<Vec<_>>>()?;
        let closed = batch.column(CLOSED).map(|_| batch.integers(CLOSED)).transpose()?;
        state.add(groups, |row| {
            let (stage, at) = (stage.get(row)?, at.get(row)?);
            let next = next[self.stages.iter().position(|known| known == stage)?].get(row);
            let closed = || closed?.get(row).filter(|closed| at < *closed && *closed <= self.as_of);
            Some(next.or_else(closed)? - at)
        });
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Durations>) -> Result<Vec<Column>> {
        Durations::outcome(links.role("rows")?, &self.statistic)
    }
}

/// The column that says when a case left a stage.
fn after(place: usize) -> String {
    format!("after_{place}")
}

aftersight_sdk::export!(kpi StageDuration);
