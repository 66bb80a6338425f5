//! Targets of KPIs and the figures of peers.

mod amount;
mod given;
mod judge;
mod peers;

use std::collections::BTreeMap;

use aftersight_contract::manifest::Manifest;

pub(crate) use given::{of_steps, of_table};
pub(crate) use judge::judge;
pub(crate) use peers::compare;

use amount::Amount;

/// A target that was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Target {
    /// The KPI step.
    on: String,
    amount: Amount,
    keys: BTreeMap<String, String>,
    /// The relative tolerance.
    near: f64,
    /// First and last day, `2025-01-01`.
    from: Option<String>,
    until: Option<String>,
}

/// What two spellings of a name have in common: no case, blanks, signs and no unit in brackets at the end.
fn plain(name: &str) -> String {
    let name = name.trim();
    let bare = match name.ends_with([')', '）']) {
        true => name.rfind(['(', '（']).map_or(name, |open| &name[..open]),
        false => name,
    };
    let bare = if bare.trim().is_empty() { name } else { bare };
    bare.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Does a file mean this KPI? It may name the step, the plugin or its title.
fn means(text: &str, step: &str, plugin: &str, manifest: &Manifest) -> bool {
    let wanted = plain(text);
    let titles = [manifest.title.zh.as_str(), manifest.title.en.as_str()];
    !wanted.is_empty()
        && [step, plugin, &manifest.short_name()].into_iter().chain(titles).any(|name| plain(name) == wanted)
}
