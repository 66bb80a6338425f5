//! Exchange rate: exchanges over orders paid.

use aftersight_sdk::shape::{Definition, Quotient, only, rows, sold, standing};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Exchanges by their creation over orders by their payment. Not a share: cases are mostly about earlier orders.
#[derive(Debug)]
pub struct ExchangeRate;

impl Definition for ExchangeRate {
    type Shape = Quotient;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let kind = standing(params, tables, "case_type = 'exchange'")?;
        let part = only(rows(params, "part", "cases", "created_at")?, kind);
        Ok(vec![part, sold(params, tables, "whole", "orders")?])
    }
}

aftersight_sdk::export!(definition ExchangeRate);
