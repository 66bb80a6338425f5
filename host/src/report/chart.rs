//! Trends as SVG. Lines are stretched to the width of the page with strokes of constant width; texts and points keep their
//! size because they are placed by per cent. Colours and fonts come from the style sheet, so dark mode and paper work.

use std::fmt::Write as _;

use aftersight_contract::Severity;
use aftersight_pipeline::results::{FindingResult, Row};
use maud::{Markup, html};
use unicode_width::UnicodeWidthStr;

use super::axis::Axis;
use super::both::{both_svg, joined, say};
use super::thin::{self, thin};
use crate::cli::Lang;
use crate::show::interval;
use crate::show::reading::{Reading, figure};

/// The height of a trend, px.
const HEIGHT: f64 = 190.0;
/// Labels on the axis of time: what a phone has room for.
const LABELS: usize = 6;
/// Up to here points are drawn and answer to the pointer.
const DOTS: usize = 120;

/// The trend of a KPI, with what was found about it as a whole.
pub(super) fn trend(reading: &Reading<'_>, findings: &[FindingResult]) -> Markup {
    let places = thin(reading.trend);
    let rows: Vec<&Row> = places.iter().filter_map(|place| reading.trend.get(*place)).collect();
    let axis = Axis::new(shown(&rows).into_iter(), &reading.scale);
    let line = Line::new(&rows, |value| axis.place(value));
    let label = joined(|lang| format!("{}{}", lang.of(&reading.kpi.title), lang.pick("的走势", ": trend")));
    html! {
        figure.chart {
            (levels(reading, &axis))
            svg.plot role="img" aria-label=(label) width="100%" height=(HEIGHT) {
                @for tick in axis.ticks() {
                    line.grid x1="0" x2="100%" y1=(percent(axis.place(tick))) y2=(percent(axis.place(tick))) {}
                }
                svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%" {
                    @if !line.band.is_empty() { path.band d=(line.band) {} }
                    path.line d=(line.closed) {}
                    @if !line.open.is_empty() { path.line.open d=(line.open) {} }
                }
                (dots(reading, &rows, &axis, findings))
            }
            span {}
            (dates(reading, &rows))
        }
        (notes(&rows, reading, &line, &axis, findings))
    }
}

/// What the axis of values must hold: all values, and of their intervals no more than half as much again on either side, so
/// that one small sample does not flatten the line. The band is cut off where it reaches further.
fn shown(rows: &[&Row]) -> Vec<f64> {
    let mut all: Vec<f64> = rows.iter().filter_map(|row| figure(row, "value")).collect();
    let (low, high) =
        all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    if low <= high {
        let room = (high - low) / 2.0;
        let ends = rows.iter().flat_map(|row| ["low", "high"].map(|name| figure(row, name))).flatten();
        all.extend(ends.map(|end| end.clamp(low - room, high + room)));
    }
    all
}

fn notes(rows: &[&Row], reading: &Reading<'_>, line: &Line, axis: &Axis, findings: &[FindingResult]) -> Markup {
    let ends = rows.iter().flat_map(|row| ["low", "high"].map(|name| figure(row, name))).flatten();
    let cut = ends.into_iter().any(|end| !axis.holds(end));
    html! {
        p.note {
            @if !line.band.is_empty() { span.key { svg.swatch width="18" height="10" { rect.band width="18" height="10" {} } " " (say("95% 区间", "95% interval"))
                @if cut { (say("，超出图框的部分未画", ", not drawn beyond the frame")) }
            } }
            @if rows.iter().any(|row| !row.closed) {
                span.key { svg.swatch width="18" height="10" { line.line.open x1="0" x2="18" y1="5" y2="5" {} } " " (say("周期未结束，数值还会变", "interval not over: the figure will still move")) }
            }
            @let found: Vec<Found> = rows.iter().filter_map(|row| alarm(reading, row, findings)).collect();
            @if found.iter().any(|found| !found.group) { span.key { svg.swatch width="12" height="10" { circle.dot.warning cx="6" cy="5" r="4.5" {} } " " (say("该周期有发现", "something was found here")) } }
            @if found.iter().any(|found| found.group) { span.key { svg.swatch width="12" height="10" { circle.dot.warning.part cx="6" cy="5" r="4" {} } " " (say("该周期某一组有发现", "something was found in a group here")) } }
            @if rows.len() < reading.trend.len() {
                span.key { (say("点数过多，每段只画最高和最低点；上限", "many points: only the highest and lowest of each stretch are drawn, at most")) " " (thin::MOST) }
            }
        }
    }
}

/// The labels of the values, in a column as wide as the widest of them.
fn levels(reading: &Reading<'_>, axis: &Axis) -> Markup {
    let ticks = axis.ticks();
    let text = |tick: f64, lang| reading.scale.tick(tick, axis.step, lang);
    let widest =
        ticks.iter().flat_map(|tick| [Lang::Zh, Lang::En].map(|lang| text(*tick, lang).width())).max().unwrap_or(0);
    let width = widest as f64 * 6.4 + 10.0;
    html! {
        svg.levels aria-hidden="true" width=(width) height=(HEIGHT) {
            @for tick in ticks {
                text x=(width - 8.0) y=(percent(axis.place(tick))) dy="4" { (both_svg(|lang| text(tick, lang))) }
            }
        }
    }
}

/// The labels of the intervals; the year stands below where it changes.
fn dates(reading: &Reading<'_>, rows: &[&Row]) -> Markup {
    let every = rows.len().div_ceil(LABELS).max(1);
    let mut labels = Vec::new();
    let mut above = String::new();
    for (place, row) in rows.iter().enumerate().step_by(every) {
        let Some(at) = &row.at else { continue };
        let tick = |lang| interval::tick(at, &reading.kpi.grain, lang);
        let year = tick(Lang::En).1;
        let x = across(place, rows.len());
        let anchor = if place == 0 && rows.len() > 1 {
            "start"
        } else if x > 0.95 {
            "end"
        } else {
            "middle"
        };
        let changed = year != above;
        labels.push(html! {
            text x=(percent(x)) y="12" text-anchor=(anchor) { (both_svg(|lang| tick(lang).0)) }
            @if changed { text x=(percent(x)) y="26" text-anchor=(anchor) { (year) } }
        });
        above = year;
    }
    html! {
        svg.dates aria-hidden="true" width="100%" height="30" { @for label in labels { (label) } }
    }
}

/// What was found about an interval.
#[derive(Clone, Copy)]
pub(super) struct Found {
    /// About a group within it only.
    group: bool,
    severity: Severity,
}

impl Found {
    fn class(self) -> &'static str {
        match (self.group, self.severity) {
            (false, Severity::Critical) => "dot critical",
            (false, Severity::Warning) => "dot warning",
            (false, Severity::Info) => "dot info",
            (true, Severity::Critical) => "dot critical part",
            (true, Severity::Warning) => "dot warning part",
            (true, Severity::Info) => "dot info part",
        }
    }
}

/// The worst that was found about an interval of the row's group; about that of the whole KPI, what was found about itself
/// comes before what was found about its groups.
fn alarm(reading: &Reading<'_>, row: &Row, findings: &[FindingResult]) -> Option<Found> {
    let own = findings.iter().filter(|finding| finding.on.as_deref() == Some(&reading.kpi.name));
    let here = own.filter(|finding| finding.at.is_some() && finding.at == row.at);
    let known = here.filter_map(|finding| {
        let group = finding.keys != row.keys;
        (!group || row.keys.is_empty()).then_some(Found { group, severity: finding.severity })
    });
    known.max_by_key(|found| (!found.group, found.severity))
}

/// Points with their figures as tooltips; those that an alert is about are marked.
fn dots(reading: &Reading<'_>, rows: &[&Row], axis: &Axis, findings: &[FindingResult]) -> Markup {
    let many = rows.len() > DOTS;
    let half = 0.5 / (rows.len().max(2) - 1) as f64;
    html! {
        @for (place, row) in rows.iter().enumerate() {
            @let found = alarm(reading, row, findings);
            @if let Some(value) = figure(row, "value") {
                @let (x, y) = (across(place, rows.len()), axis.place(value));
                @if !many {
                    g {
                        title { (joined(|lang| tooltip(reading, row, lang))) }
                        rect.hit x=(percent((x - half).max(0.0))) y="0" width=(percent(half * 2.0)) height="100%" {}
                        circle class=(dot(row, found)) cx=(percent(x)) cy=(percent(y)) r=(radius(found)) {}
                    }
                } @else if found.is_some() {
                    circle class=(dot(row, found)) cx=(percent(x)) cy=(percent(y)) r=(radius(found)) {}
                }
            }
        }
    }
}

fn dot(row: &Row, found: Option<Found>) -> &'static str {
    match found {
        Some(found) => found.class(),
        None if row.closed => "dot",
        None => "dot open",
    }
}

fn radius(found: Option<Found>) -> &'static str {
    match found {
        Some(found) if !found.group => "5",
        Some(_) => "4.5",
        None => "2.5",
    }
}

fn tooltip(reading: &Reading<'_>, row: &Row, lang: Lang) -> String {
    let mut text = format!("{}  {}", reading.interval(row, lang), reading.value(row, lang));
    if let Some(range) = reading.range(row, lang) {
        let _ = write!(text, " [{range}]");
    }
    if let Some(weight) = reading.weight(row) {
        let _ = write!(text, " n={weight}");
    }
    text
}

/// A trend without axes, for cards, groups and findings; intervals that a finding is about are marked.
pub(super) fn spark(reading: &Reading<'_>, rows: &[&Row], findings: &[FindingResult]) -> Markup {
    let rows = &rows[rows.len().saturating_sub(thin::MOST)..];
    let values: Vec<f64> = rows.iter().filter_map(|row| figure(row, "value")).collect();
    if values.len() < 2 {
        return html! {};
    }
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    let place = |value: f64| if high > low { 0.92 - 0.84 * (value - low) / (high - low) } else { 0.5 };
    let line = Line::new(rows, place);
    let newest = rows.iter().rposition(|row| row.closed);
    let point = |at: usize| Some((percent(across(at, rows.len())), percent(place(figure(rows[at], "value")?))));
    html! {
        svg.spark aria-hidden="true" width="100%" height="28" {
            svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%" {
                path.line d=(line.closed) {}
                @if !line.open.is_empty() { path.line.open d=(line.open) {} }
            }
            @for (at, row) in rows.iter().enumerate() {
                @let found = alarm(reading, row, findings);
                @if let (true, Some((x, y))) = (found.is_some() || newest == Some(at), point(at)) {
                    circle class=(dot(row, found)) cx=(x) cy=(y) r=(if found.is_some() { "4" } else { "2.5" }) {}
                }
            }
        }
    }
}

/// The paths of a trend in a box of 1000 × 1000.
#[derive(Default)]
struct Line {
    /// Through closed intervals.
    closed: String,
    /// To and between intervals that are not over.
    open: String,
    /// Between the ends of the figures' intervals.
    band: String,
}

impl Line {
    fn new(rows: &[&Row], height: impl Fn(f64) -> f64) -> Self {
        let mut line = Self::default();
        let point = |place: usize, value: f64| {
            format!("{:.0} {:.0}", across(place, rows.len()) * 1000.0, height(value) * 1000.0)
        };
        let mut before: Option<(&Row, String)> = None;
        let mut upper: Vec<String> = Vec::new();
        let mut lower: Vec<String> = Vec::new();
        let mut close = |upper: &mut Vec<String>, lower: &mut Vec<String>| {
            if upper.len() > 1 {
                lower.reverse();
                let _ = write!(line.band, "M{}L{}Z", upper.join("L"), lower.join("L"));
            }
            upper.clear();
            lower.clear();
        };
        for (place, row) in rows.iter().enumerate() {
            match (figure(row, "low"), figure(row, "high")) {
                (Some(low), Some(high)) => {
                    upper.push(point(place, high));
                    lower.push(point(place, low));
                }
                _ => close(&mut upper, &mut lower),
            }
            let here = figure(row, "value").map(|value| (*row, point(place, value)));
            if let (Some((from, start)), Some((to, end))) = (&before, &here) {
                let path = if from.closed && to.closed { &mut line.closed } else { &mut line.open };
                if path.ends_with(start.as_str()) {
                    let _ = write!(path, "L{end}");
                } else {
                    let _ = write!(path, "M{start}L{end}");
                }
            }
            before = here;
        }
        close(&mut upper, &mut lower);
        line
    }
}

/// How far to the right a point lies, 0 … 1.
fn across(place: usize, count: usize) -> f64 {
    if count > 1 { place as f64 / (count - 1) as f64 } else { 0.5 }
}

/// `12.3%`, for attributes.
pub(super) fn percent(share: f64) -> String {
    format!("{}%", (share * 1000.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample::{self, row};

    fn open(value: f64) -> Row {
        Row { closed: false, ..row(&[("value", value)]) }
    }

    #[test]
    fn lines_break_where_there_is_no_value_and_change_where_intervals_are_open() {
        let rows = [row(&[("value", 0.0)]), row(&[("value", 1.0)]), row(&[]), row(&[("value", 1.0)]), open(0.0)];
        let line = Line::new(&rows.iter().collect::<Vec<_>>(), |value| 1.0 - value);
        assert_eq!(
            (line.closed.as_str(), line.open.as_str(), line.band.as_str()),
            ("M0 1000L250 0", "M750 0L1000 1000", "")
        );
    }

    #[test]
    fn a_finding_marks_its_group_and_is_hinted_at_in_the_whole() {
        let results = sample::results();
        let (kpi, finding) = (&results.kpis[0], &results.findings[0]);
        let reading = Reading::new(kpi);
        let at = |rows: &[Row], keys| rows.iter().find(|row| row.at == finding.at && row.keys == keys).cloned();
        let class = |row: Option<Row>| alarm(&reading, &row.unwrap(), &results.findings).map(Found::class);
        assert_eq!(class(at(&kpi.rows, finding.keys.clone())), Some("dot critical"));
        assert_eq!(class(kpi.rows.iter().find(|row| row.at == finding.at && row.keys != finding.keys).cloned()), None);
        // Another finding is about all groups together, and less grave.
        let own = FindingResult { keys: Default::default(), severity: Severity::Info, ..finding.clone() };
        let whole = at(&kpi.series, Default::default()).unwrap();
        assert_eq!(alarm(&reading, &whole, &results.findings[..1]).map(Found::class), Some("dot critical part"));
        assert_eq!(alarm(&reading, &whole, &[finding.clone(), own]).map(Found::class), Some("dot info"));
    }

    #[test]
    fn a_small_sample_does_not_flatten_the_line() {
        let rows = [row(&[("value", 0.9), ("low", 0.1), ("high", 1.0)]), row(&[("value", 0.98)])];
        let all = shown(&rows.iter().collect::<Vec<_>>());
        assert!(all.iter().all(|value| *value >= 0.85), "{all:?}");
    }

    #[test]
    fn bands_go_up_along_one_end_and_back_along_the_other() {
        let rows = [row(&[("low", 0.0), ("high", 1.0)]), row(&[("low", 0.5), ("high", 1.0)])];
        assert_eq!(Line::new(&rows.iter().collect::<Vec<_>>(), |value| value).band, "M0 1000L1000 1000L1000 500L0 0Z");
    }
}
