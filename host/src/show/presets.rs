//! Presets side by side: what each says about the same rows, for terminal and HTML alike.

use aftersight_pipeline::results::{DifferentRow, PresetResult, PresetsResult};

use super::format::{NONE, Scale, count, plain, tame};
use super::names;
use super::reading::{figure, missing};
use crate::cli::Lang;

/// The headings of [`line`].
pub(crate) fn header(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::Zh => ["预设", "数值", "分子", "分母", "分子行变化", "分母行变化"],
        Lang::En => ["Preset", "Value", "Numerator", "Denominator", "Rows above", "Rows below"],
    }
}

/// One preset: its name, figure, numerator, denominator, and the rows that count otherwise than by the first.
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
    let moved = |entered: u64, left: u64| match (entered, left) {
        (0, 0) => lang.pick("相同", "the same").to_owned(),
        (entered, left) => format!("+{} −{}", count(entered), count(left)),
    };
    [
        format!("{} ({})", tame(lang.of(&preset.title)), preset.preset),
        value,
        number("numerator"),
        number("denominator"),
        moved(preset.entered_above, preset.left_above),
        moved(preset.entered_below, preset.left_below),
    ]
}

/// A row that makes a difference, in a sentence.
pub(crate) fn example(row: &DifferentRow, lang: Lang) -> String {
    let side = |[before, after]: [f64; 2], zh: &'static str, en: &'static str| {
        (before != after).then(|| format!("{} {} → {}", lang.pick(zh, en), plain(before), plain(after)))
    };
    let sides: Vec<_> = [side(row.above, "分子", "numerator"), side(row.below, "分母", "denominator")]
        .into_iter()
        .flatten()
        .collect();
    let columns: Vec<_> = row
        .columns
        .iter()
        .map(|(name, value)| format!("{} = {}", names::name(name, lang), tame(&names::key(name, value, lang))))
        .collect();
    match lang {
        Lang::Zh => format!("{} 第 {} 行：{}（{}）", tame(&row.source), row.row, sides.join("，"), columns.join("，")),
        Lang::En => format!("{} row {}: {} ({})", tame(&row.source), row.row, sides.join(", "), columns.join(", ")),
    }
}
