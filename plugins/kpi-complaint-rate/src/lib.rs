//! Complaint rate: complaints per ten thousand orders.

use aftersight_sdk::shape::{Definition, Quotient, rows, sold};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Complaints by the moment they were made over orders by that of payment. Not a share: most are about earlier orders.
#[derive(Debug)]
pub struct ComplaintRate;

impl Definition for ComplaintRate {
    type Shape = Quotient<10_000>;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let complaints = rows(params, "part", "cases", "created_at")?;
        Ok(vec![complaints, sold(params, tables, "whole", params.text("per")?)?])
    }
}

aftersight_sdk::export!(definition ComplaintRate);
