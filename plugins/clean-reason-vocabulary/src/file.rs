//! Reads the subset of TOML that the vocabulary is written in: a parser of all of it would be most of the plugin.

/// One `key = …`.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The name in the last `[[…]]` before it; empty at the top.
    pub(crate) section: &'static str,
    /// What stands before the `=`.
    pub(crate) key: &'static str,
    /// What stands behind it on the line.
    pub(crate) value: &'static str,
    /// The texts in it.
    pub(crate) texts: Vec<&'static str>,
}

/// All entries in order.
pub(crate) fn entries(file: &'static str) -> Vec<Entry> {
    let mut lines = file.lines().filter(|line| !line.starts_with('#'));
    let (mut found, mut section) = (Vec::new(), "");
    while let Some(line) = lines.next() {
        section = line.strip_prefix("[[").and_then(|line| line.strip_suffix("]]")).unwrap_or(section);
        let Some((key, value)) = line.split_once(" = ") else { continue };
        let mut texts: Vec<_> = quoted(value).collect();
        if value == "[" {
            texts.extend(lines.by_ref().take_while(|line| *line != "]").flat_map(quoted));
        }
        found.push(Entry { section, key, value, texts });
    }
    found
}

fn quoted(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split('"').skip(1).step_by(2)
}
