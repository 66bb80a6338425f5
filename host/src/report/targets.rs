//! The targets of a KPI, group by group.

use aftersight_pipeline::results::Status;
use maud::{Markup, html};

use super::both::{both, say};
use crate::show::format::NONE;
use crate::show::reading::Reading;
use crate::show::{interval, targets};

/// All targets as a table; nothing where there are none.
pub(super) fn targets(reading: &Reading<'_>) -> Markup {
    let all = &reading.kpi.targets;
    html! {
        @if !all.is_empty() {
            details {
                summary { (say("目标", "Targets")) " " span.count { (all.len()) } }
                div.scroll { table {
                    thead { tr {
                        th { (say("分组", "Group")) } th { (say("周期", "Interval")) } th.num { (say("数值", "Value")) }
                        th.num { (say("目标", "Target")) } th.num { (say("差距", "Gap")) } th { (say("状态", "Status")) }
                    } }
                    tbody { @for target in all {
                        tr {
                            td { @if target.keys.is_empty() { (say("全部", "all")) } @else { (both(|lang| targets::group(target, lang))) } }
                            td { @if let Some(at) = &target.at { (both(|lang| interval::label(at, &reading.kpi.grain, lang))) } }
                            td.num { (both(|lang| target.value.map_or_else(|| NONE.to_owned(), |value| reading.scale.show(value, lang)))) }
                            td.num { (both(|lang| targets::goal(reading, target, lang))) }
                            td.num { (both(|lang| targets::gap(reading, target, lang).unwrap_or_default())) }
                            td { span class=(class(target.status)) { (both(|lang| targets::status(target, lang))) } }
                        }
                    } }
                } }
            }
        }
    }
}

/// The colour of a status.
pub(super) fn class(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::Met) => "goal good",
        Some(Status::Near) => "goal near",
        Some(Status::Missed) => "goal bad",
        Some(Status::Unknown) | None => "goal",
    }
}
