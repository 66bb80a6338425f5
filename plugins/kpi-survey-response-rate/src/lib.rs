//! Survey response rate: surveys answered among those sent.

use aftersight_sdk::shape::{Definition, Occurred, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Surveys sent, by whether an answer came.
#[derive(Debug)]
pub struct SurveyResponseRate;

impl Definition for SurveyResponseRate {
    type Shape = Occurred;

    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        Ok(vec![rows(params, "rows", "feedback", "sent_at")?.columns(["responded_at"])])
    }
}

aftersight_sdk::export!(definition SurveyResponseRate);
