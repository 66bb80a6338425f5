//! Figures of peers in exports of dashboards: 同行均值, 行业优秀 and their kin. They stand as rows among the shop's own, or as columns
//! beside them, and are none of its data.

use std::collections::BTreeMap;

use aftersight_contract::manifest::Words;

use crate::head::looks_like_a_value;
use crate::names;

/// What an export says of peers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Benchmark {
    /// As in the file, made comparable as headers are.
    pub label: String,
    /// In both languages.
    pub title: Words,
    /// Header, or the name in the row's first cell, → cell: only those that hold a figure.
    pub figures: BTreeMap<String, String>,
}

/// What exports call them, in Chinese and English; a 值 behind it does not matter.
const LABELS: [(&str, &str, &str); 21] = [
    ("同行平均", "同行平均", "Peer average"),
    ("同行均值", "同行均值", "Peer average"),
    ("同行优秀", "同行优秀", "Peer best"),
    ("同行最优", "同行最优", "Peer best"),
    ("同行中位值", "同行中位值", "Peer median"),
    ("同行同层", "同行同层", "Peers of the same tier"),
    ("同行同层平均", "同行同层平均", "Average of peers of the same tier"),
    ("同行同层均值", "同行同层均值", "Average of peers of the same tier"),
    ("同行同层优秀", "同行同层优秀", "Best of peers of the same tier"),
    ("同层平均", "同层平均", "Average of the same tier"),
    ("同层均值", "同层均值", "Average of the same tier"),
    ("同层优秀", "同层优秀", "Best of the same tier"),
    ("行业平均", "行业平均", "Industry average"),
    ("行业均值", "行业均值", "Industry average"),
    ("行业优秀", "行业优秀", "Industry best"),
    ("类目平均", "类目平均", "Category average"),
    ("类目均值", "类目均值", "Category average"),
    ("peer average", "同行平均", "Peer average"),
    ("peer best", "同行优秀", "Peer best"),
    ("industry average", "行业平均", "Industry average"),
    ("industry best", "行业优秀", "Industry best"),
];

/// The label of a cell or header, if it is one.
pub(crate) fn label(cell: &str) -> Option<(String, Words)> {
    let cell = names::normalise(cell);
    let wanted = cell.to_lowercase();
    let bare = wanted.strip_suffix('值').unwrap_or(&wanted);
    let (_, zh, en) = LABELS.iter().find(|(known, _, _)| *known == wanted || *known == bare)?;
    Some((cell, Words { zh: (*zh).to_owned(), en: (*en).to_owned() }))
}

/// The label of a row: its first cell with content, a date aside.
pub(crate) fn of_row(cells: &[String]) -> Option<(String, Words)> {
    let first = cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty() && !looks_like_a_value(cell))?;
    label(first)
}

/// The benchmarks of a sheet: rows that were taken off, and columns whose header is a label. Of rows with one label the last one
/// speaks.
pub(crate) fn all(
    headers: &[String],
    taken: impl Iterator<Item = Vec<String>>,
    sample: impl Iterator<Item = Vec<String>>,
) -> Vec<Benchmark> {
    let mut found: Vec<Benchmark> = Vec::new();
    for cells in taken {
        let Some((label, title)) = of_row(&cells) else { continue };
        let figures =
            headers.iter().zip(&cells).map(|(header, cell)| (names::normalise(header), cell.trim().to_owned()));
        let figures = figures.filter(|(header, cell)| !header.is_empty() && is_figure(cell)).collect();
        found.retain(|known| known.label != label);
        found.push(Benchmark { label, title, figures });
    }
    let columns: Vec<(usize, String, Words)> = headers
        .iter()
        .enumerate()
        .skip(1)
        .filter_map(|(place, header)| label(header).map(|(label, title)| (place, label, title)))
        .collect();
    if columns.is_empty() {
        return found;
    }
    let rows: Vec<Vec<String>> = sample.collect();
    for (place, label, title) in columns {
        let named =
            rows.iter().filter_map(|row| Some((names::normalise(row.first()?), row.get(place)?.trim().to_owned())));
        let figures = named.filter(|(name, cell)| !name.is_empty() && is_figure(cell)).collect();
        found.retain(|known| known.label != label);
        found.push(Benchmark { label, title, figures });
    }
    found.retain(|benchmark| !benchmark.figures.is_empty());
    found
}

/// A short text with a digit.
fn is_figure(cell: &str) -> bool {
    cell.chars().count() <= 32 && cell.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn labels_are_told_from_other_words() {
        for cell in ["同行均值", "同行平均", "同行平均值", " 同行同层优秀 ", "行业均值", "Peer Average"]
        {
            assert!(label(cell).is_some(), "{cell}");
        }
        for cell in ["同行", "同行均", "均值", "同行业务员", "平均", ""] {
            assert!(label(cell).is_none(), "{cell}");
        }
        assert!(of_row(&row(&["2025-06-30", "同行均值", "3%"])).is_some());
        assert!(of_row(&row(&["本店", "同行均值", "3%"])).is_none());
    }

    #[test]
    fn rows_and_columns_give_figures_by_their_names() {
        let headers = row(&["统计对象", "退款率", "退款时长(小时)", "说明"]);
        let rows = [row(&["同行均值", "3.2%", "36.5", "见帮助"]), row(&["行业优秀", "-", "12", ""])];
        let found = all(&headers, rows.into_iter(), std::iter::empty());
        let texts =
            |place: usize| found[place].figures.iter().map(|(name, cell)| format!("{name}={cell}")).collect::<Vec<_>>();
        assert_eq!((found[0].label.as_str(), found[1].title.en.as_str()), ("同行均值", "Industry best"));
        assert_eq!((texts(0), texts(1)), (row(&["退款时长(小时)=36.5", "退款率=3.2%"]), row(&["退款时长(小时)=12"])));
        let sample = [row(&["退款率", "2%", "3%"]), row(&["退货率", "1%", "—"])];
        let found = all(&row(&["指标", "本店", "同行均值"]), std::iter::empty(), sample.into_iter());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].figures, BTreeMap::from([("退款率".to_owned(), "3%".to_owned())]));
    }
}
