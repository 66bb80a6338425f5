//! How a command fails.

use std::path::Path;

use aftersight_contract::manifest::Words;
use aftersight_pipeline::RunError;

use super::words::Lang;
use crate::system;

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

    /// A file that cannot be read.
    pub(crate) fn reading(path: &Path, error: &std::io::Error) -> Self {
        Self { words: system::unreadable(path, error), code: 2 }
    }

    /// A file or directory that cannot be written.
    pub(crate) fn writing(path: &Path, error: &std::io::Error) -> Self {
        Self { words: system::unwritable(path, error), code: 2 }
    }

    /// Standard output that cannot be written.
    pub(crate) fn printing(error: &std::io::Error) -> Self {
        Self::said(system::unprintable(error))
    }

    /// Bad usage or input, in words that are there already.
    pub(crate) fn said(words: Words) -> Self {
        Self { words, code: 2 }
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
