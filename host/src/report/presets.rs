//! Presets of a KPI side by side.

use maud::{Markup, html};

use super::both::{both, say, words};
use super::page::Page;
use crate::cli::Lang;
use crate::show::presets;

/// A table per KPI, and for each preset some of the rows that make the difference.
pub(super) fn presets(page: &Page<'_>) -> Markup {
    html! {
        @for of in &page.results.presets {
            section {
                h2 { (say("预设对比：", "Presets side by side: ")) (words(&of.title)) }
                p.note { (say(
                    "同一批数据按每种预设口径各算一次（全部时间合计）；各行与第一行比较，说明数据里哪些行因此多算或少算。",
                    "The same data by each definition, over all time; each line is compared with the first: which rows of the data count more, or no more.",
                )) }
                div.scroll { table {
                    thead { tr { @for (place, zh) in presets::header(Lang::Zh).into_iter().enumerate() {
                        th class=[(place > 0).then_some("num")] { (say(zh, presets::header(Lang::En)[place])) }
                    } } }
                    tbody { @for preset in &of.presets {
                        tr { @for place in 0..presets::header(Lang::Zh).len() {
                            td class=[(place > 0).then_some("num")] { (both(|lang| presets::line(of, preset, lang)[place].clone())) }
                        } }
                    } }
                } }
                @for preset in of.presets.iter().filter(|preset| !preset.examples.is_empty()) {
                    details {
                        summary { (words(&preset.title)) (say("：造成差异的行", ": rows that make the difference")) }
                        @if let Some(origin) = &preset.origin { p.note { (words(origin)) } }
                        ul { @for row in &preset.examples { li { (both(|lang| presets::example(row, lang))) } } }
                    }
                }
            }
        }
    }
}
