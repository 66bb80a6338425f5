//! Complaint count: complaints by the moment they were made.

use aftersight_sdk::shape::{Count, Definition};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Complaints.
#[derive(Debug)]
pub struct ComplaintCount;

impl Definition for ComplaintCount {
    type Shape = Count;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        Ok(vec![Input::new("rows", "cases").time("created_at").filter(params.text("population")?)])
    }
}

aftersight_sdk::export!(definition ComplaintCount);
