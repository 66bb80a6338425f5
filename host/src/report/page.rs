//! What every part of the page needs.

use std::sync::Arc;

use aftersight_contract::manifest::{Manifest, Words};
use aftersight_pipeline::Results;
use aftersight_pipeline::config::short;
use aftersight_pipeline::results::Row;
use maud::{Markup, html};

use super::Manifests;
use super::both::{both, words};
use crate::cli::Lang;
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

    /// What a KPI is called; of two that share a title each with its preset, else with its dimensions, else with the step's name.
    pub(super) fn title(&self, reading: &Reading<'_>) -> Words {
        let kpi = reading.kpi;
        let mut namesakes = self.readings.iter().map(|other| other.kpi).filter(|other| other.title == kpi.title);
        if namesakes.clone().count() < 2 {
            return kpi.title.clone();
        }
        let apart = namesakes.all(|other| other.name == kpi.name || other.preset != kpi.preset);
        let manifest = self.manifest(&kpi.plugin);
        let presets = manifest.as_ref().map_or(&[][..], |manifest| &manifest.presets);
        let preset = presets.iter().find(|preset| apart && Some(&preset.name) == kpi.preset.as_ref());
        if let Some(preset) = preset {
            return within(&kpi.title, &preset.title.zh, &preset.title.en);
        }
        let mut others = self.readings.iter().map(|other| other.kpi).filter(|other| other.title == kpi.title);
        if !kpi.by.is_empty() && others.all(|other| other.name == kpi.name || other.by != kpi.by) {
            let by = |lang| kpi.by.iter().map(|name| names::name(name, lang)).collect::<Vec<_>>();
            let (zh, en) = (by(Lang::Zh).join("、"), by(Lang::En).join(", "));
            return within(&kpi.title, &format!("按{zh}"), &format!("by {en}"));
        }
        within(&kpi.title, &kpi.name, &kpi.name)
    }

    /// The same where the step's name does not stand beside it: a name that the user chose says more than the plugin's title.
    pub(super) fn full_title(&self, reading: &Reading<'_>) -> Words {
        let (kpi, title) = (reading.kpi, self.title(reading));
        let own = kpi.name != short(&kpi.plugin) && title == kpi.title;
        if own { within(&title, &kpi.name, &kpi.name) } else { title }
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

fn within(title: &Words, zh: &str, en: &str) -> Words {
    Words { zh: format!("{} · {zh}", title.zh), en: format!("{} · {en}", title.en) }
}

/// The id of the section of the KPI at a place. Names are data: they are no ids.
pub(super) fn anchor(place: usize) -> String {
    format!("kpi-{}", place + 1)
}
