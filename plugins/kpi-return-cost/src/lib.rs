//! Cost per return: freight, label and write-off.

use aftersight_sdk::shape::{Definition, MoneyMean, first_of, only, rows, standing};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Returns by what they cost.
#[derive(Debug)]
pub struct ReturnCost;

const COSTS: [&str; 3] = ["return_freight_minor", "return_label_minor", "write_off_minor"];

impl Definition for ReturnCost {
    type Shape = MoneyMean;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let time = first_of(tables, "cases", &["closed_at", "refund_finished_at", "created_at"]);
        let returns = standing(params, tables, params.text("case_filter")?)?;
        let known: Vec<_> = COSTS.into_iter().filter(|cost| tables.has("cases", cost)).collect();
        // Without any of them the host names what is missing.
        let costs = if known.is_empty() { COSTS.to_vec() } else { known };
        Ok(vec![only(rows(params, "rows", "cases", time)?, returns).columns(costs)])
    }
}

aftersight_sdk::export!(definition ReturnCost);
