//! Fenced blocks of a markdown file.

/// A fenced block: ```` ```csv expect total ```` has the language `csv` and the name `expect total`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    pub(crate) language: &'a str,
    pub(crate) name: &'a str,
    /// The line of its opening fence, from 1.
    pub(crate) line: usize,
    /// The bytes between the fences.
    pub(crate) body: std::ops::Range<usize>,
}

/// The blocks of a text in order; the line of a fence that nothing closes otherwise.
pub(crate) fn blocks(text: &str) -> Result<Vec<Block<'_>>, usize> {
    let mut found = Vec::new();
    let mut open: Option<Block<'_>> = None;
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let begin = at;
        at += line.len();
        let Some(info) = line.trim_end().strip_prefix("```") else { continue };
        match open.take() {
            None => {
                let (language, name) = info.trim().split_once(' ').unwrap_or((info.trim(), ""));
                open = Some(Block { language, name: name.trim(), line: index + 1, body: at..at });
            }
            Some(mut block) => {
                block.body.end = begin;
                found.push(block);
            }
        }
    }
    match open {
        None => Ok(found),
        Some(block) => Err(block.line),
    }
}
