//! NPS: promoters less detractors.

use aftersight_sdk::accumulate::Means;
use aftersight_sdk::shape::{first_of, numeric, only, rows};
use aftersight_sdk::{Batch, Column, Context, Input, Kpi, Links, Params, Result, Tables};

/// Scores of ten.
#[derive(Debug)]
pub struct Nps;

impl Kpi for Nps {
    type State = Means;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let time = first_of(tables, "feedback", &["responded_at", "sent_at"]);
        let mut scores = only(rows(params, "rows", "feedback", time)?, "score between 0 and 10").columns(["score"]);
        for (end, ten) in
            [("scale_min", "coalesce(scale_min, 0) in (0, 1)"), ("scale_max", "coalesce(scale_max, 10) = 10")]
        {
            if tables.has("feedback", end) {
                scores = only(scores, ten);
            }
        }
        Ok(vec![scores])
    }

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], state: &mut Means) -> Result<()> {
        let scores = numeric(batch, "score")?;
        state.add(groups, |row| scores[row].map(worth));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Means>) -> Result<Vec<Column>> {
        Ok(Means::outcome(links.role("rows")?))
    }
}

/// Promoters 100, detractors −100.
fn worth(score: f64) -> i64 {
    match score {
        9.0.. => 100,
        ..=6.0 => -100,
        _ => 0,
    }
}

aftersight_sdk::export!(kpi Nps);
