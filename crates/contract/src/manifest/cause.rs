//! Why something failed, where a library or the system says so in English only.

use super::Words;

/// The most characters of a library's text that are repeated.
const QUOTED: usize = 200;

/// Why something failed: a kind that we know in both languages, or a library's own text, which stands behind a complete
/// sentence as its technical detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// In both languages.
    Known(Words),
    /// What the library says.
    Technical(String),
}

impl Cause {
    /// A kind that is known.
    pub fn known(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Known(Words::new(zh, en))
    }

    /// A library's text, shortened.
    pub fn technical(text: impl std::fmt::Display) -> Self {
        Self::Technical(short(text))
    }

    /// What happened, this cause, and the cure, as a sentence in both languages. `what` goes before the cause, `cure` behind
    /// it, with the marks that join them.
    #[must_use]
    pub fn between(&self, what: &Words, cure: &Words) -> Words {
        match self {
            Self::Known(words) => Words {
                zh: format!("{}（{}）{}", what.zh, words.zh, cure.zh),
                en: format!("{} ({}){}", what.en, words.en, cure.en),
            },
            Self::Technical(text) => Words {
                zh: format!("{}{}。技术细节：“{text}”", what.zh, cure.zh),
                en: format!("{} ({text}){}", what.en, cure.en),
            },
        }
    }
}

/// A library's text on one line, and no more of it than a message can bear.
pub fn short(text: impl std::fmt::Display) -> String {
    let text = text.to_string();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(QUOTED).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_speaks_behind_the_sentence_only() {
        let (what, cure) =
            (Words::new("文件已损坏", "the file is damaged"), Words::new("，请重新下载", "; fetch it again"));
        let known = Cause::known("不完整", "it is cut off").between(&what, &cure);
        assert_eq!(
            known,
            Words::new("文件已损坏（不完整），请重新下载", "the file is damaged (it is cut off); fetch it again")
        );
        let foreign = Cause::technical("bad magic\n at byte 7").between(&what, &cure);
        assert_eq!(foreign.zh, "文件已损坏，请重新下载。技术细节：“bad magic at byte 7”");
        assert_eq!(foreign.en, "the file is damaged (bad magic at byte 7); fetch it again");
        let Cause::Technical(long) = Cause::technical("语".repeat(999)) else { panic!("technical") };
        assert_eq!(long.chars().count(), QUOTED + 1);
    }
}
