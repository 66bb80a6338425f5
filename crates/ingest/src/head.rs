//! Rows that are no data: those above the headers, the headers, and summaries at the end.

use crate::aliases;
use crate::benchmark;
use crate::names;
use crate::options::Options;
use crate::profile::Profiles;

/// The header row is searched in so many rows.
pub(crate) const HEAD_ROWS: usize = 10;

/// Summaries are searched in so many rows at the end.
pub(crate) const TAIL_ROWS: usize = 10;

/// The place of the header row among the first rows; `None` where they all look like data.
///
/// Known headers count most; then rows full of short, distinct words. The first row that comes near the best one wins, since
/// data of words alone looks like headers too.
pub(crate) fn find_header(rows: &[Vec<String>], options: &Options) -> Option<usize> {
    let extra: Vec<String> = options.columns.keys().map(|header| names::key(&names::normalise(header))).collect();
    let scores: Vec<f64> = rows.iter().take(HEAD_ROWS).map(|row| score(row, &extra, &options.profiles)).collect();
    let best = scores.iter().copied().fold(0.0, f64::max);
    if best <= 0.0 {
        return None;
    }
    scores.iter().position(|score| *score >= 0.75 * best)
}

fn score(row: &[String], extra: &[String], profiles: &Profiles) -> f64 {
    let mut score = 0.0;
    let mut seen = std::collections::BTreeSet::new();
    for cell in row.iter().map(|cell| names::normalise(cell)).filter(|cell| !cell.is_empty()) {
        score += if aliases::is_known(&cell) || extra.contains(&names::key(&cell)) || profiles.know(&cell) {
            4.0
        } else if looks_like_a_value(&cell) {
            -1.0
        } else if seen.contains(&cell) {
            0.5
        } else {
            1.0
        };
        seen.insert(cell);
    }
    score
}

/// Numbers, dates, amounts, links, long texts: no headers.
pub(crate) fn looks_like_a_value(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let length = cell.chars().count();
    length > 64 || digits * 2 > length || cell.contains("://") || (digits > 0 && cell.starts_with(['$', '¥', '€', '-']))
}

/// Words that begin a summary row.
const SUMMARIES: [&str; 17] = [
    "汇总",
    "合计",
    "总计",
    "小计",
    "总和",
    "平均值",
    "平均",
    "均值",
    "同行同层",
    "同行平均",
    "同行均值",
    "行业平均",
    "grand total",
    "total",
    "totals",
    "average",
    "sum",
];

/// Words that begin a line about the export itself.
const REMARKS: [&str; 8] = ["#", "导出时间", "导出人", "制表", "数据来源", "备注:", "注:", "说明:"];

/// Is this row at the end of a sheet no data? Its first cell with content decides.
pub(crate) fn is_tail(cells: &[String]) -> bool {
    let mut filled = cells.iter().map(|cell| names::normalise(cell)).filter(|cell| !cell.is_empty());
    let Some(first) = filled.next().map(|cell| cell.to_lowercase()) else { return false };
    let alone = filled.next().is_none();
    let summary = SUMMARIES.iter().filter_map(|word| first.strip_prefix(word)).any(|rest| {
        // `汇总值`, `合计:`, `同行同层优秀`, `total (12)`, but not a title such as `合计算器` or `totally`.
        rest.is_empty()
            || rest.starts_with(|c: char| !c.is_alphabetic())
            || ["值", "数", "行", "金额", "均值", "平均", "优秀"].iter().any(|end| rest.starts_with(end))
    });
    summary || benchmark::of_row(cells).is_some() || (alone && REMARKS.iter().any(|word| first.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn the_header_row_is_found_below_titles() {
        let rows = [
            row(&["订单报表", "", ""]),
            row(&["导出时间:2025-06-30 10:00:00", "", ""]),
            row(&["订单编号", "买家会员名", "总金额"]),
            row(&["4108888888888888889", "tb_1", "12.50"]),
        ];
        assert_eq!(find_header(&rows, &Options::default()), Some(2));
        assert_eq!(find_header(&rows[3..], &Options::default()), None);
    }

    #[test]
    fn words_below_words_are_data() {
        let rows = [row(&["Name of it", "Colour"]), row(&["apple", "red"]), row(&["pear", "green"])];
        assert_eq!(find_header(&rows, &Options::default()), Some(0));
    }

    #[test]
    fn summaries_are_told_from_titles() {
        for cell in ["汇总值", "合计", "合计：", "同行同层均值", "Total", "Grand Total", "平均值", "行业优秀"]
        {
            assert!(is_tail(&row(&[cell, "12"])), "{cell}");
        }
        assert!(is_tail(&row(&["", "总计", "5"])));
        assert!(is_tail(&row(&["导出时间：2025-01-01", ""])));
        for cell in ["合计算器", "Totally new", "4108", "sumo"] {
            assert!(!is_tail(&row(&[cell, "12"])), "{cell}");
        }
        assert!(!is_tail(&row(&["", ""])));
    }
}
