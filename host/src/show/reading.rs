//! How terminal and HTML read a KPI: which figure is the headline, what it is compared with, in which order groups stand.

use std::cmp::Ordering;

use aftersight_contract::manifest::Direction;
use aftersight_pipeline::results::{KpiResult, Row};

use super::change::{Change, change};
use super::format::{self, NONE, Scale};
use super::{interval, names};
use crate::cli::Lang;

/// A number among a row's fields.
pub(crate) fn figure(row: &Row, name: &str) -> Option<f64> {
    row.fields.get(name)?.as_f64().filter(|value| value.is_finite())
}

/// The code of the reason why a row has no value.
pub(crate) fn missing(row: &Row) -> Option<&str> {
    row.fields.get("reason").filter(|_| figure(row, "value").is_none())?.as_str()
}

/// A KPI as it is read.
pub(crate) struct Reading<'a> {
    /// The KPI.
    pub(crate) kpi: &'a KpiResult,
    /// How its figures are written.
    pub(crate) scale: Scale,
    /// One row per interval over all keys, oldest first; empty where time does not cut.
    pub(crate) trend: &'a [Row],
    /// The groups are parts of one whole: over all of them the value is 1 and says nothing.
    pub(crate) parts: bool,
    newest: Option<usize>,
}

impl<'a> Reading<'a> {
    /// Reads a KPI.
    pub(crate) fn new(kpi: &'a KpiResult) -> Self {
        let whole = if kpi.by.is_empty() { &kpi.rows } else { &kpi.series };
        let parts = is_whole(kpi);
        let trend = if !parts && whole.first().is_some_and(|row| row.at.is_some()) { whole.as_slice() } else { &[] };
        let newest = trend.iter().rposition(|row| row.closed);
        let typical = figure(&kpi.total, "value").or_else(|| trend.iter().find_map(|row| figure(row, "value")));
        let currency = kpi.total.fields.get("currency").and_then(|currency| currency.as_str());
        let scale = Scale::new(kpi.unit, currency, typical.unwrap_or_default());
        Self { kpi, scale, trend, parts, newest }
    }

    /// The newest closed interval, or everything where time does not cut or nothing is closed yet; of a whole its greatest part.
    pub(crate) fn headline(&self) -> &'a Row {
        if self.parts {
            let above = |row: &Row| figure(row, "numerator").unwrap_or_default();
            // Of equal ones the first: `max_by` alone takes the last.
            let greatest = self.kpi.groups.iter().rev().max_by(|left, right| above(left).total_cmp(&above(right)));
            return greatest.unwrap_or(&self.kpi.total);
        }
        self.newest.and_then(|place| self.trend.get(place)).unwrap_or(&self.kpi.total)
    }

    /// The headline against the interval before it.
    pub(crate) fn change(&self) -> Option<Change> {
        let newest = self.newest?;
        change(&self.trend[newest], self.trend.get(newest.checked_sub(1)?)?, self.kpi.unit, self.kpi.direction)
    }

    /// The value of a row, or a dash and the reason why there is none.
    pub(crate) fn value(&self, row: &Row, lang: Lang) -> String {
        if let Some(value) = figure(row, "value") {
            return self.scale.show(value, lang);
        }
        match missing(row) {
            None => NONE.to_owned(),
            Some(code) => {
                let words = names::reason(code);
                format!("{NONE}{}{}{}", lang.pick("（", " ("), lang.of(&words), lang.pick("）", ")"))
            }
        }
    }

    /// The interval of a row, `10.1–12.3%`.
    pub(crate) fn range(&self, row: &Row, lang: Lang) -> Option<String> {
        Some(self.scale.range(figure(row, "value")?, figure(row, "low")?, figure(row, "high")?, lang))
    }

    /// How many stand behind a row: its denominator, else its n.
    pub(crate) fn weight(&self, row: &Row) -> Option<String> {
        figure(row, "denominator").or_else(|| figure(row, "n")).map(format::plain)
    }

    /// A field of a row by its name: figures of the KPI in its unit, the rest as plain numbers.
    pub(crate) fn field(&self, row: &Row, name: &str, lang: Lang) -> String {
        match (row.fields.get(name), figure(row, name)) {
            (_, Some(value)) if ["value", "low", "high", "mean", "error"].contains(&name) || is_quantile(name) => {
                self.scale.show(value, lang)
            }
            (_, Some(value)) => format::plain(value),
            (Some(serde_json::Value::String(text)), _) => text.clone(),
            (Some(serde_json::Value::Bool(value)), _) => names::yes(*value, lang).to_owned(),
            _ => NONE.to_owned(),
        }
    }

    /// The name of a row's interval.
    pub(crate) fn interval(&self, row: &Row, lang: Lang) -> String {
        match &row.at {
            Some(at) => interval::label(at, &self.kpi.grain, lang),
            None => lang.pick("全部时间", "all time").to_owned(),
        }
    }

    /// Groups, those that are surely worst first, without a good direction those that are surely greatest: by the near end of
    /// their interval, so that three rows in four do not outrank a thousand in two thousand. Without a value they come last.
    pub(crate) fn ranked(&self) -> Vec<&'a Row> {
        let weight = |row: &Row| {
            let end = |name| figure(row, name).or_else(|| figure(row, "value"));
            match self.kpi.direction {
                Direction::Lower | Direction::None => end("low"),
                Direction::Higher => end("high").map(|value| -value),
            }
        };
        let mut groups: Vec<(&Row, Option<f64>)> = self.kpi.groups.iter().map(|row| (row, weight(row))).collect();
        groups.sort_by(|(_, left), (_, right)| match (left, right) {
            (Some(left), Some(right)) => right.total_cmp(left),
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (None, None) => Ordering::Equal,
        });
        groups.into_iter().map(|(row, _)| row).collect()
    }

    /// The keys of a row in the order of the KPI's dimensions.
    pub(crate) fn keys(&self, row: &Row, lang: Lang) -> String {
        let keys = self.kpi.by.iter().filter_map(|name| Some(names::key(name, row.keys.get(name)?, lang)));
        keys.collect::<Vec<_>>().join(" · ")
    }
}

/// Do the groups' numerators make up the total's denominator? Then it is a composition, such as shares by issue.
fn is_whole(kpi: &KpiResult) -> bool {
    let parts: f64 = kpi.groups.iter().filter_map(|row| figure(row, "numerator")).sum();
    let whole = figure(&kpi.total, "denominator").filter(|whole| *whole > 0.0);
    // One group is all there is; where more is better or worse, that says something all the same.
    let several = kpi.groups.len() > 1 || (kpi.groups.len() == 1 && kpi.direction == Direction::None);
    several
        && whole.is_some_and(|whole| {
            let above = figure(&kpi.total, "numerator").unwrap_or_default();
            (above - whole).abs() < 0.5 && (parts - whole).abs() < 0.5
        })
}

fn is_quantile(name: &str) -> bool {
    name.strip_prefix('p').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;

    #[test]
    fn the_headline_is_the_newest_closed_interval() {
        let results = sample::results();
        let reading = Reading::new(&results.kpis[0]);
        assert!(reading.headline().closed);
        assert!(!reading.trend.last().unwrap().closed);
        assert_eq!(reading.interval(reading.headline(), Lang::En), "2025-W25");
        assert!(reading.change().is_some());
    }

    #[test]
    fn without_time_the_total_speaks() {
        let mut kpi = sample::results().kpis.remove(0);
        kpi.series.clear();
        let reading = Reading::new(&kpi);
        assert_eq!(reading.headline(), &kpi.total);
        assert_eq!((reading.change(), reading.interval(&kpi.total, Lang::Zh)), (None, "全部时间".to_owned()));
    }

    #[test]
    fn of_a_whole_the_greatest_part_speaks() {
        let mut kpi = sample::results().kpis.remove(0);
        kpi.direction = Direction::None;
        let part = |above: f64| sample::row(&[("value", above / 10.0), ("numerator", above), ("denominator", 10.0)]);
        kpi.groups = vec![part(3.0), part(7.0)];
        kpi.total = part(10.0);
        let reading = Reading::new(&kpi);
        assert!(reading.parts && reading.trend.is_empty());
        assert_eq!(reading.headline(), &kpi.groups[1]);
        kpi.groups = vec![part(10.0)];
        assert_eq!(Reading::new(&kpi).headline(), &kpi.groups[0]);
        kpi.direction = Direction::Lower;
        assert!(!Reading::new(&kpi).parts);
    }

    #[test]
    fn a_missing_value_says_why() {
        let mut kpi = sample::results().kpis.remove(0);
        kpi.total = sample::row(&[]);
        kpi.total.fields.insert("reason".to_owned(), "no-denominator".into());
        let reading = Reading::new(&kpi);
        assert_eq!(reading.value(&kpi.total, Lang::Zh), "—（分母为 0）");
        assert_eq!(reading.value(&kpi.total, Lang::En), "— (nothing below the line)");
        assert_eq!(reading.value(&sample::row(&[]), Lang::En), "—");
    }

    #[test]
    fn surely_worst_groups_come_first() {
        let mut kpi = sample::results().kpis.remove(0);
        let group = |value, low| sample::row(&[("value", value), ("low", low)]);
        kpi.groups = vec![sample::row(&[]), group(0.75, 0.3), group(0.5, 0.48)];
        let values: Vec<_> = Reading::new(&kpi).ranked().into_iter().map(|row| figure(row, "value")).collect();
        assert_eq!(values, [Some(0.5), Some(0.75), None]);
    }
}
