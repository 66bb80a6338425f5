//! CES: how easy customers found it, on one scale and in one direction.

use aftersight_sdk::accumulate::FloatMeans;
use aftersight_sdk::shape::{Scores, first_of, rows};
use aftersight_sdk::{Batch, Column, Context, Input, Kpi, Links, Params, Result, Tables};

/// Scores of ease.
#[derive(Debug)]
pub struct Ces {
    scores: Scores,
    effort: bool,
}

impl Kpi for Ces {
    type State = FloatMeans;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let time = first_of(tables, "feedback", &["responded_at", "sent_at"]);
        Ok(vec![Scores::plan(rows(params, "rows", "feedback", time)?, tables)])
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { scores: Scores::open(params)?, effort: params.text("polarity")? == "effort" })
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut FloatMeans) -> Result<()> {
        let place = self.scores.places(batch)?;
        let ease = |place: f64| if self.effort { 1.0 - place } else { place };
        state.add(groups, |row| Some(self.scores.shown(ease(place(row)?))));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, FloatMeans>) -> Result<Vec<Column>> {
        Ok(FloatMeans::outcome(links.role("rows")?))
    }
}

aftersight_sdk::export!(kpi Ces);
