//! Case approval rate: requests approved among those decided.

use aftersight_sdk::shape::{Definition, Share, first_of, one_of, only, parted, rows};
use aftersight_sdk::{Input, Params, Result, Tables};

/// Requests decided by how.
#[derive(Debug)]
pub struct CaseApprovalRate;

impl Definition for CaseApprovalRate {
    type Shape = Share;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let time = first_of(tables, "cases", &["audited_at", "closed_at", "created_at"]);
        let approved = one_of("status", params.texts("approved_statuses")?);
        let rejected = one_of("status", params.texts("rejected_statuses")?);
        let decided = only(rows(params, "whole", "cases", time)?, format!("{approved} or {rejected}"));
        Ok(parted(decided, approved))
    }
}

aftersight_sdk::export!(definition CaseApprovalRate);
