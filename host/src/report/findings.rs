//! Findings, ranked, with who must act and on what evidence.

use aftersight_contract::Severity;
use aftersight_contract::manifest::Unit;
use aftersight_pipeline::results::{FindingResult, Row};
use maud::{Markup, html};

use super::both::{both, say, words};
use super::chart::spark;
use super::page::Page;
use crate::cli::Lang;
use crate::show::format::{self, Scale};
use crate::show::names;
use crate::show::reading::Reading;

/// Findings shown open, shown at all, and rows of evidence; `results.json` holds the rest.
const OPEN: usize = 20;
const MOST: usize = 200;
const EVIDENCE: usize = 12;

/// The list; worst first, as the result has them.
pub(super) fn findings(page: &Page<'_>) -> Markup {
    let all = &page.results.findings;
    let shown = &all[..all.len().min(MOST)];
    let (open, folded) = shown.split_at(shown.len().min(OPEN));
    html! {
        section {
            h2 { (say("发现", "Findings")) " " span.count { (all.len()) } }
            @if all.is_empty() { p.note { (say("没有发现异常。", "Nothing unusual was found.")) } }
            ol.findings { @for finding in open { (item(page, finding)) } }
            @if !folded.is_empty() {
                details {
                    summary { (both(|lang| format!("{} {} {}", lang.pick("另有", "Show"), folded.len(), lang.pick("条发现", "more")))) }
                    ol.findings start=(OPEN + 1) { @for finding in folded { (item(page, finding)) } }
                }
            }
            @if all.len() > MOST {
                p.note { (both(|lang| format!("{} {} {}", lang.pick("其余", "A further"), all.len() - MOST, lang.pick("条见 results.json", "are in results.json")))) }
            }
        }
    }
}

fn item(page: &Page<'_>, finding: &FindingResult) -> Markup {
    let reading = finding.on.as_ref().and_then(|name| page.reading(name));
    let class = match finding.severity {
        Severity::Critical => "critical",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    html! {
        li class=(class) {
            div.what {
                span class={ "badge " (class) } { (both(|lang| names::severity(finding.severity, lang).to_owned())) }
                @if let Some(route) = &finding.route { span.badge.team { (both(|lang| names::team(route, lang))) } }
                span.sentence { (words(&finding.message)) }
            }
            dl.facts {
                @if let Some(on) = &finding.on {
                    div { dt { (say("指标", "KPI")) } dd {
                        @match (page.anchor(on), reading) {
                            (Some(anchor), Some(reading)) => a href={ "#" (anchor) } { (words(&page.full_title(reading))) },
                            _ => (on),
                        }
                    } }
                }
                @if let (Some(at), Some(reading)) = (&finding.at, reading) {
                    @let row = Row { at: Some(at.clone()), ..Row::default() };
                    div { dt { (say("周期", "Interval")) } dd { (both(|lang| reading.interval(&row, lang))) } }
                }
                @for (name, key) in &finding.keys {
                    div { dt { (both(|lang| names::name(name, lang))) } dd { (both(|lang| names::key(name, key, lang))) } }
                }
                (figures(finding, reading))
                div { dt { (say("规则", "Rule")) } dd { (words(&page.plugin(&finding.plugin))) } }
            }
            @if let Some(reading) = reading { (trend(page, reading, finding)) }
            @if let (Some(reading), false) = (reading, finding.evidence.is_empty()) { (evidence(page, reading, &finding.evidence)) }
        }
    }
}

/// The trend of the finding's group, with the intervals that were found.
fn trend(page: &Page<'_>, reading: &Reading<'_>, finding: &FindingResult) -> Markup {
    let rows: Vec<&Row> = reading.kpi.rows.iter().filter(|row| row.at.is_some() && row.keys == finding.keys).collect();
    let end =
        |row: Option<&&Row>| html! { @if let Some(row) = row { span { (both(|lang| reading.interval(row, lang))) } } };
    html! {
        @if rows.len() > 2 { div.course { (end(rows.first())) (spark(reading, &rows, &page.results.findings)) (end(rows.last())) } }
    }
}

/// Seen, expected, cost in the KPI's unit, and how sure it is.
fn figures(finding: &FindingResult, reading: Option<&Reading<'_>>) -> Markup {
    let own = Scale::new(Unit::Ratio, None, 0.0);
    let scale = reading.map_or(&own, |reading| &reading.scale);
    let number = |name: &str| finding.figures.get(name).and_then(serde_json::Value::as_f64);
    html! {
        @if let Some(value) = number("value") { div { dt { (say("实际", "Seen")) } dd { (both(|lang| scale.show(value, lang))) } } }
        @if let Some(expected) = number("expected") {
            div { dt { (say("预期", "Expected")) } dd {
                (both(|lang| scale.show(expected, lang)))
                @if let (Some(low), Some(high)) = (number("low"), number("high")) { " [" (both(|lang| scale.range(expected, low, high, lang))) "]" }
            } }
        }
        @if let Some(impact) = number("impact") { div { dt { (say("影响", "Impact")) } dd { (both(|lang| cost(scale, impact, lang))) } } }
        @if let Some(sure) = number("confidence") {
            // Rounded down: nothing is 100 % sure.
            @let sure = (sure * 1000.0).floor() / 1000.0;
            div { dt { (say("置信度", "Confidence")) } dd { (both(|lang| Scale::new(Unit::Fraction, None, 0.0).show(sure, lang))) } }
        }
    }
}

/// What the difference comes to: in the KPI's unit, or as a number of what a rate counts.
fn cost(scale: &Scale, impact: f64, lang: Lang) -> String {
    if scale.unit() != Unit::Fraction {
        return scale.show(impact, lang);
    }
    let size = impact.abs();
    let fine = size < 10.0 && (size - size.round()).abs() > 0.05;
    let size = format::number(size, usize::from(fine));
    match (impact < 0.0, lang) {
        (false, Lang::Zh) => format!("比预期多 {size} 件"),
        (true, Lang::Zh) => format!("比预期少 {size} 件"),
        (false, Lang::En) => format!("{size} more than expected"),
        (true, Lang::En) => format!("{size} fewer than expected"),
    }
}

fn evidence(page: &Page<'_>, reading: &Reading<'_>, rows: &[Row]) -> Markup {
    html! {
        details {
            summary { (say("证据", "Evidence")) " " span.count { (rows.len()) } }
            div.scroll { table {
                thead { tr {
                    th { (say("周期", "Interval")) }
                    th { (say("分组", "Group")) }
                    th.num { (say("数值", "Value")) }
                    th.num { (say("95% 区间", "95% interval")) }
                    th.num { "n" }
                } }
                tbody { @for row in rows.iter().take(EVIDENCE) { tr {
                    td { (both(|lang| reading.interval(row, lang))) }
                    td { (both(|lang| reading.keys(row, lang))) }
                    td.num { (page.value(reading, row)) }
                    td.num { (both(|lang| reading.range(row, lang).unwrap_or_default())) }
                    td.num { (reading.weight(row).unwrap_or_default()) }
                } } }
            } }
            @if rows.len() > EVIDENCE { p.note { (say("其余见 results.json", "the rest is in results.json")) } }
        }
    }
}
