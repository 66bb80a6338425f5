//! CSAT: satisfied scores among all scores, with the mean score.

use aftersight_sdk::accumulate::{FloatMeans, Ratio};
use aftersight_sdk::shape::{NEAR, Scores, first_of, rows};
use aftersight_sdk::{Batch, Column, Context, Input, Kpi, Links, Params, Result, Role, Tables, Values};

/// Scores by where on their scale satisfaction begins.
#[derive(Debug)]
pub struct Csat {
    scores: Scores,
    from: f64,
}

impl Kpi for Csat {
    type State = (Ratio, FloatMeans);

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let time = first_of(tables, "feedback", &["responded_at", "sent_at"]);
        Ok(vec![Scores::plan(rows(params, "rows", "feedback", time)?, tables)])
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { scores: Scores::open(params)?, from: params.number("satisfied_from")? })
    }

    fn update(&self, _: &str, batch: &Batch, groups: &[u32], (satisfied, scores): &mut Self::State) -> Result<()> {
        let place = self.scores.places(batch)?;
        satisfied.add(groups, |row| Some(place(row)? >= self.from - NEAR));
        scores.add(groups, |row| place(row).map(|place| self.scores.shown(place)));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Self::State>) -> Result<Vec<Column>> {
        let role = links.role("rows")?;
        let mut columns = Ratio::outcome(Role { state: &role.state.0, groups: role.groups });
        let means = role.each(|(_, scores), group| scores.get(group).mean()).map(Option::flatten);
        columns.push(Column::numbers("score", Values::Float64, means));
        Ok(columns)
    }
}

aftersight_sdk::export!(kpi Csat);
