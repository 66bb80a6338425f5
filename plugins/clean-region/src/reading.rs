//! Which division a text begins with.

use crate::divisions::{Divisions, Level};

/// Words between the levels that name no division.
const FILLERS: [&str; 9] = [
    "中华人民共和国",
    "中国",
    "省直辖县级行政区划",
    "省直辖县级行政单位",
    "省直辖行政单位",
    "自治区直辖县级行政区划",
    "自治区直辖县级行政单位",
    "省直辖县",
    "市辖区",
];

/// What a text begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The smallest division that is certain.
    pub(crate) region: Option<usize>,
    /// Bytes of the text that name it, separators behind them included.
    pub(crate) bytes: usize,
    /// Several divisions have this name.
    pub(crate) is_doubtful: bool,
}

/// The longest way down the tree so far, and where it may end.
#[derive(Debug, Default)]
struct Best {
    bytes: usize,
    found: Vec<usize>,
    /// By a full name, or by a short one with the next level behind it.
    is_certain: bool,
}

impl Divisions {
    /// What the text begins with, in the whole country or below `scope`. Where a column says which `level` its cells name, a
    /// name of a division and of one in it means the one of that level.
    pub(crate) fn read(&self, text: &str, scope: Option<usize>, level: Option<Level>) -> Reading {
        let mut best = Best::default();
        match scope {
            Some(scope) => {
                self.walk(text, 0, scope + 1..self.0[scope].end, None, &mut best);
            }
            None => {
                for level in [Level::Province, Level::City, Level::District] {
                    if !best.is_certain {
                        self.walk(text, 0, 0..self.0.len(), Some(level), &mut best);
                    }
                }
            }
        }
        self.settle_on(text, best, level)
    }

    /// Looks for divisions of a range at a place of the text, and for those below them behind it. Is there one?
    fn walk(
        &self,
        text: &str,
        from: usize,
        range: std::ops::Range<usize>,
        level: Option<Level>,
        best: &mut Best,
    ) -> bool {
        let from = from + skip(&text[from..]);
        let rest = &text[from..];
        let Some(head) = rest.as_bytes().first_chunk::<3>() else { return false };
        let mut any = false;
        let mut index = range.start;
        while index < range.end {
            let division = &self.0[index];
            let here = index;
            // Provinces are few: their insides are passed over where only they are asked for.
            index = if level == Some(Level::Province) { division.end } else { index + 1 };
            if division.name.as_bytes().first_chunk::<3>() != Some(head)
                || level.is_some_and(|level| division.level != level)
            {
                continue;
            }
            let Some((bytes, whole)) = division.at(rest) else { continue };
            let below = self.walk(text, from + bytes, here + 1..division.end, None, best);
            let behind = &text[from + bytes..];
            if whole || below || behind.is_empty() || skip(behind) > 0 {
                best.add(self.settle(here), from + bytes, whole || below);
                any = true;
            }
        }
        any
    }

    fn settle_on(&self, text: &str, best: Best, level: Option<Level>) -> Reading {
        let Some((first, rest)) = best.found.split_first() else { return Reading::default() };
        let bytes = best.bytes + skip(&text[best.bytes..]);
        let province =
            |index: &&usize| self.0[**index].level == Level::Province || self.settle(self.0[**index].parent) == **index;
        if let Some(province) = best.found.iter().find(province).filter(|_| level == Some(Level::Province)) {
            return Reading { region: Some(*province), bytes, is_doubtful: false };
        }
        let common = rest.iter().try_fold(*first, |common, next| self.common(common, *next));
        // A province that has the name of its city: a column of cities means the city, and one of districts, which has no
        // such district, rather the city than the province.
        let nested = common.filter(|common| best.found.contains(common));
        let named = |level: Level| {
            let mut found = best.found.iter().filter(|index| self.0[**index].level == level);
            found.next().filter(|_| found.next().is_none()).copied()
        };
        let wanted = level.filter(|_| nested.is_some()).and_then(|level| match level {
            Level::District => named(level).or_else(|| named(Level::City)),
            _ => named(level),
        });
        let region = wanted.or(common);
        Reading { region, bytes, is_doubtful: nested.is_none() }
    }
}

impl Best {
    fn add(&mut self, index: usize, bytes: usize, is_certain: bool) {
        if bytes > self.bytes {
            self.bytes = bytes;
            self.found.clear();
        }
        if bytes == self.bytes && !self.found.contains(&index) {
            self.found.push(index);
        }
        self.is_certain |= is_certain;
    }
}

/// The district as it is written behind a city: a word of its own that ends like one, or in a city without districts the
/// town that follows.
pub(crate) fn written<'a>(text: &'a str, reading: &Reading, undivided: bool) -> Option<&'a str> {
    const WORDS: [&str; 8] = ["区", "县", "市", "旗", "镇", "乡", "街道", "办事处"];
    const TOWNS: [&str; 3] = ["街道", "镇", "乡"];
    const LONGEST: usize = 10;
    let rest = &text[reading.bytes..];
    let word = rest.split(is_separator).next().unwrap_or_default();
    let short = |word: &&str| (2..=LONGEST).contains(&word.chars().count());
    let alone = Some(word).filter(|word| word.len() < rest.len() && WORDS.iter().any(|end| word.ends_with(end)));
    let town =
        || TOWNS.iter().filter_map(|town| Some(&word[..word.find(town)? + town.len()])).min_by_key(|town| town.len());
    alone.filter(short).or_else(|| if undivided { town().filter(short) } else { None })
}

/// Does a cell name no division although something stands in it?
pub(crate) fn is_filler(cell: &str) -> bool {
    skip(cell) == cell.len() || cell.trim() == "县"
}

/// Bytes of separators and fillers at the begin of a text.
fn skip(text: &str) -> usize {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(is_separator);
        let filler = FILLERS.iter().find_map(|filler| trimmed.strip_prefix(filler));
        match filler {
            Some(behind) => rest = behind,
            None => return text.len() - trimmed.len(),
        }
    }
}

/// Takes up no room: a copy from a web page brings it along.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, ',' | '，' | '/' | '-' | '－' | '、' | '·' | '>' | '|' | '_' | '(' | '（' | ')' | '）')
}

#[cfg(test)]
mod tests;
