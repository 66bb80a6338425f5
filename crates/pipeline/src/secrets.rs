//! Secret parameters: pipeline files without them, and where a run takes those from that nobody gave.

use std::collections::BTreeSet;

use aftersight_contract::manifest::Manifest;
use sha2::{Digest, Sha256};

use crate::config::{CleanStep, Config, Given};
use crate::engine::Engine;
use crate::error::RunError;
use crate::stage::Source;

/// The parameter of cleaners that holds for one run what a tenant's key holds for all.
const RUN_KEY: &str = "run_key";

impl Config {
    /// The pipeline file without the values of secret parameters, whose names it lists.
    #[must_use]
    pub fn without_secrets(&self, engine: &dyn Engine) -> Self {
        let mut open = self.clone();
        let mut secrets = Vec::new();
        for (name, plugin, params) in open.steps_mut() {
            let Some(plugin) = engine.plugin(&plugin) else { continue };
            secrets.extend(take(&plugin.manifest, params).map(|parameter| format!("{name}.{parameter}")));
        }
        open.secrets.extend(secrets);
        open.secrets.sort();
        open.secrets.dedup();
        open
    }

    /// The same, with the secrets that cleaners share: one that is given to a cleaner holds for all that have a parameter of the
    /// name, and a `run_key` that nobody gave comes from the inputs.
    pub(crate) fn with_keys(&self, engine: &dyn Engine, sources: &[Source<'_>]) -> Self {
        let run_key = run_key(sources);
        let given = |name: &str| {
            let values = self.cleaners.iter().filter(|step| step.enabled).filter_map(|step| step.params.get(name));
            values.filter_map(toml::Value::as_str).find(|value| !value.is_empty()).map(str::to_owned)
        };
        let mut config = self.clone();
        for plugin in engine.plugins() {
            let manifest = &plugin.manifest;
            let secrets = manifest.parameters.iter().filter(|parameter| manifest.cleaner.is_some() && parameter.secret);
            for name in secrets.map(|parameter| &parameter.name) {
                let known = given(name).or_else(|| run_key.clone().filter(|_| name == RUN_KEY));
                let Some(known) = known.map(toml::Value::from) else { continue };
                let own = |step: &CleanStep| step.plugin == manifest.id;
                if !config.cleaners.iter().any(|step| own(step) && step.table.is_none()) {
                    let (plugin, params) = (manifest.id.clone(), Given::new());
                    config.cleaners.insert(0, CleanStep { plugin, table: None, params, enabled: true });
                }
                for step in config.cleaners.iter_mut().filter(|step| own(step)) {
                    step.params.entry(name.clone()).or_insert_with(|| known.clone());
                }
            }
        }
        config
    }

    /// Every secret parameter that was left out has been given again.
    ///
    /// # Errors
    /// With the first that is missing.
    pub(crate) fn check_secrets(&self) -> Result<(), RunError> {
        let mut config = self.clone();
        let steps = config.steps_mut();
        let given = |secret: &&String| {
            let (step, parameter) = secret.split_once('.').unwrap_or((secret, ""));
            steps.iter().any(|(name, _, params)| name == step && params.contains_key(parameter))
        };
        match self.secrets.iter().find(|secret| !given(secret)) {
            None => Ok(()),
            Some(secret) => Err(RunError::new(
                format!("流水线文件没有写出保密参数 {secret}。请用 --set {secret}=值 给出与上次相同的值"),
                format!(
                    "the secret parameter {secret} is not written in the pipeline file. Give the value of the last run with --set {secret}=VALUE"
                ),
            )),
        }
    }
}

/// A key that whoever lacks the inputs cannot know; the same inputs in any order give the same one.
fn run_key(sources: &[Source<'_>]) -> Option<String> {
    key_of(sources.iter().map(|source| source.salt.as_str()))
}

fn key_of<'a>(salts: impl Iterator<Item = &'a str>) -> Option<String> {
    let salts: BTreeSet<&str> = salts.filter(|salt| !salt.is_empty()).collect();
    let mut hash = Sha256::new_with_prefix(b"aftersight run key\0");
    salts.iter().for_each(|salt| hash.update(salt));
    (!salts.is_empty()).then(|| hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Takes the secret parameters out and names them.
fn take(manifest: &Manifest, params: &mut Given) -> impl Iterator<Item = String> {
    let secret = |name: &&String| manifest.parameter(name).is_some_and(|parameter| parameter.secret);
    let names: Vec<String> = params.keys().filter(secret).cloned().collect();
    names.iter().for_each(|name| _ = params.remove(name));
    names.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_run_comes_from_its_files_in_any_order() {
        let key = |salts: &[&'static str]| key_of(salts.iter().copied());
        assert_eq!(key(&["a", "b", "b"]), key(&["b", "", "a"]));
        assert_ne!(key(&["a"]), key(&["a", "b"]));
        assert!(key(&["a"]).is_some_and(|key| key.len() == 64));
        assert_eq!(key(&["", ""]), None);
    }

    #[test]
    fn a_secret_that_was_left_out_must_be_given() {
        let text = "secrets = ['clean-x.secret']\n[[clean]]\nuse = 'clean-x'\n";
        let mut config = Config::parse(text).unwrap();
        let error = config.check_secrets().unwrap_err().0;
        assert!(error.zh.contains("--set clean-x.secret=值") && error.en.contains("--set clean-x.secret=VALUE"));
        config.cleaners[0].params.insert("secret".to_owned(), "s".into());
        assert_eq!(config.check_secrets(), Ok(()));
    }
}
