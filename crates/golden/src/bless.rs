//! Writes what came out into the case.

use crate::case::{Case, is_expected};
use crate::compare::Sections;
use crate::markdown;

impl Case {
    /// The markdown with its expected blocks as they came out, everything else untouched. Blocks that it should have and
    /// has not are added at its end; a block for which nothing came out stays as it is and goes on failing.
    #[must_use]
    pub fn bless(markdown: &str, actual: &Sections) -> String {
        let blocks = markdown::blocks(markdown).unwrap_or_default();
        let expected: Vec<_> = blocks.iter().filter(|block| is_expected(block.language, block.name)).collect();
        let mut out = String::with_capacity(markdown.len());
        let mut copied = 0;
        for block in &expected {
            if let Some(text) = actual.get(block.name) {
                out.push_str(&markdown[copied..block.body.start]);
                out.push_str(text);
                copied = block.body.end;
            }
        }
        out.push_str(&markdown[copied..]);
        for section in actual.required().filter(|section| expected.iter().all(|block| block.name != section.name)) {
            let language = if section.name == "error" { "text" } else { "csv" };
            let gap = if out.ends_with('\n') { "\n" } else { "\n\n" };
            out.push_str(&format!("{gap}```{language} {}\n{}```\n", section.name, section.text));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_expected_blocks_change() {
        let before = "# 甲 | A\nprose\n\n```csv orders\na\n1\n```\n\n```csv expect\nold\n```\ntail\n";
        let mut actual = Sections::default();
        actual.push("expect", "new\n2\n".to_owned());
        actual.push("expect total", "not asked for\n".to_owned());
        actual.push("notes", "row\n1\n".to_owned());
        let after = "# 甲 | A\nprose\n\n```csv orders\na\n1\n```\n\n```csv expect\nnew\n2\n```\ntail\n\n```csv notes\nrow\n1\n```\n";
        assert_eq!(Case::bless(before, &actual), after);
        assert_eq!(Case::bless(after, &actual), after);
        assert_eq!(Case::parse(after).unwrap().compare(&actual), []);
    }
}
