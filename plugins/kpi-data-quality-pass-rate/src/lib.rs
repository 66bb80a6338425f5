//! Data quality pass rate: rows accepted over rows read.

use aftersight_sdk::shape::{Definition, UnitShare};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Rows that came through cleaning.
#[derive(Debug)]
pub struct DataQualityPassRate;

impl Definition for DataQualityPassRate {
    type Shape = UnitShare;

    fn plan(_: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        Ok(vec![Input::new("rows", "account").columns(["accepted", "rows"])])
    }
}

aftersight_sdk::export!(definition DataQualityPassRate);
