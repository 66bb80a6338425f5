//! Presets side by side: what each says about the same rows, for terminal and HTML alike.

use aftersight_pipeline::results::{DifferentRow, PresetResult, PresetsResult};
use jiff::Timestamp;

use super::format::{NONE, Scale, count, plain, tame};
use super::reading::{figure, missing};
use super::{interval, names};
use crate::cli::Lang;

/// The headings of [`line`].
pub(crate) fn header(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::Zh => ["预设", "数值", "分子", "分母", "分子涉及的行", "分母涉及的行"],
        Lang::En => ["Preset", "Value", "Numerator", "Denominator", "Rows of numerator", "Rows of denominator"],
    }
}

/// One preset: its name, figure, numerator, denominator, and the rows behind these: of the first preset how many, of the others
/// those that count otherwise.
pub(crate) fn line(of: &PresetsResult, preset: &PresetResult, lang: Lang) -> [String; 6] {
    let total = &preset.total;
    let typical = of.presets.iter().find_map(|preset| figure(&preset.total, "value")).unwrap_or_default();
    let currency = total.fields.get("currency").and_then(|currency| currency.as_str());
    let value = match (figure(total, "value"), missing(total)) {
        (Some(value), _) => Scale::new(of.unit, currency, typical).show(value, lang),
        (None, Some(code)) => format!("{NONE}{}", lang.of(&names::reason(code))),
        (None, None) => NONE.to_owned(),
    };
    let number = |name: &str| figure(total, name).map_or_else(|| NONE.to_owned(), plain);
    let first = of.presets.first();
    let moved = |rows: u64, [entered, left]: [u64; 2], of_first: Option<u64>| match (entered, left) {
        _ if first.is_some_and(|first| std::ptr::eq(first, preset)) => rows_text(rows, lang),
        (0, 0) => lang.pick("与首行相同", "the same").to_owned(),
        // Nothing in common: another kind of row is counted.
        (entered, left) if left > 0 && entered == rows && Some(left) == of_first => match lang {
            Lang::Zh => format!("{}（另一类行）", rows_text(rows, lang)),
            Lang::En => format!("{} of another kind", rows_text(rows, lang)),
        },
        (entered, 0) => format!("+{}", rows_text(entered, lang)),
        (0, left) => format!("−{}", rows_text(left, lang)),
        (entered, left) => format!("+{}  −{}", rows_text(entered, lang), rows_text(left, lang)),
    };
    [
        format!("{} ({})", tame(lang.of(&preset.title)), preset.preset),
        value,
        number("numerator"),
        number("denominator"),
        moved(preset.rows_above, [preset.entered_above, preset.left_above], first.map(|first| first.rows_above)),
        moved(preset.rows_below, [preset.entered_below, preset.left_below], first.map(|first| first.rows_below)),
    ]
}

/// Are two figures the same to the last bit?
fn same(left: f64, right: f64) -> bool {
    left.to_bits() == right.to_bits()
}

/// A row that makes a difference, in a sentence.
pub(crate) fn example(row: &DifferentRow, lang: Lang) -> String {
    let side = |[before, after]: [f64; 2], zh: &'static str, en: &'static str| {
        let name = lang.pick(zh, en);
        (!same(before, after)).then(|| match (before == 0.0, after == 0.0, lang) {
            (true, _, Lang::Zh) if same(after, 1.0) => format!("计入{name}"),
            (true, _, Lang::En) if same(after, 1.0) => format!("counts in the {name}"),
            (true, _, Lang::Zh) => format!("计入{name}（{}）", plain(after)),
            (true, _, Lang::En) => format!("counts {} in the {name}", plain(after)),
            (_, true, Lang::Zh) => format!("不再计入{name}"),
            (_, true, Lang::En) => format!("counts no more in the {name}"),
            (_, _, Lang::Zh) => format!("在{name}中 {} → {}", plain(before), plain(after)),
            (_, _, Lang::En) => format!("counts {} → {} in the {name}", plain(before), plain(after)),
        })
    };
    let alike = row.above.iter().zip(row.below).all(|(above, below)| same(*above, below));
    let sides = if alike {
        vec![side(row.above, "分子和分母", "numerator and denominator")]
    } else {
        vec![side(row.above, "分子", "numerator"), side(row.below, "分母", "denominator")]
    };
    let sides: Vec<_> = sides.into_iter().flatten().collect();
    let columns: Vec<_> = row
        .columns
        .iter()
        .map(|(name, value)| format!("{} {}", names::name(name, lang), shown(name, value, lang)))
        .collect();
    match lang {
        Lang::Zh => format!("{} 第 {} 行：{}（{}）", tame(&row.source), row.row, sides.join("，"), columns.join("，")),
        Lang::En => format!("{} row {}: {} ({})", tame(&row.source), row.row, sides.join(", "), columns.join(", ")),
    }
}

/// A value that the conditions read: a moment as people write it, anything else under the name that they know.
fn shown(name: &str, value: &str, lang: Lang) -> String {
    match value.parse::<Timestamp>() {
        Ok(_) => interval::moment(value),
        Err(_) => names::key(name, value, lang),
    }
}

fn rows_text(rows: u64, lang: Lang) -> String {
    match (lang, rows) {
        (Lang::Zh, rows) => format!("{} 行", count(rows)),
        (Lang::En, 1) => "1 row".to_owned(),
        (Lang::En, rows) => format!("{} rows", count(rows)),
    }
}

#[cfg(test)]
mod tests {
    use aftersight_contract::manifest::{Unit, Words};

    use super::*;
    use crate::show::sample::row;

    fn preset(rows: u64, entered: u64, left: u64) -> PresetResult {
        PresetResult {
            preset: "p".to_owned(),
            title: Words::new("口径", "Reading"),
            origin: None,
            params: Default::default(),
            total: row(&[("value", 0.076), ("numerator", 196.0), ("denominator", 2591.0)]),
            rows_above: rows,
            rows_below: rows,
            entered_above: entered,
            left_above: left,
            entered_below: 0,
            left_below: 0,
            examples: Vec::new(),
        }
    }

    #[test]
    fn rows_are_counted_against_the_first_line() {
        let presets =
            vec![preset(5, 0, 0), preset(5, 0, 0), preset(7, 3, 1), preset(6, 1, 0), preset(4, 0, 1), preset(9, 9, 5)];
        let title = Words::new("退货率", "Return rate");
        let of = PresetsResult { name: "x".to_owned(), plugin: "x".to_owned(), title, unit: Unit::Fraction, presets };
        let said = |lang| of.presets.iter().map(|preset| line(&of, preset, lang)[4].clone()).collect::<Vec<_>>();
        assert_eq!(
            said(Lang::En),
            ["5 rows", "the same", "+3 rows  −1 row", "+1 row", "−1 row", "9 rows of another kind"]
        );
        assert_eq!(said(Lang::Zh), ["5 行", "与首行相同", "+3 行  −1 行", "+1 行", "−1 行", "9 行（另一类行）"]);
    }

    #[test]
    fn a_row_says_how_it_counts() {
        let say = |above, below, lang| {
            let columns = [("created_at".to_owned(), "2025-03-01T10:37:13+08:00".to_owned())].into();
            example(
                &DifferentRow { table: "t".to_owned(), source: "a.csv".to_owned(), row: 3, above, below, columns },
                lang,
            )
        };
        assert_eq!(say([0.0, 1.0], [0.0, 1.0], Lang::Zh), "a.csv 第 3 行：计入分子和分母（创建时间 2025-03-01 10:37）");
        assert_eq!(
            say([1.0, 0.0], [1.0, 4.0], Lang::Zh),
            "a.csv 第 3 行：不再计入分子，在分母中 1 → 4（创建时间 2025-03-01 10:37）"
        );
        assert_eq!(
            say([0.0, 4.0], [0.0, 1.0], Lang::En),
            "a.csv row 3: counts 4 in the numerator, counts in the denominator (Created 2025-03-01 10:37)"
        );
    }
}
