//! Retained revenue ratio: what stayed as exchange or credit over the value of returns.

use aftersight_sdk::shape::{Definition, MoneyQuotient, first_of, only, rows, standing};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Amounts that stayed over all amounts of returns.
#[derive(Debug)]
pub struct RetainedRevenueRatio;

impl Definition for RetainedRevenueRatio {
    type Shape = MoneyQuotient;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let time = first_of(tables, "cases", &["closed_at", "refund_finished_at", "created_at"]);
        let kept = ["exchange_value_minor", "store_credit_minor"];
        let there: Vec<_> = kept.into_iter().filter(|column| tables.has("cases", column)).collect();
        let kept = if there.is_empty() { &kept[..] } else { &there };
        let standing = standing(params, tables, "true")?;
        let returns = |role: &str| Ok(only(rows(params, role, "cases", time)?, &standing).columns(kept));
        Ok(vec![returns("part")?, returns("whole")?.columns(["refund_minor"])])
    }
}

aftersight_sdk::export!(definition RetainedRevenueRatio);
