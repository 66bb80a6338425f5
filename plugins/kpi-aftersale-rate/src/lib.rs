//! After-sales rate: cases created over what was sold.

use aftersight_sdk::shape::{Definition, Quotient, rows, sold};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Cases by their creation over lines or orders by theirs. Not a share: cases are mostly about earlier sales.
#[derive(Debug)]
pub struct AftersaleRate;

impl Definition for AftersaleRate {
    type Shape = Quotient;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let below = sold(params, tables, "whole", params.text("per")?)?;
        Ok(vec![rows(params, "part", "cases", "created_at")?, below])
    }
}

aftersight_sdk::export!(definition AftersaleRate);
