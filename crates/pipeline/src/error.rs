//! What stops a run.

use aftersight_contract::manifest::Words;

/// A run that cannot go on: what is wrong, where, and the cure, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError(pub Words);

impl RunError {
    /// In two languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Words { zh: zh.into(), en: en.into() })
    }

    /// A mistake in the pipeline file or a step of it.
    pub(crate) fn config(what: impl std::fmt::Display) -> Self {
        Self::new(format!("流水线文件：{what}"), format!("pipeline file: {what}"))
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
