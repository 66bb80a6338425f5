//! Negative review rate: negative reviews over reviews or orders.

use aftersight_sdk::accumulate::{Counts, fractions, quotients, share};
use aftersight_sdk::shape::{NEAR, Scores, first_of, rows, sold};
use aftersight_sdk::{Batch, Column, Context, Input, Kpi, Links, Params, Result, Tables};

/// Reviews by their scores, and what they are divided by.
#[derive(Debug)]
pub struct NegativeReviewRate {
    scores: Scores,
    up_to: f64,
    per_review: bool,
}

const REVIEWS: &str = "reviews";

impl Kpi for NegativeReviewRate {
    type State = Counts;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let time = first_of(tables, "feedback", &["responded_at", "sent_at"]);
        let reviews = |role: &str| Ok(Scores::plan(rows(params, role, "feedback", time)?, tables));
        let whole = match params.text("per")? {
            REVIEWS => reviews("whole")?,
            per => sold(params, tables, "whole", per)?,
        };
        Ok(vec![reviews("part")?, whole])
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let (up_to, per_review) = (params.number("negative_up_to")?, params.text("per")? == REVIEWS);
        Ok(Self { scores: Scores::open(params)?, up_to, per_review })
    }

    fn update(&self, role: &str, batch: &Batch, groups: &[u32], state: &mut Counts) -> Result<()> {
        let limit = match (role, self.per_review) {
            ("part", _) => self.up_to + NEAR,
            (_, true) => 1.0,
            _ => {
                state.add_all(groups);
                return Ok(());
            }
        };
        let place = self.scores.places(batch)?;
        state.add(groups, |row| place(row).is_some_and(|place| place <= limit));
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Counts>) -> Result<Vec<Column>> {
        let cells = share(links.role("part")?, links.role("whole")?).into_iter();
        Ok(if self.per_review { fractions(cells) } else { quotients(cells) })
    }
}

aftersight_sdk::export!(kpi NegativeReviewRate);
