//! What every part of the page needs.

use std::sync::Arc;

use aftersight_contract::manifest::{Manifest, Words};
use aftersight_pipeline::Results;
use aftersight_pipeline::results::Row;
use maud::{Markup, html};

use super::Manifests;
use super::both::{both, words};
use crate::show::change::{Change, Verdict};
use crate::show::format::NONE;
use crate::show::names;
use crate::show::reading::{Reading, missing};

/// A result, read once.
pub(super) struct Page<'a> {
    pub(super) results: &'a Results,
    pub(super) readings: Vec<Reading<'a>>,
    manifests: Manifests<'a>,
}

impl<'a> Page<'a> {
    pub(super) fn new(results: &'a Results, manifests: Manifests<'a>) -> Self {
        let readings = results.kpis.iter().map(Reading::new).collect();
        Self { results, readings, manifests }
    }

    /// The manifest of a plugin, where we have it.
    pub(super) fn manifest(&self, id: &str) -> Option<Arc<Manifest>> {
        (self.manifests)(id)
    }

    /// What a plugin is called: its title, else its id.
    pub(super) fn plugin(&self, id: &str) -> Words {
        self.manifest(id)
            .map_or_else(|| Words { zh: id.to_owned(), en: id.to_owned() }, |manifest| manifest.title.clone())
    }

    /// The KPI step of a name.
    pub(super) fn reading(&self, name: &str) -> Option<&Reading<'a>> {
        self.readings.iter().find(|reading| reading.kpi.name == name)
    }

    /// The place of a KPI's section.
    pub(super) fn anchor(&self, name: &str) -> Option<String> {
        self.readings.iter().position(|reading| reading.kpi.name == name).map(anchor)
    }

    /// The value of a row, or why there is none.
    pub(super) fn value(&self, reading: &Reading<'_>, row: &Row) -> Markup {
        let Some(code) = missing(row) else { return both(|lang| reading.value(row, lang)) };
        let manifest = self.manifest(&reading.kpi.plugin);
        let own = manifest.as_ref().and_then(|manifest| manifest.message(code));
        let reason =
            own.map_or_else(|| names::reason(code), |message| Words { zh: message.zh.clone(), en: message.en.clone() });
        html! { (NONE) " " span.why { (words(&reason)) } }
    }

    /// A change with its arrow and colour; `judged` adds the verdict in a word.
    pub(super) fn change(&self, reading: &Reading<'_>, change: &Change, judged: bool) -> Markup {
        let class = match change.verdict {
            Verdict::Better => "change good",
            Verdict::Worse => "change bad",
            Verdict::Steady | Verdict::Neutral => "change",
        };
        html! {
            span class=(class) {
                (change.arrow()) " " (both(|lang| change.text(&reading.scale, lang)))
                @if judged { " " (both(|lang| change.word(lang).to_owned())) }
            }
        }
    }
}

/// The id of the section of the KPI at a place. Names are data: they are no ids.
pub(super) fn anchor(place: usize) -> String {
    format!("kpi-{}", place + 1)
}
