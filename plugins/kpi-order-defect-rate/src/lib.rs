//! Order defect rate: orders that brought a bad review, a claim or a lost arbitration.

use aftersight_sdk::shape::{Definition, Share, first_of, orders, parted};
use aftersight_sdk::{Derived, Input, Lookup, Params, Result, Tables};

/// Orders by whether something bad came of them in time.
#[derive(Debug)]
pub struct OrderDefectRate;

impl Definition for OrderDefectRate {
    type Shape = Share;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        let (time, within) = (params.text("time")?, params.duration("within")?);
        let soon = |table: &str, at: &str| Lookup::on(table, &["order_id"]).anchor(time, at).within(within);
        let mut whole = orders(params, "whole")?.lag(within);
        let mut defects = Vec::new();
        if tables.has("feedback", "order_id") && tables.has("feedback", "score") {
            let at = first_of(tables, "feedback", &["responded_at", "sent_at"]);
            let reviews = soon("feedback", at).filter(bad(params.integer("stars")?, tables));
            whole = whole.derive("reviewed", Derived::Exists(reviews));
            defects.push("reviewed");
        }
        let losses = [("claim", "claim is not null"), ("arbitration_result", "arbitration_result = 'buyer'")];
        let known = losses.iter().filter(|(column, _)| tables.has("cases", column));
        let lost: Vec<_> = known.map(|(_, condition)| *condition).collect();
        if !lost.is_empty() || defects.is_empty() {
            // Where the data say nothing of defects, planning a claim makes the host name what is missing.
            let lost = if lost.is_empty() { losses[0].1.to_owned() } else { lost.join(" or ") };
            whole = whole.derive("lost", Derived::Exists(soon("cases", "created_at").filter(lost)));
            defects.push("lost");
        }
        Ok(parted(whole, defects.join(" or ")))
    }
}

/// The condition that feedback is a bad review: in the part of its scale that so many of five stars take.
fn bad(stars: i64, tables: Tables<'_>) -> String {
    let scale = |column: &str, usual: &str| {
        if tables.has("feedback", column) { format!("coalesce({column}, {usual})") } else { usual.to_owned() }
    };
    let (min, max) = (scale("scale_min", "1"), scale("scale_max", "5"));
    let review = if tables.has("feedback", "kind") { "kind = 'review' and " } else { "" };
    format!("{review}(score - {min}) * 4 <= ({max} - {min}) * {}", stars - 1)
}

aftersight_sdk::export!(definition OrderDefectRate);
