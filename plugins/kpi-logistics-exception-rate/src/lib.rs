//! Logistics exception rate: parcels in trouble among those due.

use aftersight_sdk::shape::{Definition, Share, first_of, one_of, parcels, parted};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Parcels due, by their status.
#[derive(Debug)]
pub struct LogisticsExceptionRate;

impl Definition for LogisticsExceptionRate {
    type Shape = Share;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let time = first_of(tables, "shipments", &["promised_at", "picked_at"]);
        let due = parcels(params, tables, "whole", time)?;
        Ok(parted(due, one_of("status", params.texts("statuses")?)))
    }
}

aftersight_sdk::export!(definition LogisticsExceptionRate);
