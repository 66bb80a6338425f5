//! Groups of a KPI as bars.

use std::collections::BTreeMap;

use aftersight_pipeline::results::Row;
use maud::{Markup, html};

use super::both::{both, say};
use super::chart::{percent, spark};
use super::page::Page;
use crate::show::change::change;
use crate::show::names;
use crate::show::reading::{Reading, figure};

/// Groups shown; `results.json` holds the rest.
const MOST: usize = 15;

/// The breakdown: bar with its interval, the total as a line through all bars, the group's own trend.
pub(super) fn bars(page: &Page<'_>, reading: &Reading<'_>) -> Markup {
    // Groups about which something was found must not hide behind the fifteenth.
    let (mut ranked, others): (Vec<&Row>, Vec<&Row>) = reading.ranked().into_iter().partition(|row| {
        page.results
            .findings
            .iter()
            .any(|finding| finding.on.as_deref() == Some(&reading.kpi.name) && finding.keys == row.keys)
    });
    let found = ranked.len();
    ranked.extend(others);
    let shown = &ranked[..ranked.len().min(MOST)];
    let mut trends: BTreeMap<&BTreeMap<String, String>, Vec<&Row>> = BTreeMap::new();
    for row in reading.kpi.rows.iter().filter(|row| row.at.is_some()) {
        trends.entry(&row.keys).or_default().push(row);
    }
    let total = figure(&reading.kpi.total, "value").filter(|_| !reading.parts);
    let span = Span::new(shown.iter().filter_map(|row| figure(row, "value")).chain(total));
    html! {
        div.scroll { table.bars {
            thead { tr {
                th { (both(|lang| by(reading, lang))) }
                th.num { (say("数值", "Value")) }
                th { (say("全部时间", "All time")) }
                th.num { (say("较上期", "Change")) }
                th.trend { (say("走势", "Trend")) }
                th.num { "n" }
            } }
            tbody { @for row in shown { (group(page, reading, row, &span, total, trends.get(&row.keys))) } }
        } }
        p.note {
            @if total.is_some() { span.key { (say("竖线为整体", "vertical line: overall")) } }
            @if shown.iter().any(|row| figure(row, "low").is_some()) {
                span.key { (say("细线为 95% 区间", "thin line: 95% interval")) }
                span.key { (say("按区间较近一端排序，样本少的组不会因偶然排到前面", "ranked by the interval's nearer end, so that chance does not put small groups first")) }
            }
            @if found > 0 { span.key { (say("有发现的组排在最前", "groups about which something was found come first")) } }
            @if ranked.len() > MOST {
                span.key { (both(|lang| format!("{} {} {}", lang.pick("另有", "and"), ranked.len() - MOST, lang.pick("组，见 results.json", "more groups in results.json")))) }
            }
        }
    }
}

fn by(reading: &Reading<'_>, lang: crate::cli::Lang) -> String {
    reading.kpi.by.iter().map(|name| names::name(name, lang)).collect::<Vec<_>>().join(" · ")
}

fn group(
    page: &Page<'_>,
    reading: &Reading<'_>,
    row: &Row,
    span: &Span,
    total: Option<f64>,
    trend: Option<&Vec<&Row>>,
) -> Markup {
    let trend = trend.map(Vec::as_slice).unwrap_or_default();
    let newest = trend.iter().rposition(|row| row.closed);
    let moved =
        newest.and_then(|at| change(trend[at], trend[at.checked_sub(1)?], reading.kpi.unit, reading.kpi.direction));
    html! {
        tr {
            th scope="row" { (both(|lang| reading.keys(row, lang))) }
            td.num { (page.value(reading, row)) }
            td.bar { (bar(row, span, total)) }
            td.num { @if let Some(moved) = moved { (page.change(reading, &moved, false)) } }
            td.trend { (spark(reading, trend, &page.results.findings)) }
            td.num { (reading.weight(row).unwrap_or_default()) }
        }
    }
}

fn bar(row: &Row, span: &Span, total: Option<f64>) -> Markup {
    let Some(value) = figure(row, "value") else { return html! {} };
    let (zero, end) = (span.place(0.0), span.place(value));
    html! {
        svg aria-hidden="true" width="100%" height="18" {
            rect.bar x=(percent(zero.min(end))) y="3" width=(percent((end - zero).abs())) height="12" {}
            @if let (Some(low), Some(high)) = (figure(row, "low"), figure(row, "high")) {
                line.whisker x1=(percent(span.place(low))) x2=(percent(span.place(high))) y1="9" y2="9" {}
            }
            @if let Some(total) = total {
                line.total x1=(percent(span.place(total))) x2=(percent(span.place(total))) y1="0" y2="18" {}
            }
        }
    }
}

/// The range of the bars: 0 and every value. Intervals may reach beyond it: one small group must not shrink all the others.
struct Span {
    low: f64,
    high: f64,
}

impl Span {
    fn new(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let pad = (high - low) * 0.08;
        Self { low: if low < 0.0 { low - pad } else { 0.0 }, high: if high > low { high + pad } else { 1.0 } }
    }

    fn place(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_start_at_zero_on_either_side() {
        let span = Span::new([-10.0, 40.0].into_iter());
        assert!(span.place(-10.0) > 0.0 && span.place(-10.0) < span.place(0.0) && span.place(40.0) < 1.0);
        assert!(Span::new([].into_iter()).place(0.0) == 0.0);
    }
}
