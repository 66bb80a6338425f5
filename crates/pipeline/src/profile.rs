//! What a source's profile says to the pipeline: how it is shown, and parameters for cleaners.

use aftersight_contract::manifest::{Manifest, Words};

use crate::config::{CleanStep, Given};

/// The profile by which an input was read.
#[derive(Clone, Debug, Default)]
pub struct UsedProfile {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// What it is called.
    pub title: Words,
    /// How well it fits, 0 … 1.
    pub score: f64,
    /// Headers that are kept under their own names.
    pub unmatched: Vec<String>,
    /// ISO 4217 code of amounts that name no currency.
    pub currency: Option<String>,
    /// Parameters for cleaners.
    pub cleaners: Vec<CleanStep>,
}

/// The parameter whose lists add up: what a profile teaches a vocabulary is not forgotten when the pipeline file teaches it more.
const EXTRA: &str = "extra";

impl UsedProfile {
    /// Puts what the profile says below what the pipeline file says. A preset that the pipeline file names stands alone.
    pub(crate) fn fill(&self, manifest: &Manifest, given: &mut Given, table: &str) {
        if given.contains_key("preset") {
            return;
        }
        let meant =
            |step: &&CleanStep| step.plugin == manifest.id && step.table.as_ref().is_none_or(|named| named == table);
        for (name, value) in self.cleaners.iter().filter(meant).flat_map(|step| &step.params) {
            match given.get_mut(name) {
                None => _ = given.insert(name.clone(), value.clone()),
                Some(toml::Value::Array(own)) if name == EXTRA => {
                    // The later entry wins: the pipeline file's.
                    let taught = value.as_array().into_iter().flatten().cloned();
                    *own = taught.chain(std::mem::take(own)).collect();
                }
                Some(_) => {}
            }
        }
        if let Some(currency) = self.currency.as_deref().filter(|_| manifest.parameter("currency").is_some()) {
            given.entry("currency".to_owned()).or_insert_with(|| currency.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
        id = "clean-x"
        kind = "cleaner"
        version = "1.0.0"
        title = { zh = "测", en = "Test" }
        summary = { zh = "测。", en = "Test." }
        [cleaner]
        phase = "source"
        scope = "row"
        order = 1
        [[parameter]]
        name = "extra"
        type = "texts"
        title = { zh = "词", en = "Words" }
        doc = { zh = "词。", en = "Words." }
        default = []
        [[parameter]]
        name = "currency"
        type = "text"
        title = { zh = "币种", en = "Currency" }
        doc = { zh = "币种。", en = "Currency." }
        default = "CNY"
    "#;

    fn given(text: &str) -> Given {
        toml::from_str(text).unwrap()
    }

    fn filled(own: &str) -> Given {
        let manifest = Manifest::parse(MANIFEST).unwrap();
        let step = |table: Option<&str>, params: &str| CleanStep {
            plugin: "clean-x".to_owned(),
            table: table.map(str::to_owned),
            params: given(params),
            enabled: true,
        };
        let profile = UsedProfile {
            currency: Some("USD".to_owned()),
            cleaners: vec![step(None, "extra = ['a = b']"), step(Some("orders"), "extra = ['never']")],
            ..UsedProfile::default()
        };
        let mut own = given(own);
        profile.fill(&manifest, &mut own, "cases");
        own
    }

    #[test]
    fn a_profile_stands_below_the_pipeline_file() {
        assert_eq!(filled(""), given("extra = ['a = b']\ncurrency = 'USD'"));
        assert_eq!(filled("currency = 'EUR'"), given("extra = ['a = b']\ncurrency = 'EUR'"));
        assert_eq!(filled("extra = ['a = c']"), given("extra = ['a = b', 'a = c']\ncurrency = 'USD'"));
        assert_eq!(filled("preset = 'own'"), given("preset = 'own'"));
    }
}
