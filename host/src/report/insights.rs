//! Tables that insights made.

use maud::{Markup, html};
use serde_json::Value;

use super::both::{both, say, words};
use super::page::Page;
use crate::cli::Lang;
use crate::show::format::{NONE, plain};
use crate::show::names;

/// Rows shown per table; `results.json` holds the rest.
const MOST: usize = 50;

/// One table per insight.
pub(super) fn insights(page: &Page<'_>) -> Markup {
    html! {
        @if !page.results.insights.is_empty() {
            section {
                h2 { (say("洞察", "Insights")) }
                @for insight in &page.results.insights {
                    h3 { (words(&insight.title)) " " code { (insight.name) } }
                    div.scroll { table {
                        thead { tr { @for (place, name) in insight.columns.iter().enumerate() {
                            th class=[numeric(&insight.rows, place)] { (both(|lang| names::name(name, lang))) }
                        } } }
                        tbody { @for row in insight.rows.iter().take(MOST) {
                            tr { @for (place, value) in row.iter().enumerate() {
                                td class=[numeric(&insight.rows, place)] { (cell(insight.columns.get(place), value)) }
                            } }
                        } }
                    } }
                    @if insight.rows.len() > MOST { p.note { (say("其余行见 results.json", "the other rows are in results.json")) } }
                }
            }
        }
    }
}

fn numeric(rows: &[Vec<Value>], place: usize) -> Option<&'static str> {
    rows.iter().any(|row| row.get(place).is_some_and(Value::is_number)).then_some("num")
}

fn cell(column: Option<&String>, value: &Value) -> Markup {
    let name = column.map(String::as_str).unwrap_or_default();
    both(|lang: Lang| match value {
        Value::Null => NONE.to_owned(),
        Value::Bool(value) => names::yes(*value, lang).to_owned(),
        Value::Number(number) => number.as_f64().map_or_else(|| NONE.to_owned(), plain),
        Value::String(text) => names::key(name, text, lang),
        other => other.to_string(),
    })
}
