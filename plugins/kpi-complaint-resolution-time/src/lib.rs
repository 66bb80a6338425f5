//! Complaint resolution time: from the moment a complaint is made to the moment it is closed.

use aftersight_sdk::shape::{Definition, Elapsed};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Closed complaints by the time they took.
#[derive(Debug)]
pub struct ComplaintResolutionTime;

impl Definition for ComplaintResolutionTime {
    type Shape = Elapsed;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        let input = Input::new("rows", "cases").time("closed_at").columns(["created_at", "closed_at"]);
        Ok(vec![input.filter(params.text("population")?)])
    }
}

aftersight_sdk::export!(definition ComplaintResolutionTime);
