//! One section per KPI: trend, breakdown, table, definition.

use std::collections::BTreeSet;

use aftersight_contract::manifest::{Direction, Manifest, TimeBasis};
use aftersight_pipeline::results::Row;
use maud::{Markup, html};

use super::bars::bars;
use super::both::{both, prose, say, words};
use super::chart::trend;
use super::page::{Page, anchor};
use super::thin;
use crate::cli::Lang;
use crate::show::reading::Reading;
use crate::show::{names, parameters};

/// All sections.
pub(super) fn sections(page: &Page<'_>) -> Markup {
    html! {
        @if !page.readings.is_empty() { h2 { (say("各项指标", "KPIs in detail")) } }
        div.kpis { @for (place, reading) in page.readings.iter().enumerate() {
            section id=(anchor(place)) class=(if reading.kpi.groups.is_empty() { "kpi" } else { "kpi wide" }) {
                h3 { (words(&page.title(reading))) " " code { (reading.kpi.name) } }
                (line(page, reading))
                div class=(if reading.kpi.groups.is_empty() || reading.trend.is_empty() { "parts" } else { "parts two" }) {
                    @if !reading.trend.is_empty() { div { (trend(reading, &page.results.findings)) } }
                    @if !reading.kpi.groups.is_empty() { div { (bars(page, reading)) } }
                }
                @if !reading.trend.is_empty() { (table(page, reading)) }
                (super::targets::targets(reading))
                (definition(page, reading))
            }
        } }
    }
}

/// The headline with all that qualifies it.
fn line(page: &Page<'_>, reading: &Reading<'_>) -> Markup {
    let row = reading.headline();
    html! {
        p.line {
            (both(|lang| reading.interval(row, lang))) @if reading.parts { " · " (both(|lang| reading.keys(row, lang))) } " " strong { (page.value(reading, row)) }
            @if reading.range(row, Lang::En).is_some() { " [" (both(|lang| reading.range(row, lang).unwrap_or_default())) "]" }
            @if let Some(change) = reading.change() { " · " (say("较上期", "vs previous")) " " (page.change(reading, &change, true)) }
            @if row.at.is_some() { " · " (say("全部时间", "all time")) " " (page.value(reading, &reading.kpi.total)) }
        }
    }
}

/// Fields that stand first, and those that have a place of their own.
const FIRST: [&str; 6] = ["numerator", "denominator", "n", "mean", "p50", "p90"];
const ELSEWHERE: [&str; 5] = ["value", "low", "high", "reason", "currency"];

/// The newest intervals as a table, newest first.
fn table(page: &Page<'_>, reading: &Reading<'_>) -> Markup {
    let rows = &reading.trend[reading.trend.len().saturating_sub(thin::MOST)..];
    let present: BTreeSet<&str> = rows.iter().flat_map(|row| row.fields.keys().map(String::as_str)).collect();
    let rest = present.iter().copied().filter(|name| !FIRST.contains(name) && !ELSEWHERE.contains(name));
    let columns: Vec<&str> = FIRST.into_iter().filter(|name| present.contains(name)).chain(rest).collect();
    let ranged = present.contains("low") && present.contains("high");
    html! {
        details {
            summary { (say("数据表", "Table")) " " span.count { (reading.trend.len()) } }
            div.scroll { table {
                thead { tr {
                    th { (say("周期", "Interval")) }
                    th.num { (say("数值", "Value")) }
                    @if ranged { th.num { (say("95% 区间", "95% interval")) } }
                    @for name in &columns { th.num { (both(|lang| names::name(name, lang))) } }
                } }
                tbody { @for row in rows.iter().rev() { (record(page, reading, row, &columns, ranged)) } }
            } }
            @if rows.len() < reading.trend.len() { p.note { (say("更早的周期见 results.json", "earlier intervals are in results.json")) } }
        }
    }
}

fn record(page: &Page<'_>, reading: &Reading<'_>, row: &Row, columns: &[&str], ranged: bool) -> Markup {
    html! {
        tr {
            td { (both(|lang| reading.interval(row, lang))) @if !row.closed { " " span.badge { (say("未结束", "not over")) } } }
            td.num { (page.value(reading, row)) }
            @if ranged { td.num { (both(|lang| reading.range(row, lang).unwrap_or_default())) } }
            @for name in columns { td.num { (both(|lang| reading.field(row, name, lang))) } }
        }
    }
}

/// What exactly was measured, by which plugin, with which parameters.
fn definition(page: &Page<'_>, reading: &Reading<'_>) -> Markup {
    let kpi = reading.kpi;
    let manifest = page.manifest(&kpi.plugin);
    let facts = manifest.as_ref().and_then(|manifest| manifest.kpi.as_ref());
    html! {
        details.definition {
            summary { (say("口径与出处", "Definition and origin")) }
            @if let Some(manifest) = &manifest { (prose(&manifest.summary)) @if let Some(notes) = &manifest.notes { (prose(notes)) } }
            dl.pairs {
                @if let Some(facts) = facts {
                    dt { (say("分子", "Numerator")) } dd { (words(&facts.numerator)) }
                    @if let Some(denominator) = &facts.denominator { dt { (say("分母", "Denominator")) } dd { (words(denominator)) } }
                }
                dt { (say("方向", "Direction")) } dd { (direction(kpi.direction)) }
                dt { (say("归期", "Time basis")) } dd { (basis(kpi.time_basis)) " · " (both(|lang| names::grain(&kpi.grain, lang))) }
                @if let Some(preset) = &kpi.preset { dt { (say("预设口径", "Preset")) } dd { (named(manifest.as_deref(), preset)) } }
                @for (name, value) in &kpi.params {
                    dt { (parameter(manifest.as_deref(), name)) } dd { (both(|lang| parameters::value(manifest.as_deref(), name, value, lang))) }
                }
                dt { (say("插件", "Plugin")) } dd { code { (kpi.plugin) } " " (kpi.version) " · sha256 " code title=(kpi.sha256) { (kpi.sha256.get(..12).unwrap_or(&kpi.sha256)) } }
            }
        }
    }
}

fn direction(direction: Direction) -> Markup {
    match direction {
        Direction::Higher => say("越高越好", "higher is better"),
        Direction::Lower => say("越低越好", "lower is better"),
        Direction::None => say("无好坏之分", "neither is better"),
    }
}

fn basis(basis: TimeBasis) -> Markup {
    match basis {
        TimeBasis::Event => say("按事件发生时间", "by the moment of the event"),
        TimeBasis::OrderCohort => say("按所属订单的时间", "by the moment of the order"),
        TimeBasis::Snapshot => say("按周期末快照", "as it stands at the end of the interval"),
    }
}

fn named(manifest: Option<&Manifest>, preset: &str) -> Markup {
    let known = manifest.and_then(|manifest| manifest.presets.iter().find(|known| known.name == preset));
    html! {
        @if let Some(known) = known { (words(&known.title)) " " } code { (preset) }
        @if let Some(origin) = known.and_then(|known| known.origin.as_ref()) { " — " (words(origin)) }
    }
}

/// What a parameter is called.
pub(super) fn parameter(manifest: Option<&Manifest>, name: &str) -> Markup {
    match manifest.and_then(|manifest| manifest.parameter(name)) {
        Some(parameter) => words(&parameter.title),
        None => html! { code { (name) } },
    }
}
