//! Clearance ratio: cases closed in an interval over cases created in it.

use aftersight_sdk::accumulate::{Counts, quotients, share};
use aftersight_sdk::{Batch, Column, Context, Input, Kpi, Links, Params, Result, Tables};

/// What went out over what came in.
#[derive(Debug)]
pub struct ClearanceRatio;

impl Kpi for ClearanceRatio {
    type State = Counts;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let population = params.text("population")?;
        let cases = |role: &str, time: &str| Input::new(role, "cases").time(time).filter(population);
        Ok(vec![cases("created", "created_at"), cases("closed", "closed_at")])
    }

    fn open(_: &Params, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn update(&self, _: &str, _: &Batch, groups: &[u32], state: &mut Counts) -> Result<()> {
        state.add_all(groups);
        Ok(())
    }

    fn evaluate(&self, links: &Links<'_, Counts>) -> Result<Vec<Column>> {
        // Not a share: closed cases need not be among the created ones, so there is no interval for a proportion.
        Ok(quotients(share(links.role("closed")?, links.role("created")?).into_iter()))
    }
}

aftersight_sdk::export!(kpi ClearanceRatio);

#[cfg(test)]
mod tests {
    use aftersight_sdk::{KpiBridge, NO_GROUP, Values};

    use super::*;

    fn fed(created: &[u32], closed: &[u32]) -> KpiBridge<ClearanceRatio> {
        let kpi = KpiBridge::new(ClearanceRatio);
        for (role, groups) in [("created", created), ("closed", closed)] {
            kpi.update(role, &Batch { rows: groups.len() as u32, columns: vec![] }, groups, 3).unwrap();
        }
        kpi
    }

    #[test]
    fn roles_have_their_own_groups_and_merge() {
        let merged = KpiBridge::new(ClearanceRatio);
        for part in [fed(&[0, 0, 1], &[2]), fed(&[0], &[2, 0, 2, 2, 2])] {
            for role in ["created", "closed"] {
                merged.merge(role, part.state(role, 0, 3).unwrap(), &[0, 1, 2], 3).unwrap();
            }
        }
        let links = [("created".to_owned(), vec![0, 1, 2, NO_GROUP]), ("closed".to_owned(), vec![2, NO_GROUP, 0, 0])];
        let columns = merged.evaluate(4, &links).unwrap();
        assert_eq!(columns[0], Column::numbers("value", Values::Float64, [Some(5.0 / 3.0), Some(0.0), None, None]));
        assert_eq!(columns[1], Column::text("reason", [None, None, Some("no-denominator"), Some("no-denominator")]));
        assert_eq!(columns[2].values, Values::Int64(vec![5, 0, 1, 1]));
        assert_eq!(columns.len(), 4, "no low, no high");
    }
}
