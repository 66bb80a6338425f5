//! A figure against the one before it.

use aftersight_contract::manifest::{Direction, Unit};
use aftersight_pipeline::results::Row;

use super::format::{Scale, number};
use super::reading::figure;
use crate::cli::Lang;

/// What a change means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// In the good direction.
    Better,
    /// In the bad direction.
    Worse,
    /// Within what chance explains, or too small to matter.
    Steady,
    /// The KPI has no good direction.
    Neutral,
}

impl Verdict {
    fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Better => lang.pick("变好", "better"),
            Self::Worse => lang.pick("变差", "worse"),
            Self::Steady => lang.pick("无明显变化", "no clear change"),
            Self::Neutral => "",
        }
    }
}

/// A change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Change {
    before: f64,
    by: f64,
    /// What it means.
    pub(crate) verdict: Verdict,
}

/// Compares two rows of a KPI; none where either has no value.
pub(crate) fn change(now: &Row, before: &Row, unit: Unit, direction: Direction) -> Option<Change> {
    let (value, from) = (figure(now, "value")?, figure(before, "value")?);
    let by = value - from;
    let verdict = match direction {
        _ if by == 0.0 || !clear(now, before, by, unit) => Verdict::Steady,
        Direction::None => Verdict::Neutral,
        Direction::Higher if by > 0.0 => Verdict::Better,
        Direction::Lower if by < 0.0 => Verdict::Better,
        Direction::Higher | Direction::Lower => Verdict::Worse,
    };
    Some(Change { before: from, by, verdict })
}

/// Below this part of the figure before, a change of a figure without an interval is not worth a judgement.
const SMALL: f64 = 0.01;

/// Does the interval of the difference leave out 0? Built from the two figures' own intervals (Newcombe 1998, "Interval
/// estimation for the difference between independent proportions", method 10). Where a figure has none, a change counts that
/// is not [`SMALL`]; for shares in proportion to what is left to 0 or 1.
fn clear(now: &Row, before: &Row, by: f64, unit: Unit) -> bool {
    let reach = |row: &Row, end: &str| Some((figure(row, "value")? - figure(row, end)?).abs());
    let (toward, away) = if by > 0.0 { ("low", "high") } else { ("high", "low") };
    match (reach(now, toward), reach(before, away)) {
        (Some(own), Some(other)) => by.abs() > own.hypot(other),
        _ => {
            let from = figure(before, "value").unwrap_or_default().abs();
            let whole = if unit == Unit::Fraction && (0.5..=1.0).contains(&from) { 1.0 - from } else { from };
            by.abs() >= SMALL * whole
        }
    }
}

impl Change {
    /// `▲`, `▼` or `＝`.
    pub(crate) fn arrow(&self) -> &'static str {
        match self.by {
            by if by > 0.0 => "▲",
            by if by < 0.0 => "▼",
            _ => "=",
        }
    }

    /// What it means in a word; empty where the text says so already or nothing is judged.
    pub(crate) fn word(&self, lang: Lang) -> &'static str {
        if self.by == 0.0 { "" } else { self.verdict.word(lang) }
    }

    /// Per cent by percentage points, scores by points, the rest in proportion to the figure before.
    pub(crate) fn text(&self, scale: &Scale, lang: Lang) -> String {
        if self.by == 0.0 {
            return lang.pick("持平", "unchanged").to_owned();
        }
        let text = match scale.unit() {
            Unit::Fraction => {
                let points = self.by * 100.0;
                let decimals =
                    (1..4).find(|decimals| points.abs() * 10_f64.powi(*decimals) >= 0.95).unwrap_or(4) as usize;
                format!("{}{}", number(points, decimals), lang.pick(" 个百分点", " pp"))
            }
            Unit::Score => number(self.by, if self.before.abs() < 10.0 { 2 } else { 1 }),
            _ if self.before == 0.0 => scale.show(self.by, lang),
            _ => format!("{}%", number(self.by / self.before.abs() * 100.0, 1)),
        };
        if self.by > 0.0 { format!("+{text}") } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample::row;

    fn verdict(now: &Row, before: &Row, direction: Direction) -> Verdict {
        change(now, before, Unit::Fraction, direction).unwrap().verdict
    }

    #[test]
    fn direction_says_what_is_good() {
        let (high, low) = (row(&[("value", 0.2)]), row(&[("value", 0.1)]));
        assert_eq!(verdict(&high, &low, Direction::Higher), Verdict::Better);
        assert_eq!(verdict(&high, &low, Direction::Lower), Verdict::Worse);
        assert_eq!(verdict(&high, &low, Direction::None), Verdict::Neutral);
        assert_eq!(verdict(&low, &low, Direction::Lower), Verdict::Steady);
        assert_eq!(change(&row(&[]), &low, Unit::Fraction, Direction::Lower), None);
    }

    #[test]
    fn what_chance_explains_is_neither_good_nor_bad() {
        let before = row(&[("value", 0.10), ("low", 0.06), ("high", 0.16)]);
        let now = row(&[("value", 0.13), ("low", 0.08), ("high", 0.20)]);
        assert_eq!(verdict(&now, &before, Direction::Lower), Verdict::Steady);
        let far = row(&[("value", 0.30), ("low", 0.25), ("high", 0.36)]);
        assert_eq!(verdict(&far, &before, Direction::Lower), Verdict::Worse);
    }

    #[test]
    fn next_to_nothing_is_neither_good_nor_bad() {
        let value = |value| row(&[("value", value)]);
        assert_eq!(verdict(&value(0.3006), &value(0.3), Direction::Lower), Verdict::Steady);
        // One case in a hundred that was not lost is much more than 0.3 %.
        assert_eq!(verdict(&value(0.987), &value(0.984), Direction::Higher), Verdict::Better);
    }

    #[test]
    fn changes_are_written_by_unit() {
        let text = |unit, now, before, lang| {
            let found = change(&row(&[("value", now)]), &row(&[("value", before)]), unit, Direction::Lower).unwrap();
            found.text(&Scale::new(unit, None, now), lang)
        };
        assert_eq!(text(Unit::Fraction, 0.124, 0.112, Lang::Zh), "+1.2 个百分点");
        assert_eq!(text(Unit::Fraction, 0.0010, 0.0014, Lang::En), "−0.04 pp");
        assert_eq!(text(Unit::Count, 90.0, 120.0, Lang::En), "−25.0%");
        assert_eq!(text(Unit::Count, 3.0, 0.0, Lang::En), "+3");
        assert_eq!(text(Unit::Score, 40.0, 42.5, Lang::En), "−2.5");
        assert_eq!(text(Unit::Count, 3.0, 3.0, Lang::Zh), "持平");
    }
}
