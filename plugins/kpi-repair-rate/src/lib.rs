//! Repair rate: repairs over units delivered.

use aftersight_sdk::shape::{Definition, PerUnit, only, rows, sold, standing};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Repairs by their creation over units by their receipt. Not a share: repairs are mostly about earlier units.
#[derive(Debug)]
pub struct RepairRate;

impl Definition for RepairRate {
    type Shape = PerUnit;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let repairs =
            only(rows(params, "part", "cases", "created_at")?, standing(params, tables, "case_type = 'repair'")?);
        Ok(vec![repairs, sold(params, tables, "whole", "delivered")?.columns(["quantity"])])
    }
}

aftersight_sdk::export!(definition RepairRate);
