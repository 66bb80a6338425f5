//! The rules of cleaning on a terminal: a line each, with every parameter.

use aftersight_pipeline::Results;

use super::format::tame;
use super::{names, parameters};
use crate::cli::Lang;

/// What the rule is called and its version, where it ran, with which parameters.
pub(crate) fn lines(results: &Results, lang: Lang) -> Vec<[String; 3]> {
    let line = |rule: &aftersight_pipeline::results::CleanerResult| {
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
pub(crate) fn place(rule: &aftersight_pipeline::results::CleanerResult, lang: Lang) -> String {
    let comma = lang.pick("、", ", ");
    let tables: Vec<String> = rule.tables.iter().map(|table| names::name(table, lang)).collect();
    let inputs = rule.inputs.join(comma);
    let inputs = if inputs.is_empty() { inputs } else { format!(" ({inputs})") };
    tame(&(tables.join(comma) + &inputs)).into_owned()
}
