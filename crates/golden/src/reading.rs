//! KPIs over tables, alerts and insights over a series: through the pipeline, without its cleaning.

use std::collections::BTreeSet;

use aftersight_contract::manifest::Words;
use aftersight_contract::{Batch, Values};
use aftersight_pipeline::config::{AnalysisStep, KpiStep};
use aftersight_pipeline::results::{FindingResult, InsightResult, KpiResult, Results, Row};
use aftersight_pipeline::run::{self, Kpis};
use aftersight_pipeline::time::{Grain, Zone};
use aftersight_pipeline::{Measured, bare};

use crate::case::Case;
use crate::cell::show_text;
use crate::compare::Sections;
use crate::only::Only;
use crate::run::Stop;
use crate::sheet::write_cells;

/// The name of the one KPI step.
const NAME: &str = "kpi";

/// What blocks of figures are called before the KPI's name.
const FIGURES: &str = "kpi:";

type Tables = [(String, Vec<Batch>)];

/// A KPI case.
pub(crate) fn kpi(case: &Case, engine: &Only<'_>, id: &str, tables: &Tables) -> Result<Sections, Stop> {
    // What a KPI made of KPIs reads stands in blocks of its own: figures, no rows.
    let (figures, tables): (Vec<_>, Vec<_>) = tables.iter().cloned().partition(|(name, _)| name.starts_with(FIGURES));
    let prepared = case.prepare(engine, &case.config(), &tables)?;
    let step = KpiStep {
        plugin: id.to_owned(),
        name: Some(NAME.to_owned()),
        by: case.setup.by.clone(),
        grain: case.setup.grain,
        top: None,
        params: case.params.clone(),
    };
    let kpis = if figures.is_empty() {
        run::measure(engine, &prepared, &[step], true, &|_| {})?
    } else {
        let grain = case.setup.grain.unwrap_or(Grain::Day);
        bare::composed(engine, &prepared, &step, components(case, grain, prepared.as_of)?)?
    };
    let results = run::finish(engine, &prepared, kpis, &[], &|_| {})?;
    failed(&results)?;
    let Some(result) = results.kpis.first() else { return Err(Stop("the KPI has no result\n".to_owned())) };
    let mut sections = Sections::default();
    let all: Vec<&Row> =
        result.rows.iter().chain(&result.series).chain(&result.groups).chain([&result.total]).collect();
    let header = Header::new(result, &all, case.setup.closed);
    sections.push("expect", header.write(&result.rows));
    sections.push("expect series", header.write(&result.series));
    sections.push("expect groups", header.write(&result.groups));
    sections.push("expect total", header.write(std::slice::from_ref(&result.total)));
    Ok(sections)
}

/// The blocks `kpi:NAME` as figures of KPIs.
fn components(case: &Case, grain: Grain, as_of: i64) -> Result<Vec<Measured>, Stop> {
    let zone = Zone::new(case.timezone())?;
    let named = case.tables.iter().filter_map(|(name, rows)| Some((name.strip_prefix(FIGURES)?, rows)));
    let title = || Words { zh: "指标".to_owned(), en: "KPI".to_owned() };
    Ok(named.map(|(name, rows)| bare::measured(name, title(), rows, grain, &zone, as_of)).collect())
}

/// A failure of the plugin is all there is to show.
fn failed(results: &Results) -> Result<(), Stop> {
    results.failures.first().map_or(Ok(()), |failure| Err(Stop(format!("{}\n", failure.message.en))))
}

/// The columns under which rows of a KPI are shown.
struct Header {
    timed: bool,
    by: Vec<String>,
    fields: Vec<String>,
    closed: bool,
}

impl Header {
    fn new(result: &KpiResult, rows: &[&Row], closed: bool) -> Self {
        const FIRST: [&str; 4] = ["value", "numerator", "denominator", "n"];
        let known: BTreeSet<&String> = rows.iter().flat_map(|row| row.fields.keys()).collect();
        let first = FIRST.iter().filter(|name| known.iter().any(|field| field == *name)).map(|name| (*name).to_owned());
        let rest = known.iter().filter(|field| !FIRST.contains(&field.as_str())).map(|field| (*field).clone());
        Self {
            timed: rows.iter().any(|row| row.at.is_some()),
            by: result.by.clone(),
            fields: first.chain(rest).collect(),
            closed,
        }
    }

    fn write(&self, rows: &[Row]) -> String {
        let at = self.timed.then(|| "at".to_owned());
        let closed = self.closed.then(|| "closed".to_owned());
        let header: Vec<String> =
            at.into_iter().chain(self.by.iter().cloned()).chain(self.fields.iter().cloned()).chain(closed).collect();
        let line = |row: &Row| {
            let at = self.timed.then(|| row.at.clone().unwrap_or_default());
            let keys = self.by.iter().map(|name| row.keys.get(name).map(|key| show_text(key)).unwrap_or_default());
            let fields = self.fields.iter().map(|name| row.fields.get(name).map(json).unwrap_or_default());
            let closed = self.closed.then(|| row.closed.to_string());
            at.into_iter().chain(keys).chain(fields).chain(closed).collect::<Vec<_>>()
        };
        write_cells(&header, &rows.iter().map(line).collect::<Vec<_>>())
    }
}

/// A figure with its shortest exact digits; 1 and 1.0 look alike.
fn json(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => show_text(text),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (None, Some(float)) => float.to_string(),
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}

/// A case of an alert or insight: the block `csv series` is the KPI that it stands on.
pub(crate) fn analysis(case: &Case, engine: &Only<'_>, id: &str, tables: &Tables) -> Result<Sections, Stop> {
    let series = case.tables.iter().find(|(name, _)| name == "series").map(|(_, batch)| batch);
    let others: Vec<_> = tables.iter().filter(|(name, _)| name != "series").cloned().collect();
    let zone = Zone::new(case.timezone())?;
    let grain = case.setup.grain.unwrap_or(Grain::Day);
    let mut config = case.config();
    if let (None, Some(end)) = (&config.as_of, series.and_then(|series| end(series, grain, &zone))) {
        config.as_of = Some(zone.rfc3339(end));
    }
    let prepared = case.prepare(engine, &config, &others)?;
    let title = Words { zh: "指标".to_owned(), en: "KPI".to_owned() };
    let measured = series.map(|series| bare::measured(NAME, title, series, grain, &zone, prepared.as_of));
    let step = AnalysisStep {
        plugin: id.to_owned(),
        name: Some("step".to_owned()),
        on: measured.as_ref().map(|_| NAME.to_owned()),
        params: case.params.clone(),
        ..AnalysisStep::default()
    };
    let mut kpis = Kpis::default();
    kpis.measured.extend(measured);
    let results = run::finish(engine, &prepared, kpis, &[step], &|_| {})?;
    failed(&results)?;
    let mut sections = Sections::default();
    if results.insights.is_empty() || !results.findings.is_empty() {
        sections.push("expect", findings(&results.findings));
    }
    for (index, insight) in results.insights.iter().enumerate() {
        sections.push(format!("expect sheet {}", index + 1), sheet(insight));
    }
    Ok(sections)
}

/// The end of the last interval: without another `as_of` every interval is closed.
fn end(series: &Batch, grain: Grain, zone: &Zone) -> Option<i64> {
    let column = series.column("at")?;
    let Values::Timestamp(values) = &column.values else { return None };
    values.iter().map(|at| zone.end(grain, zone.interval(grain, *at))).max().filter(|end| *end < i64::MAX)
}

fn findings(findings: &[FindingResult]) -> String {
    const FIGURES: [&str; 6] = ["value", "expected", "low", "high", "confidence", "impact"];
    let mut header: Vec<String> = ["code", "severity", "at", "keys"].map(str::to_owned).to_vec();
    header.extend(FIGURES.map(str::to_owned));
    header.extend(["route", "zh", "en"].map(str::to_owned));
    let line = |finding: &FindingResult| {
        let keys: Vec<String> = finding.keys.iter().map(|(name, key)| format!("{name}={key}")).collect();
        let severity = format!("{:?}", finding.severity).to_lowercase();
        let mut cells = vec![finding.code.clone(), severity, finding.at.clone().unwrap_or_default(), keys.join("; ")];
        cells.extend(FIGURES.map(|name| finding.figures.get(name).map(json).unwrap_or_default()));
        cells.extend([
            finding.route.clone().unwrap_or_default(),
            finding.message.zh.clone(),
            finding.message.en.clone(),
        ]);
        cells
    };
    write_cells(&header, &findings.iter().map(line).collect::<Vec<_>>())
}

fn sheet(insight: &InsightResult) -> String {
    let rows: Vec<Vec<String>> = insight.rows.iter().map(|row| row.iter().map(json).collect()).collect();
    write_cells(&insight.columns, &rows)
}
