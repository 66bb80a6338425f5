//! Title, facts, failures, summary.

use maud::{Markup, html};

use super::both::{both, say, words};
use super::page::Page;
use crate::cli::Lang;
use crate::show::{format, interval, summary};

/// Title, language switch, and what the reader must know of the data.
pub(super) fn head(page: &Page<'_>) -> Markup {
    let results = page.results;
    let rows: u64 = results.inputs.iter().map(|input| input.rows).sum();
    html! {
        header {
            div.title {
                h1 { (say("售后分析报告", "After-sales report")) }
                nav.switch aria-label="语言 / Language" { label for="zh" { "中文" } label for="en" { "English" } }
            }
            dl.facts {
                div { dt { (say("数据截至", "As of")) } dd { (interval::moment(&results.as_of)) } }
                div { dt { (say("时区", "Time zone")) } dd { (results.timezone) } }
                @if summary::freshness(results, Lang::En).is_some() {
                    div { dt { (say("时效", "Freshness")) } dd { (both(|lang| summary::freshness(results, lang).unwrap_or_default())) } }
                }
                @if summary::covered(results, Lang::En).is_some() {
                    div { dt { (say("覆盖周期", "Covers")) } dd { (both(|lang| summary::covered(results, lang).unwrap_or_default())) } }
                }
                div { dt { (say("输入", "Inputs")) } dd { (both(|lang| inputs(results.inputs.len(), rows, lang))) } }
            }
        }
    }
}

fn inputs(files: usize, rows: u64, lang: Lang) -> String {
    let rows = format::count(rows);
    match lang {
        Lang::Zh => format!("{files} 个，{rows} 行"),
        Lang::En => format!("{files} with {rows} rows"),
    }
}

/// What failed and what that cost, before anything else.
pub(super) fn failures(page: &Page<'_>) -> Markup {
    html! {
        @if !page.results.failures.is_empty() {
            section.failures role="alert" {
                h2 { (say("有插件失败：以下结果不完整", "Plugins failed: what follows is incomplete")) }
                ul { @for failure in &page.results.failures {
                    li {
                        strong { (words(&page.plugin(&failure.plugin))) } " " code { (failure.step) } ": "
                        (words(&failure.message)) " — " (words(&failure.consequence))
                    }
                } }
            }
        }
    }
}

/// The run in a few sentences, the worst findings in their own words.
pub(super) fn summary(page: &Page<'_>) -> Markup {
    let results = page.results;
    let worst: Vec<_> = results
        .findings
        .iter()
        .filter(|finding| finding.severity > aftersight_contract::Severity::Info)
        .take(3)
        .collect();
    html! {
        section.summary {
            p {
                (both(|lang| {
                    let gap = lang.pick("", " ");
                    let kpis = if results.kpis.is_empty() { String::new() } else { format!("{}{gap}", summary::kpis(results, lang)) };
                    format!("{kpis}{}{gap}{}", summary::findings(results, lang), summary::data(results, lang))
                }))
            }
            @if !worst.is_empty() { ul { @for finding in worst { li { (words(&finding.message)) } } } }
        }
    }
}
