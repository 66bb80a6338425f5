//! Expected against actual.

use crate::case::Case;

/// One block: `expect`, `expect total`, `notes`, `error`, with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The block's name.
    pub name: String,
    /// Its lines.
    pub text: String,
}

/// What a run of a case gave, block by block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sections(pub Vec<Section>);

impl Sections {
    /// A block's text.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|section| section.name == name).map(|section| section.text.as_str())
    }

    pub(crate) fn push(&mut self, name: impl Into<String>, text: String) {
        self.0.push(Section { name: name.into(), text });
    }

    /// The blocks that a case must have: all but those that it may ask for.
    pub(crate) fn required(&self) -> impl Iterator<Item = &Section> {
        self.0.iter().filter(|section| match section.name.as_str() {
            "expect series" | "expect groups" | "expect total" => false,
            "notes" => section.text.lines().count() > 1,
            _ => true,
        })
    }
}

/// A block that came out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The block.
    pub section: String,
    /// Its first differing line, from 1.
    pub line: usize,
    /// That line as the case has it; none: there is no such line or block.
    pub expected: Option<String>,
    /// That line as it came.
    pub actual: Option<String>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let show = |line: &Option<String>| line.clone().unwrap_or_else(|| "(nothing)".to_owned());
        write!(
            f,
            "`{}` line {}\n  expected {}\n  actual   {}",
            self.section,
            self.line,
            show(&self.expected),
            show(&self.actual)
        )
    }
}

impl Case {
    /// Where the run differs from what the case expects: at most one difference per block. A block that the case should
    /// have and has not is a difference too.
    #[must_use]
    pub fn compare(&self, actual: &Sections) -> Vec<Difference> {
        let mut found = Vec::new();
        for section in &self.expected {
            found.extend(difference(&section.name, Some(&section.text), actual.get(&section.name)));
        }
        for section in actual.required() {
            if self.expected.iter().all(|known| known.name != section.name) {
                found.extend(difference(&section.name, None, Some(&section.text)));
            }
        }
        found
    }
}

fn difference(name: &str, expected: Option<&str>, actual: Option<&str>) -> Option<Difference> {
    let mut lines = [expected, actual].map(|text| text.unwrap_or_default().lines());
    for line in 1.. {
        let [expected, actual] = lines.each_mut().map(|lines| lines.next().map(str::to_owned));
        if expected.is_none() && actual.is_none() {
            break;
        }
        if expected != actual {
            return Some(Difference { section: name.to_owned(), line, expected, actual });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_name_the_line() {
        let case = Case::parse("# 甲 | A\n```csv expect\na\n1\n```\n").unwrap();
        let mut actual = Sections::default();
        actual.push("expect", "a\n1\n".to_owned());
        actual.push("expect total", "x\n".to_owned());
        actual.push("notes", "row,column\n".to_owned());
        assert_eq!(case.compare(&actual), []);
        actual.0[0].text = "a\n2\n".to_owned();
        actual.0[2].text.push_str("1,a\n");
        let found: Vec<_> = case.compare(&actual).into_iter().map(|it| (it.section, it.line)).collect();
        assert_eq!(found, [("expect".to_owned(), 2), ("notes".to_owned(), 1)]);
    }
}
