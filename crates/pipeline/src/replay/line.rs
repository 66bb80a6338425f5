//! The lines of an edited quarantine file.

use aftersight_contract::nearest::nearest;

use super::Place;
use crate::error::RunError;
use crate::spreadsheet;

/// The columns of a quarantine file before those of the row: what to do, the place in the source, the reason.
pub const HEAD: [&str; 10] =
    ["_action", "_source", "_row", "_column", "_reason_zh", "_reason_en", "_rule", "_code", "_table", "_sha256"];

/// An edited quarantine file, as it was read.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// Its name.
    pub name: String,
    /// Its encoding can hold every character.
    pub unicode: bool,
    /// The headers.
    pub headers: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Option<String>>>,
}

/// What somebody wrote under `_action`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Nothing: the cells say it.
    Correct,
    /// The row does not belong to the data.
    Exclude,
    /// Something that is not known.
    Unknown,
}

/// A line about one row.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    pub(super) file: &'a Edited,
    /// Counted as a spreadsheet counts: the headers are line 1.
    pub(super) number: usize,
    pub(super) place: Place,
    pub(super) decision: Decision,
    /// Column → text.
    pub(super) cells: Vec<(&'a str, &'a str)>,
}

impl Decision {
    fn parse(word: &str) -> Self {
        match word.trim().to_lowercase().as_str() {
            "" => Self::Correct,
            "exclude" | "delete" | "remove" | "排除" | "删除" => Self::Exclude,
            _ => Self::Unknown,
        }
    }
}

impl Edited {
    /// Its lines; columns that nobody filled are left out.
    pub(super) fn lines(&self) -> Result<Vec<Line<'_>>, RunError> {
        let headers: Vec<&str> = self.headers.iter().map(|header| spreadsheet::bare(header.trim())).collect();
        for (index, header) in headers.iter().enumerate() {
            if !header.is_empty() && headers[..index].contains(header) {
                return Err(self.wrong(
                    format!("列“{header}”出现两次。请删去其中一列"),
                    format!("the column `{header}` stands twice. Remove one of them"),
                ));
            }
        }
        let place = |name: &str| {
            headers.iter().position(|header| *header == name).ok_or_else(|| {
                self.wrong(
                    format!("缺少列 {name}，不知道各行在原文件中的位置。请保留以 _ 开头的列，用运行时写出的文件重新修改"),
                    format!(
                        "the column {name} is missing, so nobody knows where the rows lie in their source. Keep the columns that begin with _, and edit the file as the run wrote it"
                    ),
                )
            })
        };
        let [action, source, row, table, sha256] = [
            headers.iter().position(|header| *header == HEAD[0]),
            Some(place("_source")?),
            Some(place("_row")?),
            Some(place("_table")?),
            Some(place("_sha256")?),
        ];
        let mut lines = Vec::new();
        for (index, cells) in self.rows.iter().enumerate() {
            let cell = |place: Option<usize>| place.and_then(|place| cells.get(place)?.as_deref()).unwrap_or_default();
            if cells.iter().flatten().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let number = index + 2;
            let text = |place| spreadsheet::bare(cell(place).trim()).to_owned();
            let place = Place {
                sha256: text(sha256).to_ascii_lowercase(),
                source: text(source),
                table: text(table),
                row: self.row(number, cell(row))?,
            };
            if [&place.sha256, &place.source, &place.table].into_iter().any(String::is_empty) {
                return Err(self.wrong(
                    format!("第 {number} 行缺少 _source、_table 或 _sha256。请从运行时写出的文件中恢复这些单元格"),
                    format!(
                        "line {number} lacks _source, _table or _sha256. Restore these cells from the file as the run wrote it"
                    ),
                ));
            }
            let own = headers.iter().zip(cells).filter(|(header, _)| !header.is_empty() && !HEAD.contains(*header));
            let cells = own.map(|(header, cell)| (*header, spreadsheet::bare(cell.as_deref().unwrap_or_default())));
            let decision = Decision::parse(cell(action));
            lines.push(Line { file: self, number, place, decision, cells: cells.collect() });
        }
        Ok(lines)
    }

    /// The row's number; a spreadsheet may have put separators into it.
    fn row(&self, number: usize, cell: &str) -> Result<u64, RunError> {
        let text = cell.trim().replace(',', "");
        let text = text.strip_suffix(".0").unwrap_or(&text);
        text.parse().ok().filter(|row| *row > 0).ok_or_else(|| {
            self.wrong(
                format!("第 {number} 行的 _row 不是原文件的行号。请从运行时写出的文件中恢复 _row 列"),
                format!(
                    "line {number}: `_row` holds no row number. Restore the column _row from the file as the run wrote it"
                ),
            )
        })
    }

    /// Something wrong with the file.
    pub(super) fn wrong(&self, zh: impl std::fmt::Display, en: impl std::fmt::Display) -> RunError {
        RunError::new(format!("{}：{zh}", self.name), format!("{}: {en}", self.name))
    }

    /// A header that is none of the row's columns.
    pub(super) fn unknown(&self, header: &str, columns: &[String]) -> RunError {
        let near = nearest(header, columns.iter().map(String::as_str).chain(HEAD));
        let (zh, en) = near.map_or_else(
            || ("。".to_owned(), ".".to_owned()),
            |near| (format!("，是否指“{near}”？"), format!("; did you mean `{near}`?")),
        );
        self.wrong(
            format!("没有列“{header}”{zh}请改回原来的列名，或删去这一列"),
            format!("there is no column `{header}`{en} Restore its name, or remove the column"),
        )
    }
}
