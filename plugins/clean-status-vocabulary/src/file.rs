//! Reads the subset of TOML that the vocabulary is written in: a parser of all of it would be most of the plugin.

/// One `key = …`.
#[derive(Debug)]
pub(crate) struct Entry {
    /// How many `[[…]]` stand before it.
    pub(crate) section: usize,
    /// What stands before the `=`.
    pub(crate) key: &'static str,
    /// The texts behind it.
    pub(crate) texts: Vec<&'static str>,
}

/// All entries in order.
pub(crate) fn entries(file: &'static str) -> Vec<Entry> {
    let mut lines = file.lines().filter(|line| !line.starts_with('#'));
    let (mut found, mut section) = (Vec::new(), 0);
    while let Some(line) = lines.next() {
        section += usize::from(line.starts_with("[["));
        let Some((key, value)) = line.split_once(" = ") else { continue };
        let mut texts: Vec<_> = quoted(value).collect();
        if value == "[" {
            texts.extend(lines.by_ref().take_while(|line| *line != "]").flat_map(quoted));
        }
        found.push(Entry { section, key, texts });
    }
    found
}

fn quoted(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split('"').skip(1).step_by(2)
}
