//! Values against targets.

use aftersight_contract::manifest::Direction;

use super::Target;
use crate::results::{KpiResult, Row, Status, TargetResult};

/// What floating point may lose where a value stands exactly on the edge of the tolerance.
const EDGE: f64 = 1e-12;

/// Judges each KPI by its targets.
pub(crate) fn judge(targets: &[Target], kpis: &mut [KpiResult]) {
    for kpi in kpis {
        let own = targets.iter().filter(|target| target.on == kpi.name);
        let judged: Vec<TargetResult> = own.map(|target| target.judge(kpi)).collect();
        kpi.targets = judged;
    }
}

impl Target {
    fn judge(&self, kpi: &KpiResult) -> TargetResult {
        let row = self.row(kpi);
        let figure = |name: &str| row?.fields.get(name)?.as_f64().filter(|value| value.is_finite());
        let currency =
            [row, Some(&kpi.total)].into_iter().flatten().find_map(|row| row.fields.get("currency")?.as_str());
        let (value, target) = (figure("value"), self.amount.value(currency));
        let gap = value.zip(target).map(|(value, target)| value - target);
        let beyond =
            |target: f64| figure("high").zip(figure("low")).is_some_and(|(high, low)| high < target || low > target);
        let status = match (kpi.direction, gap, target) {
            (Direction::None, _, _) => None,
            (direction, Some(gap), Some(target)) => Some(self.status(direction, gap, target)),
            _ => Some(Status::Unknown),
        };
        TargetResult {
            keys: self.keys.clone(),
            target,
            at: row.and_then(|row| row.at.clone()),
            value,
            status,
            sure: gap.is_some() && target.is_some_and(beyond),
            gap,
        }
    }

    fn status(&self, direction: Direction, gap: f64, target: f64) -> Status {
        let missed_by = if direction == Direction::Higher { -gap } else { gap };
        let margin = self.near * target.abs();
        match missed_by {
            by if by <= EDGE * target.abs() => Status::Met,
            by if by <= margin * (1.0 + EDGE) + EDGE * target.abs() => Status::Near,
            _ => Status::Missed,
        }
    }

    /// The newest closed interval that it holds for; everything where time does not cut.
    fn row<'a>(&self, kpi: &'a KpiResult) -> Option<&'a Row> {
        let (rows, whole): (&[Row], &[Row]) = match (self.keys.is_empty(), kpi.by.is_empty()) {
            (true, true) => (&kpi.rows, std::slice::from_ref(&kpi.total)),
            (true, false) => (&kpi.series, std::slice::from_ref(&kpi.total)),
            (false, _) => (&kpi.rows, &kpi.groups),
        };
        let group = |row: &&Row| row.keys == self.keys;
        if kpi.grain == "all" || rows.iter().all(|row| row.at.is_none()) {
            return whole.iter().find(group);
        }
        let holds = |at: &str| {
            let day = at.get(..10).unwrap_or(at);
            self.from.as_deref().is_none_or(|from| from <= day)
                && self.until.as_deref().is_none_or(|until| day <= until)
        };
        let closed = rows.iter().filter(group).filter(|row| row.closed && row.at.as_deref().is_some_and(holds));
        // All moments are of one time zone; where its offset changes, days still sort as their text does.
        closed.max_by(|left, right| left.at.cmp(&right.at))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::super::amount::Amount;
    use super::*;

    fn row(at: &str, key: Option<&str>, closed: bool, figures: &[(&str, f64)]) -> Row {
        Row {
            at: Some(format!("{at}T00:00:00+08:00")),
            keys: key.map(|key| ("region".to_owned(), key.to_owned())).into_iter().collect(),
            closed,
            fields: figures.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect(),
        }
    }

    fn kpi(direction: Direction, rows: Vec<Row>) -> KpiResult {
        KpiResult { direction, grain: "day".to_owned(), rows, name: "a".to_owned(), ..KpiResult::default() }
    }

    fn target(value: f64) -> Target {
        Target {
            on: "a".to_owned(),
            amount: Amount::Plain(value),
            keys: BTreeMap::new(),
            near: 0.1,
            from: None,
            until: None,
        }
    }

    fn status(direction: Direction, value: f64, goal: f64) -> Option<Status> {
        target(goal).judge(&kpi(direction, vec![row("2025-06-01", None, true, &[("value", value)])])).status
    }

    #[test]
    fn direction_and_tolerance_decide() {
        for (direction, value, expected) in [
            (Direction::Lower, 0.04, Some(Status::Met)),
            (Direction::Lower, 0.05, Some(Status::Met)),
            (Direction::Lower, 0.055, Some(Status::Near)),
            (Direction::Lower, 0.056, Some(Status::Missed)),
            (Direction::Higher, 0.06, Some(Status::Met)),
            (Direction::Higher, 0.05, Some(Status::Met)),
            (Direction::Higher, 0.045, Some(Status::Near)),
            (Direction::Higher, 0.044, Some(Status::Missed)),
            (Direction::None, 0.06, None),
        ] {
            assert_eq!(status(direction, value, 0.05), expected, "{direction:?} {value}");
        }
        // A target of nothing has no room to be near.
        assert_eq!(status(Direction::Lower, 1.0, 0.0), Some(Status::Missed));
        assert_eq!(status(Direction::Lower, 0.0, 0.0), Some(Status::Met));
        // Below zero the tolerance still lies on the bad side.
        assert_eq!(status(Direction::Higher, -10.5, -10.0), Some(Status::Near));
        let neither =
            target(0.05).judge(&kpi(Direction::None, vec![row("2025-06-01", None, true, &[("value", 0.25)])]));
        assert_eq!((neither.status, neither.gap), (None, Some(0.2)));
    }

    #[test]
    fn the_newest_closed_interval_within_the_days_is_judged() {
        let day = |day, closed, value| row(day, None, closed, &[("value", value)]);
        let kpi = kpi(
            Direction::Lower,
            vec![day("2025-06-01", true, 0.1), day("2025-06-02", true, 0.2), day("2025-06-03", false, 0.3)],
        );
        let judged = |from: Option<&str>, until: Option<&str>| {
            let found =
                Target { from: from.map(str::to_owned), until: until.map(str::to_owned), ..target(0.15) }.judge(&kpi);
            (found.value, found.status)
        };
        assert_eq!(judged(None, None), (Some(0.2), Some(Status::Missed)));
        assert_eq!(judged(None, Some("2025-06-01")), (Some(0.1), Some(Status::Met)));
        assert_eq!(judged(Some("2025-06-03"), None), (None, Some(Status::Unknown)));
    }

    #[test]
    fn it_is_sure_where_the_whole_interval_lies_beyond() {
        let sure = |low: f64, high: f64| {
            let row = row("2025-06-01", None, true, &[("value", 0.06), ("low", low), ("high", high)]);
            target(0.05).judge(&kpi(Direction::Lower, vec![row])).sure
        };
        assert!(sure(0.055, 0.07) && sure(0.01, 0.04));
        assert!(!sure(0.04, 0.07) && !sure(0.05, 0.07));
        let bare = kpi(Direction::Lower, vec![row("2025-06-01", None, true, &[("value", 0.06)])]);
        assert!(!target(0.05).judge(&bare).sure);
    }

    #[test]
    fn groups_have_targets_of_their_own() {
        let mut kpi = kpi(
            Direction::Lower,
            vec![row("2025-06-01", Some("华东"), true, &[("value", 0.1)]), row("2025-06-01", Some("华南"), true, &[])],
        );
        kpi.by = vec!["region".to_owned()];
        kpi.series = vec![row("2025-06-01", None, true, &[("value", 0.3)])];
        let judged = |key: Option<&str>| {
            let keys = key.map(|key| ("region".to_owned(), key.to_owned())).into_iter().collect();
            let found = Target { keys, ..target(0.2) }.judge(&kpi);
            (found.value, found.status)
        };
        assert_eq!(judged(Some("华东")), (Some(0.1), Some(Status::Met)));
        assert_eq!(judged(Some("华南")), (None, Some(Status::Unknown)));
        assert_eq!(judged(Some("西北")), (None, Some(Status::Unknown)));
        assert_eq!(judged(None), (Some(0.3), Some(Status::Missed)));
    }

    #[test]
    fn without_time_the_whole_is_judged() {
        let mut kpi = kpi(Direction::Lower, Vec::new());
        kpi.grain = "all".to_owned();
        kpi.total.fields = [("value".to_owned(), Value::from(1_000.0)), ("currency".to_owned(), "CNY".into())].into();
        let goal = |currency: &str| {
            Target { amount: Amount::Money(20.0, Some(currency.to_owned())), ..target(0.0) }.judge(&kpi)
        };
        assert_eq!((goal("CNY").target, goal("CNY").status), (Some(2_000.0), Some(Status::Met)));
        assert_eq!((goal("USD").target, goal("USD").status), (None, Some(Status::Unknown)));
    }
}
