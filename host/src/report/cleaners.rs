//! The rules of cleaning with every parameter as used: who has the files and this list can do it again.

use aftersight_pipeline::results::CleanerResult;
use maud::{Markup, html};

use super::both::{both, say, words};
use super::kpi::parameter;
use super::page::Page;
use crate::show::{cleaners, parameters};

pub(super) fn rules(page: &Page<'_>) -> Markup {
    let rules = &page.results.cleaners;
    html! {
        @if !rules.is_empty() {
            details {
                summary { (say("清洗规则与参数", "Rules of cleaning and their parameters")) " " span.count { (rules.len()) } }
                div.scroll { table.rules {
                    thead { tr {
                        th { (say("规则", "Rule")) }
                        th { (say("表", "Tables")) }
                        th { (say("参数（含默认值）", "Parameters, defaults too")) }
                    } }
                    tbody { @for rule in rules { (line(page, rule)) } }
                } }
            }
        }
    }
}

fn line(page: &Page<'_>, rule: &CleanerResult) -> Markup {
    let manifest = page.manifest(&rule.plugin);
    let manifest = manifest.as_deref();
    html! {
        tr {
            td {
                (words(&rule.title)) br;
                code title={ "sha256 " (rule.sha256) } { (rule.plugin) } " " (rule.version)
            }
            td { (both(|lang| cleaners::place(rule, lang))) }
            td { dl.pairs { @for (name, value) in &rule.params {
                dt { (parameter(manifest, name)) }
                dd { (both(|lang| parameters::value(manifest, name, value, lang))) }
            } } }
        }
    }
}
