//! Defects per million: quality cases over units delivered.

use aftersight_sdk::shape::{Definition, PerUnit, only, rows, sold};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Quality cases by their creation over units by their receipt. Not a share: cases are mostly about earlier units.
#[derive(Debug)]
pub struct DefectPpm;

impl Definition for DefectPpm {
    type Shape = PerUnit<1_000_000>;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let defects = only(rows(params, "part", "cases", "created_at")?, params.text("case_filter")?);
        Ok(vec![defects, sold(params, tables, "whole", "delivered")?.columns(["quantity"])])
    }
}

aftersight_sdk::export!(definition DefectPpm);
