//! Platform intervention rate: orders in which the platform had to decide.

use aftersight_sdk::shape::{Definition, Share, orders, parted};
use aftersight_sdk::{Derived, Input, Lookup, Params, Result, Tables};

/// Orders by whether the platform intervened.
#[derive(Debug)]
pub struct PlatformInterventionRate;

impl Definition for PlatformInterventionRate {
    type Shape = Share;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let interventions = Lookup::on("cases", &["order_id"]).anchor(params.text("time")?, "intervened_at");
        let orders = orders(params, "whole")?.derive("intervened", Derived::Exists(interventions));
        Ok(parted(orders, "intervened"))
    }
}

aftersight_sdk::export!(definition PlatformInterventionRate);
