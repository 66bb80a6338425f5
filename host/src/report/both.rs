//! Both languages from one source: a text is built once per language and written twice only where the two differ. The style
//! sheet hides the one that is not chosen.

use aftersight_contract::manifest::Words;
use maud::{Markup, html};

use crate::cli::Lang;
use crate::show::format::tame;

/// A text in both languages, without characters that would turn other text around.
pub(super) fn both(text: impl Fn(Lang) -> String) -> Markup {
    let (zh, en) = (text(Lang::Zh), text(Lang::En));
    html! {
        @if zh == en { (tame(&zh)) } @else { span lang="zh-CN" { (tame(&zh)) } span lang="en" { (tame(&en)) } }
    }
}

/// The same inside an SVG text.
pub(super) fn both_svg(text: impl Fn(Lang) -> String) -> Markup {
    let (zh, en) = (text(Lang::Zh), text(Lang::En));
    html! {
        @if zh == en { (tame(&zh)) } @else { tspan lang="zh-CN" { (tame(&zh)) } tspan lang="en" { (tame(&en)) } }
    }
}

/// A fixed text.
pub(super) fn say(zh: &'static str, en: &'static str) -> Markup {
    both(|lang| lang.pick(zh, en).to_owned())
}

/// A sentence out of a result.
pub(super) fn words(words: &Words) -> Markup {
    both(|lang| lang.of(words).to_owned())
}

/// A text of a manifest: a paragraph for each line, and what stands between backticks as code.
pub(super) fn prose(words: &Words) -> Markup {
    html! {
        @for lang in [Lang::Zh, Lang::En] {
            div lang=(lang.pick("zh-CN", "en")) {
                @for line in lang.of(words).lines().filter(|line| !line.trim().is_empty()) {
                    p { @for (place, part) in line.split('`').enumerate() {
                        @if place % 2 == 1 { code { (tame(part)) } } @else { (tame(part)) }
                    } }
                }
            }
        }
    }
}

/// Both languages in one line, for places where nothing can be hidden: tooltips and labels for screen readers.
pub(super) fn joined(text: impl Fn(Lang) -> String) -> String {
    let (zh, en) = (text(Lang::Zh), text(Lang::En));
    if zh == en { zh } else { format!("{zh} / {en}") }
}
