//! The KPIs at a glance.

use aftersight_contract::Severity;
use aftersight_pipeline::results::{Row, Status, TargetResult};
use maud::{Markup, html};

use super::both::{both, say, words};
use super::chart::spark;
use super::page::{Page, anchor};
use super::targets::class;
use crate::cli::Lang;
use crate::show::format::tame;
use crate::show::reading::Reading;
use crate::show::targets;

/// One card per KPI, in the order of the pipeline file.
pub(super) fn cards(page: &Page<'_>) -> Markup {
    html! {
        @if !page.readings.is_empty() {
            section {
                h2 { (say("指标一览", "KPIs at a glance")) }
                div.cards { @for (place, reading) in page.readings.iter().enumerate() { (card(page, reading, place)) } }
            }
        }
    }
}

fn card(page: &Page<'_>, reading: &Reading<'_>, place: usize) -> Markup {
    let row = reading.headline();
    let trend: Vec<&Row> = reading.trend.iter().collect();
    let findings = page.results.findings.iter().filter(|finding| finding.on.as_ref() == Some(&reading.kpi.name));
    let alarms = findings.clone().filter(|finding| finding.severity > Severity::Info).count();
    let worst = findings.map(|finding| finding.severity).max();
    html! {
        a.card href={ "#" (anchor(place)) } {
            span.name {
                (words(&page.full_title(reading)))
                @if alarms > 0 {
                    span class=(if worst == Some(Severity::Critical) { "badge critical" } else { "badge warning" }) { (both(|lang| format!("{alarms}{}", lang.pick(" 项预警", if alarms == 1 { " alert" } else { " alerts" })))) }
                }
            }
            span.figure { (page.value(reading, row)) }
            span.when { (both(|lang| reading.interval(row, lang))) @if reading.parts { " · " (both(|lang| reading.keys(row, lang))) } }
            span.moved { @if let Some(change) = reading.change() { (page.change(reading, &change, true)) } }
            (spark(reading, &trend, &page.results.findings))
            @if let Some(target) = kpi_target(reading) { (line(reading, target)) }
            @if let Some((met, all)) = groups(reading) {
                span.goal { (both(|lang| match lang {
                    Lang::Zh => format!("{all} 个分组中 {met} 个达成目标"),
                    Lang::En => format!("{met} of {all} groups meet their target"),
                })) }
            }
            @for peer in &reading.kpi.peers { span.peer title=(tame(&peer.source)) { (both(|lang| targets::peer(reading, peer, lang))) } }
            @if row.at.is_some() {
                span.total { (say("全部时间", "All time")) " " (page.value(reading, &reading.kpi.total)) }
            }
        }
    }
}

/// The target for everything.
fn kpi_target<'a>(reading: &Reading<'a>) -> Option<&'a TargetResult> {
    reading.kpi.targets.iter().find(|target| target.keys.is_empty())
}

/// The target, what became of it, and by how much.
fn line(reading: &Reading<'_>, target: &TargetResult) -> Markup {
    html! {
        span class=(class(target.status)) {
            (both(|lang| {
                let goal = format!("{} {}", lang.pick("目标", "Target"), targets::goal(reading, target, lang));
                let parts = [goal, targets::status(target, lang), targets::gap(reading, target, lang).unwrap_or_default()];
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
            }))
        }
    }
}

/// How many of the groups with a target meet it.
fn groups(reading: &Reading<'_>) -> Option<(usize, usize)> {
    let all: Vec<_> =
        reading.kpi.targets.iter().filter(|target| !target.keys.is_empty() && target.status.is_some()).collect();
    let met = all.iter().filter(|target| target.status == Some(Status::Met)).count();
    (!all.is_empty()).then_some((met, all.len()))
}
