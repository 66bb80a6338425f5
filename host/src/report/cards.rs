//! The KPIs at a glance.

use aftersight_contract::Severity;
use aftersight_pipeline::results::Row;
use maud::{Markup, html};

use super::both::{both, say, words};
use super::chart::spark;
use super::page::{Page, anchor};
use crate::show::reading::Reading;

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
            @if row.at.is_some() {
                span.total { (say("全部时间", "All time")) " " (page.value(reading, &reading.kpi.total)) }
            }
        }
    }
}
