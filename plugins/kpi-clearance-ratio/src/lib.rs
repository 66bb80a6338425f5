//! Clearance ratio: cases closed in an interval over cases created in it.

use aftersight_sdk::shape::{Definition, Quotient};
use aftersight_sdk::{Input, Params, Result, Tables};

/// What went out over what came in. Not a share: closed cases need not be among the created ones.
#[derive(Debug)]
pub struct ClearanceRatio;

impl Definition for ClearanceRatio {
    type Shape = Quotient;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let population = params.text("population")?;
        let cases = |role: &str, time: &str| Input::new(role, "cases").time(time).filter(population);
        Ok(vec![cases("whole", "created_at"), cases("part", "closed_at")])
    }
}

aftersight_sdk::export!(definition ClearanceRatio);

#[cfg(test)]
mod tests {
    use aftersight_sdk::shape::Defined;
    use aftersight_sdk::{Batch, Column, Context, Kpi, KpiBridge, NO_GROUP, Values};

    use super::*;

    fn opened() -> KpiBridge<Defined<ClearanceRatio>> {
        let context = Context { as_of: 0, received_at: 0, timezone: "UTC".to_owned() };
        KpiBridge::new(Defined::open(&Params::new(Vec::new()), &context).unwrap())
    }

    fn fed(created: &[u32], closed: &[u32]) -> KpiBridge<Defined<ClearanceRatio>> {
        let kpi = opened();
        for (role, groups) in [("whole", created), ("part", closed)] {
            kpi.update(role, &Batch { rows: groups.len() as u32, columns: vec![] }, groups, 3).unwrap();
        }
        kpi
    }

    #[test]
    fn roles_have_their_own_groups_and_merge() {
        let merged = opened();
        for part in [fed(&[0, 0, 1], &[2]), fed(&[0], &[2, 0, 2, 2, 2])] {
            for role in ["whole", "part"] {
                merged.merge(role, part.state(role, 0, 3).unwrap(), &[0, 1, 2], 3).unwrap();
            }
        }
        let links = [("whole".to_owned(), vec![0, 1, 2, NO_GROUP]), ("part".to_owned(), vec![2, NO_GROUP, 0, 0])];
        let columns = merged.evaluate(4, &links).unwrap();
        assert_eq!(columns[0], Column::numbers("value", Values::Float64, [Some(5.0 / 3.0), Some(0.0), None, None]));
        assert_eq!(columns[1], Column::text("reason", [None, None, Some("no-denominator"), Some("no-denominator")]));
        assert_eq!(columns[2].values, Values::Int64(vec![5, 0, 1, 1]));
        assert_eq!(columns.len(), 5, "no low, no high");
    }
}
