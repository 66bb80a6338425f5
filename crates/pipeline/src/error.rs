//! What stops a run.

use aftersight_contract::manifest::{ParamError, Words};
use aftersight_contract::nearest::nearest;

/// A run that cannot go on: what is wrong, where, and the cure, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError(pub Words);

impl RunError {
    /// In two languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Words { zh: zh.into(), en: en.into() })
    }

    /// A mistake in the pipeline file.
    pub(crate) fn config(zh: impl std::fmt::Display, en: impl std::fmt::Display) -> Self {
        Self::new(format!("流水线文件：{zh}"), format!("pipeline file: {en}"))
    }

    /// A name that is none of those that there are, which follow behind the nearest of them.
    pub fn unknown(zh: &str, en: &str, name: &str, known: &[&str]) -> Self {
        let (list_zh, list_en) = (known.join("、"), known.join(", "));
        match nearest(name, known.iter().copied()) {
            Some(near) => Self::new(
                format!("{zh}，是否指“{near}”？可用的有：{list_zh}"),
                format!("{en}; did you mean `{near}`? There are: {list_en}"),
            ),
            None => Self::new(format!("{zh}；可用的有：{list_zh}"), format!("{en}; there are: {list_en}")),
        }
    }

    /// A wrong parameter of a step.
    pub(crate) fn parameter(step: &str, error: &ParamError) -> Self {
        let words = error.words();
        Self::step(step, words.zh, words.en)
    }

    /// A mistake in a step.
    pub(crate) fn step(step: &str, zh: impl std::fmt::Display, en: impl std::fmt::Display) -> Self {
        Self::new(format!("步骤“{step}”：{zh}"), format!("step `{step}`: {en}"))
    }
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for RunError {}
