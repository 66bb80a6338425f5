//! Rate shift: a rate's newest closed interval against those before it, by the two-proportion z test.

use aftersight_sdk::measure::{ProportionTest, two_proportion_z, wilson};
use aftersight_sdk::{
    Analysis, Context, Evidence, Finding, Handed, Input, Params, Point, Report, Result, Series, Severity, Tables,
};

/// The level of the intervals shown.
const LEVEL: f64 = 0.95;
const ROLE: &str = "series";

/// What counts as a shift.
#[derive(Debug)]
pub struct RateShift {
    z: f64,
    critical_z: f64,
    min_denominator: u64,
    baseline: usize,
    direction: String,
    all_intervals: bool,
}

impl Analysis for RateShift {
    fn plan(_: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        Ok(vec![Input::new(ROLE, "series").columns(Series::COLUMNS)])
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self {
            z: params.number("z")?,
            critical_z: params.number("critical_z")?,
            min_denominator: params.integer("min_denominator")? as u64,
            baseline: params.integer("baseline")? as usize,
            direction: params.text("direction")?.to_owned(),
            all_intervals: params.boolean("all_intervals")?,
        })
    }

    fn finish(&self, handed: &Handed) -> Result<Report> {
        let all = Series::read(handed.batches(ROLE))?;
        let mut report = Report::default();
        for series in &all {
            let closed: Vec<Point> = series.closed().copied().collect();
            let first = if self.all_intervals { 0 } else { closed.len().saturating_sub(1) };
            report.findings.extend((first..closed.len()).filter_map(|place| self.judge(&closed, place)));
        }
        // Silence would look like “nothing happened” where nothing was judged.
        let points = || all.iter().flat_map(|series| &series.0);
        if points().any(|point| point.value.is_some()) && points().all(|point| counts(point).is_none()) {
            let code = "no-counts".to_owned();
            report.findings.push(Finding { code, severity: Severity::Info, ..Finding::default() });
        }
        Ok(report)
    }
}

impl RateShift {
    /// The finding about the interval at that place, if its rate has shifted against those before it.
    fn judge(&self, closed: &[Point], place: usize) -> Option<Finding> {
        let point = &closed[place];
        let (hits, n) = counts(point)?;
        let before = closed[place.saturating_sub(self.baseline)..place].iter().filter_map(counts);
        let (known_hits, known_n) = before.fold((0, 0), |(hits, n), (more, rows)| (hits + more, n + rows));
        if n < self.min_denominator || known_n < self.min_denominator {
            return None;
        }
        let ProportionTest { z, p_value } = two_proportion_z([known_hits, hits], [known_n, n])?;
        let wanted = match self.direction.as_str() {
            "rise" => z > 0.0,
            "fall" => z < 0.0,
            _ => true,
        };
        if z.abs() < self.z || !wanted {
            return None;
        }
        let (value, expected) = (hits as f64 / n as f64, known_hits as f64 / known_n as f64);
        let (own, band) = (wilson(hits, n, LEVEL)?, wilson(known_hits, known_n, LEVEL)?);
        let confidence = 1.0 - p_value;
        let finding = Finding {
            severity: if z.abs() >= self.critical_z { Severity::Critical } else { Severity::Warning },
            value: Some(value),
            expected: Some(expected),
            low: Some(band.low),
            high: Some(band.high),
            confidence: Some(confidence),
            impact: Some((value - expected) * n as f64),
            evidence: vec![Evidence { role: ROLE.to_owned(), row: point.row }],
            ..Finding::about(if z > 0.0 { "risen" } else { "fallen" }, ROLE, point.row)
        };
        // In the sentence confidence is rounded down: it must not read 100 %.
        let shown = (confidence * 1000.0).floor() / 1000.0;
        let finding = finding.with("value", value).with("expected", expected).with("z", z).with("confidence", shown);
        Some(finding.with("from", own.low).with("to", own.high).with("denominator", n as i64))
    }
}

/// Numerator and denominator, where they are counts of which one is part of the other.
fn counts(point: &Point) -> Option<(u64, u64)> {
    let count = |number: f64| ((0.0..9e15).contains(&number) && number.fract() == 0.0).then_some(number as u64);
    let (hits, n) = (count(point.numerator?)?, count(point.denominator?)?);
    (hits <= n).then_some((hits, n))
}

aftersight_sdk::export!(analysis RateShift);
