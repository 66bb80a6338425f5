//! Parcel refusal rate: parcels that buyers refused among those sent.

use aftersight_sdk::shape::{Definition, Share, first_of, one_of, parcels, parted};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Parcels to buyers by how they ended.
#[derive(Debug)]
pub struct ParcelRefusalRate;

impl Definition for ParcelRefusalRate {
    type Shape = Share;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let time = first_of(tables, "shipments", &["picked_at", "order.shipped_at"]);
        Ok(parted(parcels(params, tables, "whole", time)?, one_of("status", params.texts("statuses")?)))
    }
}

aftersight_sdk::export!(definition ParcelRefusalRate);
