//! The rules of cleaning on a terminal: a line each, with every parameter.

use aftersight_pipeline::Results;
use aftersight_pipeline::results::CleanerResult;

use super::format::tame;
use super::{names, parameters};
use crate::cli::Lang;

/// What the rule is called and its version, where it ran, with which parameters.
pub(crate) fn lines(results: &Results, lang: Lang) -> Vec<[String; 3]> {
    let line = |rule: &CleanerResult| {
        let title = format!("{} {}", tame(lang.of(&rule.title)), rule.version);
        let params: Vec<String> = rule
            .params
            .iter()
            .map(|(name, value)| format!("{name}={}", parameters::brief(name, value, lang)))
            .collect();
        [title, place(rule, lang), tame(&params.join(lang.pick("；", "; "))).into_owned()]
    };
    results.cleaners.iter().map(line).collect()
}

/// The tables that a rule cleans, and the inputs where it is not all of theirs.
pub(crate) fn place(rule: &CleanerResult, lang: Lang) -> String {
    let comma = lang.pick("、", ", ");
    let tables: Vec<String> = rule.tables.iter().map(|table| names::name(table, lang)).collect();
    let inputs = rule.inputs.join(comma);
    let inputs = if inputs.is_empty() { inputs } else { format!(" ({inputs})") };
    tame(&(tables.join(comma) + &inputs)).into_owned()
}

/// One rule, with a secret that was given and one that was not.
#[cfg(test)]
pub(crate) fn sample() -> Vec<CleanerResult> {
    let params = [
        ("style", "partial".into()),
        ("tenant_key", "fingerprint:0a1b2c3d".into()),
        ("run_key", serde_json::Value::Null),
        ("names", vec!["buyer_name", "receiver_name", "customer_name", "收货人"].into()),
    ];
    vec![CleanerResult {
        plugin: "clean-mask-pii".to_owned(),
        version: "1.2.0".to_owned(),
        sha256: "cd".repeat(32),
        title: super::sample::words("个人信息脱敏", "Masking of personal data"),
        tables: vec!["cases".to_owned(), "orders".to_owned()],
        inputs: Vec::new(),
        params: params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }]
}
