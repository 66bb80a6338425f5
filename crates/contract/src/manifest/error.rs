//! What a manifest can get wrong beyond its syntax.

use std::collections::BTreeSet;

use super::{Manifest, PluginKind, params};

/// What is wrong with a manifest, where, and the cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestError(pub String);

impl std::fmt::Display for ManifestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ManifestError {}

/// The most bytes of state that a group may take.
const MAX_STATE_BYTES: u32 = 16 * 1024;

impl Manifest {
    pub(super) fn validate(&self) -> Result<(), ManifestError> {
        let fail = |what: String| Err(ManifestError(what));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !self.id.starts_with(self.kind.prefix()) || !self.id.chars().all(plain) || self.id.len() > 64 {
            let prefix = self.kind.prefix();
            return fail(format!(
                "id = {:?}: an id of this kind is `{prefix}` and lower-case words with hyphens, at most 64 bytes",
                self.id
            ));
        }
        let numbers: Vec<_> = self.version.split('.').collect();
        if numbers.len() != 3 || numbers.iter().any(|number| number.parse::<u32>().is_err()) {
            return fail(format!("version = {:?}: write three numbers, as in \"1.0.0\"", self.version));
        }
        match (self.kind, &self.kpi, &self.cleaner) {
            (PluginKind::Kpi, Some(kpi), None) if kpi.state_bytes_per_group > MAX_STATE_BYTES => {
                return fail(format!(
                    "kpi.state_bytes_per_group = {}: at most {MAX_STATE_BYTES}",
                    kpi.state_bytes_per_group
                ));
            }
            (PluginKind::Kpi, Some(_), None)
            | (PluginKind::Cleaner, None, Some(_))
            | (PluginKind::Alert | PluginKind::Insight, None, None) => {}
            _ => return fail("a KPI has a [kpi] section, a cleaner a [cleaner] section, others neither".to_owned()),
        }
        unique("parameter", self.parameters.iter().map(|parameter| parameter.name.as_str()))?;
        unique("preset", self.presets.iter().map(|preset| preset.name.as_str()))?;
        unique("message", self.messages.iter().map(|message| message.code.as_str()))?;
        for parameter in &self.parameters {
            if parameter.name == "preset" {
                return fail("parameter `preset`: the name is taken by the choice of a [[preset]]".to_owned());
            }
            if let Some(default) = &parameter.default {
                params::convert(parameter, default)
                    .map_err(|what| ManifestError(format!("parameter `{}`: default: {}", parameter.name, what.en)))?;
            }
        }
        for preset in &self.presets {
            for (name, value) in &preset.set {
                let Some(parameter) = self.parameter(name) else {
                    return fail(format!("preset `{}` sets `{name}`, which is no parameter", preset.name));
                };
                params::convert(parameter, value)
                    .map_err(|what| ManifestError(format!("preset `{}`: {name}: {}", preset.name, what.en)))?;
            }
        }
        Ok(())
    }
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<(), ManifestError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(ManifestError(format!("{what} `{name}` stands twice")));
        }
    }
    Ok(())
}
