//! What a manifest can get wrong beyond its syntax.

use std::collections::BTreeSet;

use super::{CleanerFacts, Manifest, ParamType, PluginKind, Scope, params};

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
        if let Some(facts) = &self.cleaner {
            self.validate_keys(facts)?;
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

    fn validate_keys(&self, facts: &CleanerFacts) -> Result<(), ManifestError> {
        let fail = |what: String| Err(ManifestError(what));
        if facts.scope != Scope::Key {
            return match facts.keys.is_empty() {
                true => Ok(()),
                false => fail("[cleaner.keys] is for scope = \"key\": set the scope or remove the keys".to_owned()),
            };
        }
        if let Some((table, _)) = facts.keys.iter().find(|(_, keys)| keys.is_empty() || keys.iter().any(Vec::is_empty))
        {
            return fail(format!("cleaner.keys.{table}: write lists of columns, as in [[\"order_id\"]]"));
        }
        let lacking = facts.tables.iter().find(|table| !facts.keys.contains_key(*table));
        if let Some(table) = lacking.map(String::as_str).or(facts.keys.is_empty().then_some("cases")) {
            return fail(format!(
                "scope = \"key\" needs the key of each table: add {table} = [[…]] under [cleaner.keys]"
            ));
        }
        match self.parameter("key") {
            Some(key) if key.kind != ParamType::Texts => fail("parameter `key`: its type is \"texts\"".to_owned()),
            _ => Ok(()),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaner(more: &str) -> Result<Manifest, ManifestError> {
        let words = "{ zh = \"键\", en = \"Key\" }";
        Manifest::parse(&format!(
            "id = \"clean-key\"\nkind = \"cleaner\"\nversion = \"1.0.0\"\ntitle = {words}\nsummary = {words}\n\
             [cleaner]\norder = 1\n{more}\n"
        ))
    }

    #[test]
    fn a_key_cleaner_says_what_makes_the_key() {
        let said = |more: &str| cleaner(more).map(drop).map_err(|error| error.0);
        assert_eq!(said("scope = \"key\"\ntables = [\"cases\"]\nkeys.cases = [[\"case_id\"], [\"order_id\"]]"), Ok(()));
        let lacking = "scope = \"key\" needs the key of each table: add cases = [[…]] under [cleaner.keys]";
        assert_eq!(said("scope = \"key\""), Err(lacking.to_owned()));
        assert_eq!(
            said("scope = \"key\"\ntables = [\"cases\"]\nkeys.orders = [[\"order_id\"]]"),
            Err(lacking.to_owned())
        );
        let empty = "cleaner.keys.cases: write lists of columns, as in [[\"order_id\"]]";
        assert_eq!(said("scope = \"key\"\nkeys.cases = [[]]"), Err(empty.to_owned()));
        assert_eq!(said("scope = \"key\"\nkeys.cases = []"), Err(empty.to_owned()));
        assert!(said("keys.cases = [[\"case_id\"]]").unwrap_err().contains("is for scope = \"key\""));
        assert_eq!(said("scope = \"table\""), Ok(()));
    }
}
