//! Reads the subset of TOML that vocabularies are written in: a parser of all of it would be most of a plugin.

/// One `key = …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The name in the last `[[…]]` before it; empty at the top.
    pub section: &'a str,
    /// How many `[[…]]` stand before it.
    pub number: usize,
    /// What stands before the `=`.
    pub key: &'a str,
    /// What stands behind it on the line.
    pub value: &'a str,
    /// The texts in it.
    pub texts: Vec<&'a str>,
}

/// All entries of a file in order. A text holds no quotes, and a list that goes over several lines begins with `[` and ends
/// with `]`, each alone at the end of its line.
#[must_use]
pub fn entries(file: &str) -> Vec<Entry<'_>> {
    let mut lines = file.lines().filter(|line| !line.starts_with('#'));
    let (mut found, mut section, mut number) = (Vec::new(), "", 0);
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("[[").and_then(|line| line.strip_suffix("]]")) {
            (section, number) = (name, number + 1);
        }
        let Some((key, value)) = line.split_once(" = ") else { continue };
        let mut texts: Vec<_> = quoted(value).collect();
        if value == "[" {
            texts.extend(lines.by_ref().take_while(|line| *line != "]").flat_map(quoted));
        }
        found.push(Entry { section, number, key, value, texts });
    }
    found
}

fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_know_their_section() {
        let file = "# words\nversion = \"1\"\n\n[[code]]\nis_last = true\nwords = [\n  \"a\", \"b\",\n  # none\n  \"c\",\n]\n[[code]]\nwords = [\"d\"]\n";
        let of = |section, number, key, value, texts: &[&'static str]| Entry {
            section,
            number,
            key,
            value,
            texts: texts.to_vec(),
        };
        let expected = [
            of("", 0, "version", "\"1\"", &["1"]),
            of("code", 1, "is_last", "true", &[]),
            of("code", 1, "words", "[", &["a", "b", "c"]),
            of("code", 2, "words", "[\"d\"]", &["d"]),
        ];
        assert_eq!(entries(file), expected);
    }
}
