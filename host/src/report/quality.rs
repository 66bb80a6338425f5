//! The data's account: where every row went and what was changed; how tables found each other; what was not computed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use aftersight_contract::Action;
use aftersight_pipeline::results::{InputResult, QualityResult};
use maud::{Markup, html};

use super::both::{both, say, words};
use super::chart::percent;
use super::cleaners;
use super::page::Page;
use super::reading;
use crate::show::format::{NONE, count, share, tame};
use crate::show::{names, summary};

/// Remarks shown per source; `results.json` holds the rest.
const MOST: usize = 60;

/// Inputs, then remarks per source.
pub(super) fn quality(page: &Page<'_>) -> Markup {
    let mut sources: BTreeMap<(&str, &str), Vec<&QualityResult>> = BTreeMap::new();
    for remark in &page.results.quality {
        sources.entry((&remark.source, &remark.table)).or_default().push(remark);
    }
    html! {
        section {
            h2 { (say("数据质量", "Data quality")) }
            div.scroll { table.inputs {
                thead { tr {
                    th { (say("文件", "File")) }
                    th { (say("表", "Table")) }
                    th { (say("识别为", "Profile")) }
                    th.num { (say("行数", "Rows")) }
                    th.num { (say("采用", "Accepted")) }
                    th.num { (say("采用率", "Share")) }
                    th.num { (say("其中修复", "of which fixed")) }
                    th.num { (say("其中存疑", "of which flagged")) }
                    th.num { (say("隔离", "Quarantined")) }
                    th.num { (say("排除", "Excluded")) }
                    th.num { (say("非数据行", "Not data")) }
                } }
                tbody { @for input in &page.results.inputs { (account(input)) } }
            } }
            (reading::remarks(&page.results.inputs))
            @for ((source, table), remarks) in sources { (remarked(page, source, table, remarks)) }
            (cleaners::rules(page))
        }
    }
}

fn account(input: &InputResult) -> Markup {
    html! {
        tr {
            th scope="row" title={ "sha256 " (input.sha256) } { (tame(&input.name)) }
            td { (both(|lang| names::name(&input.table, lang))) }
            td title=(input.profile) { (both(|lang| summary::profile(input, lang))) }
            td.num { (count(input.rows)) }
            td.num { (count(input.accepted)) }
            td.num { (share(input.accepted, input.rows)) }
            td.num { (count(input.fixed)) }
            td.num { (count(input.flagged)) }
            td.num { @if input.quarantined > 0 { strong.warn { (count(input.quarantined)) } } @else { "0" } }
            td.num { (count(input.excluded)) }
            td.num { (count(input.not_rows)) }
        }
    }
}

/// What was done to a source; rows that were lost to the analysis come first.
fn remarked(page: &Page<'_>, source: &str, table: &str, mut remarks: Vec<&QualityResult>) -> Markup {
    remarks.sort_by_key(|remark| (rank(remark.action), Reverse(remark.cells)));
    let cells: u64 = remarks.iter().map(|remark| remark.cells).sum();
    html! {
        details {
            summary { (tame(source)) " · " (both(|lang| names::name(table, lang))) " " span.count { (count(cells)) " " (say("个单元格", "cells")) } }
            div.scroll { table.remarks {
                thead { tr {
                    th { (say("处理", "Done")) }
                    th { (say("规则", "Rule")) }
                    th { (say("列", "Column")) }
                    th { (say("原因", "Reason")) }
                    th.num { (say("单元格", "Cells")) }
                    th { (say("例（行号：之前 → 之后）", "Examples (row: before → after)")) }
                } }
                tbody { @for remark in remarks.iter().take(MOST) {
                    tr {
                        td { span class={ "badge " (class(remark.action)) } { (both(|lang| names::action(remark.action, lang).to_owned())) } }
                        td { (words(&page.plugin(&remark.rule))) }
                        td { (both(|lang| names::name(&remark.column, lang))) }
                        td { (words(&remark.reason)) }
                        td.num { (count(remark.cells)) }
                        td.examples { @for example in remark.examples.iter().take(3) {
                            div {
                                span.row { (example.row) ": " }
                                del { (tame(&example.before)) } " → "
                                @match &example.after { Some(after) => ins { (tame(after)) }, None => span.row { "∅" } }
                            }
                        } }
                    }
                } }
            } }
            @if remarks.len() > MOST { p.note { (say("其余见 results.json", "the rest is in results.json")) } }
        }
    }
}

fn rank(action: Action) -> u8 {
    match action {
        Action::Quarantine => 0,
        Action::Exclude => 1,
        Action::Flag => 2,
        Action::Fix => 3,
    }
}

fn class(action: Action) -> &'static str {
    match action {
        Action::Quarantine => "critical",
        Action::Exclude | Action::Flag => "warning",
        Action::Fix => "info",
    }
}

/// How many rows found their partner.
pub(super) fn links(page: &Page<'_>) -> Markup {
    html! {
        @if !page.results.links.is_empty() {
            section {
                h2 { (say("表间关联", "Links between tables")) }
                div.scroll { table.links {
                    thead { tr {
                        th { (say("从", "From")) }
                        th { (say("到", "To")) }
                        th { (say("依据", "On")) }
                        th.num { (say("行数", "Rows")) }
                        th.num { (say("匹配", "Matched")) }
                        th.num { (say("匹配率", "Rate")) }
                        th.num { (say("晚到", "Late")) }
                        th.num { (say("等待", "Waiting")) }
                        th.num { (say("无主", "Orphans")) }
                        th {}
                    } }
                    tbody { @for link in &page.results.links {
                        @let rate = if link.rows == 0 { 0.0 } else { link.matched as f64 / link.rows as f64 };
                        tr {
                            td { (both(|lang| names::name(&link.from, lang))) }
                            td { (both(|lang| names::name(&link.to, lang))) }
                            td { (both(|lang| link.on.iter().map(|column| names::name(column, lang)).collect::<Vec<_>>().join(" + "))) }
                            td.num { (count(link.rows)) }
                            td.num { (count(link.matched)) }
                            td.num { (share(link.matched, link.rows)) }
                            td.num { @match link.late { Some(late) => (count(late)), None => (NONE) } }
                            td.num { (count(link.waiting)) }
                            td.num { (count(link.orphans)) }
                            td.bar { svg aria-hidden="true" width="100%" height="12" {
                                rect.track width="100%" height="8" y="2" {}
                                rect.bar width=(percent(rate)) height="8" y="2" {}
                            } }
                        }
                    } }
                } }
                @for link in page.results.links.iter().filter(|link| summary::unsettled(link)) {
                    p.note { (both(|lang| summary::link(link, lang))) }
                }
            }
        }
    }
}

/// KPIs whose inputs were not there, and tables that were withheld.
pub(super) fn skipped(page: &Page<'_>) -> Markup {
    let withheld: Vec<_> = page.results.tables.iter().filter(|table| table.withheld).collect();
    html! {
        @if !withheld.is_empty() {
            section.failures {
                h2 { (say("被扣下的表", "Withheld tables")) }
                p { (say("必需的清洗规则失败，这些表没有进入任何结果：", "A mandatory cleaning rule failed, so these tables are in no result:")) " "
                    (both(|lang| withheld.iter().map(|table| names::name(&table.name, lang)).collect::<Vec<_>>().join(lang.pick("、", ", ")))) }
            }
        }
        @if !page.results.skipped.is_empty() {
            section {
                h2 { (say("未计算的指标", "KPIs not computed")) " " span.count { (page.results.skipped.len()) } }
                details {
                    summary { (say("缺少的输入", "Inputs they lack")) }
                    ul { @for skipped in &page.results.skipped {
                        li { (words(&page.plugin(&skipped.plugin))) ": "
                            @for (place, missing) in skipped.missing.iter().enumerate() { @if place > 0 { ", " } code { (missing) } }
                            @if skipped.reason.is_some() { " — " (say("清洗插件失败", "a cleaning plugin failed")) } }
                    } }
                }
            }
        }
    }
}
