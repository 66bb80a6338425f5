//! The report as one HTML file: no script, no network, no font of its own. It works from disk, on paper, in the dark, on a
//! phone, and holds both languages; two radio buttons and the style sheet switch between them.

mod axis;
mod bars;
mod both;
mod cards;
mod chart;
mod cleaners;
mod findings;
mod head;
mod insights;
mod kpi;
mod page;
mod presets;
mod quality;
mod reading;
mod targets;
mod thin;

use std::sync::Arc;

use aftersight_contract::manifest::Manifest;
use aftersight_pipeline::Results;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use self::both::say;
use self::page::Page;
use crate::cli::Lang;

/// The manifest of a plugin's id, where the plugin is there.
pub(crate) type Manifests<'a> = &'a dyn Fn(&str) -> Option<Arc<Manifest>>;

const STYLE: &str = include_str!("style.css");

/// The report, opened in a language. `manifests` knows what stands beyond the result: definitions, names of rules and
/// parameters, reasons.
pub(crate) fn html(results: &Results, lang: Lang, manifests: Manifests<'_>) -> String {
    let page = Page::new(results, manifests);
    document(&page, lang).into_string()
}

fn document(page: &Page<'_>, lang: Lang) -> Markup {
    let zh = lang == Lang::Zh;
    html! {
        (DOCTYPE)
        html lang=(lang.pick("zh-CN", "en")) {
            head {
                meta charset="utf-8";
                // Nothing may be loaded and nothing may run; only our own style sheet counts, by its hash.
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (lang.pick("售后分析报告", "After-sales report")) " · " (page.results.as_of.get(..10).unwrap_or_default()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                input #zh .choice type="radio" name="lang" checked[zh] aria-label="中文";
                input #en .choice type="radio" name="lang" checked[!zh] aria-label="English";
                div #page {
                    (head::head(page))
                    main {
                        (head::failures(page))
                        (head::summary(page))
                        (cards::cards(page))
                        (findings::findings(page))
                        (presets::presets(page))
                        (kpi::sections(page))
                        (insights::insights(page))
                        (quality::quality(page))
                        (quality::links(page))
                        (quality::skipped(page))
                    }
                    footer { (say(
                        "由 Aftersight 生成。每个指标的插件哈希、参数和口径列在其“口径与出处”中；机器可读的全部结果见 results.json。",
                        "Made by Aftersight. Each KPI's plugin hash, parameters and definition stand under “Definition and origin”; results.json holds everything for machines.",
                    )) }
                }
            }
        }
    }
}

fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

#[cfg(test)]
mod tests;
