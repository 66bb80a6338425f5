//! Which of several rows of one record stays.

use std::collections::BTreeSet;

/// A row of a record, in the order of the files and their rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) row: u32,
    pub(crate) modified: Option<i64>,
    pub(crate) source: Option<i64>,
    pub(crate) content: &'a [u8],
    /// Where one record may stand on several rows of a file: what tells them apart.
    pub(crate) amounts: Option<&'a [u8]>,
}

/// Why a row goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Identical,
    Newer,
    LaterFile,
    LaterRow,
}

impl Fate {
    /// The message's code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Newer => "superseded-newer",
            Self::LaterFile => "superseded-file",
            Self::LaterRow => "superseded-row",
        }
    }
}

/// The rows that go, with the reason. At least one stays.
pub(crate) fn judge(record: &[Candidate<'_>]) -> Vec<(u32, Fate)> {
    let Some(newest) = record.iter().max_by_key(|row| (row.modified, row.row)) else { return Vec::new() };
    // Of the newest export every line stays, once: the last of those that do not differ.
    let mut lines = BTreeSet::new();
    let mut stays: Vec<bool> = record
        .iter()
        .rev()
        .map(|row| match row.amounts {
            None => row.row == newest.row,
            Some(amounts) => row.source == newest.source && row.modified == newest.modified && lines.insert(amounts),
        })
        .collect();
    stays.reverse();
    let kept = record.iter().zip(&stays).filter(|(_, stays)| **stays);
    let kept: BTreeSet<_> = kept.map(|(row, _)| (row.content, row.modified)).collect();
    let fate = |row: &Candidate<'_>| match () {
        () if kept.contains(&(row.content, row.modified)) => Fate::Identical,
        () if row.modified < newest.modified => Fate::Newer,
        () if row.source != newest.source => Fate::LaterFile,
        () => Fate::LaterRow,
    };
    let gone = record.iter().zip(&stays).filter(|(_, stays)| !**stays);
    gone.map(|(row, _)| (row.row, fate(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(row: u32, source: i64, modified: Option<i64>, content: &'static [u8]) -> Candidate<'static> {
        Candidate { row, modified, source: Some(source), content, amounts: None }
    }

    #[test]
    fn time_stands_above_file_and_file_above_row() {
        let newer_first = [row(0, 1, Some(9), b"a"), row(1, 2, Some(5), b"b"), row(2, 3, None, b"c")];
        assert_eq!(judge(&newer_first), [(1, Fate::Newer), (2, Fate::Newer)]);
        let without_time = [row(0, 1, None, b"a"), row(1, 1, None, b"b"), row(2, 2, None, b"c")];
        assert_eq!(judge(&without_time), [(0, Fate::LaterFile), (1, Fate::LaterFile)]);
        assert_eq!(judge(&without_time[..2]), [(0, Fate::LaterRow)]);
        let same_time = [row(0, 1, Some(5), b"a"), row(1, 2, Some(5), b"a"), row(2, 2, Some(5), b"b")];
        assert_eq!(judge(&same_time), [(0, Fate::LaterFile), (1, Fate::LaterRow)]);
        assert_eq!(judge(&[row(4, 1, None, b"a"), row(9, 1, None, b"a")]), [(4, Fate::Identical)]);
    }

    #[test]
    fn two_lines_of_one_order_stay_and_give_way_together() {
        let line = |number, source, amounts: &'static [u8]| Candidate {
            amounts: Some(amounts),
            ..row(number, source, None, amounts)
        };
        let same_file = [line(0, 1, b"1 piece"), line(1, 1, b"2 pieces"), line(2, 1, b"1 piece")];
        assert_eq!(judge(&same_file), [(0, Fate::Identical)]);
        let two_files =
            [line(0, 1, b"1 piece"), line(1, 1, b"2 pieces"), line(2, 2, b"1 piece"), line(3, 2, b"3 pieces")];
        assert_eq!(judge(&two_files), [(0, Fate::Identical), (1, Fate::LaterFile)]);
    }
}
