//! The language in which we speak.

use std::ffi::OsString;

use aftersight_contract::manifest::Words;

/// Chinese or English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Lang {
    /// As in a pipeline file.
    #[must_use]
    pub(crate) fn code(self) -> &'static str {
        self.pick("zh", "en")
    }

    /// The text in this language.
    #[must_use]
    pub(crate) fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// The sentence in this language.
    #[must_use]
    pub(crate) fn of(self, words: &Words) -> &str {
        words.get(self.code())
    }

    /// From `zh` or `en`.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// `--lang` if it is there, else the locale, else Chinese.
pub(crate) fn choose(words: &[OsString]) -> Lang {
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let after = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
    after.or(joined).and_then(Lang::parse).unwrap_or_else(|| {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        match locale.as_deref() {
            Some(locale) if locale.starts_with("en") => Lang::En,
            _ => Lang::Zh,
        }
    })
}
