//! How a command fails.

use aftersight_contract::manifest::Words;
use aftersight_pipeline::RunError;

use super::words::Lang;

/// A message in both languages and the exit code it leads to.
#[derive(Clone, Debug)]
pub(crate) struct Failed {
    words: Words,
    code: u8,
}

impl Failed {
    /// Bad usage or input: the message names file, row or column, and the cure.
    pub(crate) fn input(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { words: Words { zh: zh.into(), en: en.into() }, code: 2 }
    }

    /// Something that the operating system refused.
    pub(crate) fn io(path: &std::path::Path, error: &std::io::Error) -> Self {
        let path = path.display();
        Self::input(format!("{path}：{error}"), format!("{path}: {error}"))
    }

    pub(crate) fn message(&self, lang: Lang) -> &str {
        lang.of(&self.words)
    }

    pub(crate) fn code(&self) -> u8 {
        self.code
    }
}

impl From<RunError> for Failed {
    fn from(error: RunError) -> Self {
        Self { words: error.0, code: 2 }
    }
}
