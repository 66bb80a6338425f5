//! Alerts and insights over measured KPIs.

use std::collections::BTreeMap;

use aftersight_contract::manifest::{PluginKind, Words, resolve};
use aftersight_contract::{
    Args, Batch, Breach, Column, Context, Finding, Malformed, Place, Report, Table as Schema, Value, check,
};

use crate::chain;
use crate::config::AnalysisStep;
use crate::engine::{Engine, Excess, Failure, Plugin, View};
use crate::error::RunError;
use crate::kpi::{self, Measured};
use crate::link;
use crate::message;
use crate::names;
use crate::parameters;
use crate::results::{FailureResult, FindingResult, InsightResult, Object, Row};
use crate::stop::Stop;
use crate::table::Tables;
use crate::time::{Zone, label};

/// The most findings that one step may give.
const MAX_FINDINGS: usize = 10_000;

/// What the steps found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) findings: Vec<FindingResult>,
    pub(crate) insights: Vec<InsightResult>,
    pub(crate) failures: Vec<FailureResult>,
}

/// Runs one alert or insight.
///
/// # Errors
/// What the user must mend: unknown plugin or KPI, wrong parameters.
pub(crate) fn analyse(
    engine: &dyn Engine,
    tables: &Tables,
    kpis: &[Measured],
    context: &Context,
    zone: &Zone,
    step: &AnalysisStep,
    found: &mut Found,
) -> Result<(), RunError> {
    let name = step.name();
    let plugin = chain::find(engine, &step.plugin, &[PluginKind::Alert, PluginKind::Insight])?;
    let params = resolve(&plugin.manifest, &step.params).map_err(|error| RunError::parameter(&name, &error))?;
    let on = match &step.on {
        None => None,
        Some(on) => match kpis.iter().find(|kpi| kpi.result.name == *on) {
            Some(kpi) => Some(kpi),
            // The KPI failed or lacks its inputs, which the result says already.
            None => return Ok(()),
        },
    };
    let mut schema = tables.schema();
    schema.extend(on.map(|kpi| Schema {
        name: "series".to_owned(),
        fields: kpi.series.columns.iter().map(Column::field).collect(),
    }));
    let rows = chosen(step, on).map_err(|RunError(words)| RunError::step(&name, words.zh, words.en))?;
    let judged = Judged { engine, plugin, tables, on, rows, context, zone, step, name };
    match judged.report(&params, &schema) {
        Ok(report) => judged.take(report, found),
        Err(Stop::Plugin(failure)) => found.failures.push(judged.failed(&failure)),
        Err(Stop::User(error)) => return Err(RunError::step(&judged.name, &error.0.zh, &error.0.en)),
    }
    Ok(())
}

/// The rows of the KPI that the step's condition chooses; `None` means all.
fn chosen(step: &AnalysisStep, on: Option<&Measured>) -> Result<Option<Vec<u32>>, RunError> {
    let Some(condition) = &step.filter else { return Ok(None) };
    let Some(kpi) = on else {
        return Err(RunError::new("where 需要用 on 指定一个指标", "`where` chooses rows of a KPI: name one with `on`"));
    };
    let series = &kpi.series;
    let fields: Vec<_> = series.columns.iter().map(Column::field).collect();
    let condition = link::parse(condition, &fields)?;
    let find = |name: &str| series.columns.iter().find(|column| column.name == name);
    let rows = condition.select(series.rows, &find);
    rows.map(Some).map_err(|error| RunError::new(error.chinese(), error.to_string()))
}

struct Judged<'a> {
    engine: &'a dyn Engine,
    plugin: &'a Plugin,
    tables: &'a Tables,
    on: Option<&'a Measured>,
    /// The KPI's rows that are handed in, where not all are.
    rows: Option<Vec<u32>>,
    context: &'a Context,
    zone: &'a Zone,
    step: &'a AnalysisStep,
    name: String,
}

impl Judged<'_> {
    fn report(&self, params: &Args, schema: &[Schema]) -> Result<Report, Stop> {
        let id = &self.plugin.manifest.id;
        let inputs = self.engine.plan(id, params, schema)?;
        let mut analyzer = self.engine.analyzer(id, params, self.context)?;
        for input in &inputs {
            let batches = self.batches(input);
            for batch in batches.map_err(|stop| stop.blame(self.tables, &inputs, &self.step.params))? {
                let columns = batch.columns.iter().map(|column| (column.name.as_str(), column)).collect();
                analyzer.update(&input.role, &View { rows: batch.rows, columns })?;
            }
        }
        Ok(checked(analyzer.finish()?, &inputs, self)?)
    }

    /// The batches of a role, with the planned columns only.
    fn batches(&self, input: &aftersight_contract::Input) -> Result<Vec<Batch>, Stop> {
        let lacks = |column: &str| {
            let table = &input.table;
            Stop::plan(RunError::new(
                format!("“{table}”没有列“{column}”"),
                format!("`{table}` has no column `{column}`"),
            ))
        };
        let mut batches = Vec::new();
        if input.table == "series" {
            let Some(kpi) = self.on else {
                return Err(RunError::new("需要用 on 指定一个指标", "it needs a KPI: name one with `on`").into());
            };
            let find = |name: &String| kpi.series.columns.iter().find(|column| column.name == *name).cloned();
            let columns = input.columns.iter().map(|name| find(name).ok_or_else(|| lacks(name)));
            let mut columns = columns.collect::<Result<Vec<_>, _>>()?;
            if let Some(rows) = &self.rows {
                columns = columns.iter().map(|column| crate::kernels::take(column, rows)).collect();
            }
            batches.push(Batch { rows: self.handed() as u32, columns });
            return Ok(batches);
        }
        let table = self.tables.get(&input.table).ok_or_else(|| {
            RunError::new(format!("没有表“{}”", input.table), format!("there is no table `{}`", input.table))
        })?;
        let fields = self.tables.schema_of(table).fields;
        let filter = input.filter.as_ref().map(|text| link::parse(text, &fields)).transpose().map_err(Stop::plan)?;
        for part in 0..table.parts.len() {
            let mut columns = Vec::new();
            for name in &input.columns {
                let resolved = self.tables.resolve(table, name).ok_or_else(|| lacks(name))?;
                let mut parts = self.tables.parts(table, &resolved).ok_or_else(|| lacks(name))?;
                let mut column = parts.swap_remove(part).into_owned();
                name.clone_into(&mut column.name);
                columns.push(column);
            }
            let mut rows = table.parts[part].batch.rows;
            if let Some(filter) = &filter {
                let chosen = filter
                    .select(rows as usize, &|name| table.column(part, name))
                    .map_err(|error| Stop::plan(RunError::new(error.chinese(), error.to_string())))?;
                columns = columns.iter().map(|column| crate::kernels::take(column, &chosen)).collect();
                rows = chosen.len() as u32;
            }
            batches.push(Batch { rows, columns });
        }
        Ok(batches)
    }

    /// How many rows of the KPI are handed in.
    fn handed(&self) -> usize {
        self.rows.as_ref().map_or_else(|| self.on.map_or(0, |kpi| kpi.series.rows), Vec::len)
    }

    /// The row of the KPI that a row handed in is.
    fn row(&self, handed: u64) -> Option<&Row> {
        let row = match &self.rows {
            Some(rows) => *rows.get(handed as usize)? as usize,
            None => handed as usize,
        };
        self.on?.result.rows.get(row)
    }

    fn failed(&self, failure: &Failure) -> FailureResult {
        FailureResult {
            step: self.name.clone(),
            plugin: self.plugin.manifest.id.clone(),
            message: message::failure(self.engine, &self.plugin.manifest.id, failure),
            consequence: Words {
                zh: "该步骤没有结论".to_owned(),
                en: "this step found nothing because it failed".to_owned(),
            },
        }
    }

    fn take(&self, report: Report, found: &mut Found) {
        for finding in report.findings {
            found.findings.push(self.finding(finding));
        }
        for sheet in report.sheets {
            let rows = (0..sheet.rows.rows as usize).map(|row| {
                sheet.rows.columns.iter().map(|column| kpi::json(column, row).unwrap_or_default()).collect()
            });
            found.insights.push(InsightResult {
                name: self.name.clone(),
                plugin: self.plugin.manifest.id.clone(),
                title: message::words(Some(&self.plugin.manifest), &sheet.code, &Vec::new(), Some(self.zone)),
                columns: sheet.rows.columns.iter().map(|column| column.name.clone()).collect(),
                rows: rows.collect(),
            });
        }
    }

    fn finding(&self, finding: Finding) -> FindingResult {
        let subject = finding.subject.as_ref().and_then(|subject| self.row(subject.row));
        let mut keys: BTreeMap<String, String> = subject.map(|row| row.keys.clone()).unwrap_or_default();
        keys.extend(finding.keys);
        let at = subject.and_then(|row| row.at.clone());
        let message = self.sentence(&finding.code, &finding.args, &keys, at.as_deref());
        let mut figures = Object::new();
        let all = [
            ("value", finding.value),
            ("expected", finding.expected),
            ("low", finding.low),
            ("high", finding.high),
            ("confidence", finding.confidence),
            ("impact", finding.impact),
        ];
        figures.extend(all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
        let evidence = finding.evidence.iter().filter_map(|evidence| self.row(evidence.row).cloned());
        FindingResult {
            name: self.name.clone(),
            plugin: self.plugin.manifest.id.clone(),
            on: self.step.on.clone(),
            severity: self.step.severity.unwrap_or(finding.severity),
            route: self.step.route_to.clone().or(finding.route),
            keys,
            at,
            code: finding.code,
            message,
            args: finding.args.iter().map(|(name, value)| (name.clone(), parameters::json(value, self.zone))).collect(),
            figures,
            evidence: evidence.collect(),
        }
    }

    /// The sentence; `{kpi}`, `{keys}` and `{at}` are the KPI's title, the finding's keys and its interval, as people know them.
    fn sentence(&self, code: &str, args: &Args, keys: &BTreeMap<String, String>, at: Option<&str>) -> Words {
        let kpi = self.on.map(|kpi| &kpi.result);
        let title = kpi.map(|kpi| kpi.title.clone()).unwrap_or_default();
        let at = at.map(|at| label(at, kpi.map_or("", |kpi| &kpi.grain))).unwrap_or_default();
        // In the order of the KPI's dimensions; those that the plugin named itself come last.
        let own = kpi.iter().flat_map(|kpi| &kpi.by).filter_map(|name| keys.get_key_value(name));
        let others = keys.iter().filter(|(name, _)| !kpi.is_some_and(|kpi| kpi.by.contains(name)));
        let keys: Vec<Words> = own.chain(others).map(|(name, key)| names::key(name, key)).collect();
        let with = |of: fn(&Words) -> &str, all: &str| {
            let keys: Vec<&str> = keys.iter().map(of).collect();
            let keys = if keys.is_empty() { all.to_owned() } else { keys.join(" · ") };
            let own = [("kpi", of(&title).to_owned()), ("keys", keys), ("at", of(&at).to_owned())];
            let own = own.map(|(name, text)| (name.to_owned(), Value::Text(text)));
            let args = args.iter().cloned().chain(own).collect();
            message::words(Some(&self.plugin.manifest), code, &args, Some(self.zone))
        };
        Words { zh: with(|words| &words.zh, "整体").zh, en: with(|words| &words.en, "Overall").en }
    }
}

/// Rows, names and numbers of a report are foreign until checked.
fn checked(mut report: Report, inputs: &[aftersight_contract::Input], judged: &Judged<'_>) -> Result<Report, Failure> {
    if report.findings.len() > MAX_FINDINGS {
        return Err(Failure::TooMuch { what: Excess::Findings });
    }
    let malformed = |what| Failure::Malformed(Malformed { place: Place::Findings, what });
    let rows = judged.handed() as u64;
    for finding in &report.findings {
        let numbers = [finding.value, finding.expected, finding.low, finding.high, finding.confidence, finding.impact];
        if numbers.iter().flatten().any(|number| !number.is_finite()) {
            return Err(malformed(Breach::FigureNotFinite));
        }
        for evidence in finding.subject.iter().chain(&finding.evidence) {
            let input = inputs.iter().find(|input| input.role == evidence.role);
            match input {
                None => return Err(malformed(Breach::EvidenceRole)),
                Some(input) if input.table == "series" && evidence.row >= rows => {
                    return Err(malformed(Breach::EvidenceRow));
                }
                Some(_) => {}
            }
        }
    }
    // Results can show rows of the KPI only.
    let shown = |role: &str| inputs.iter().any(|input| input.role == role && input.table == "series");
    for finding in &mut report.findings {
        finding.evidence.retain(|evidence| shown(&evidence.role));
        finding.subject = finding.subject.take().filter(|subject| shown(&subject.role));
    }
    for sheet in &report.sheets {
        check::batch(&sheet.rows).map_err(Failure::Malformed)?;
    }
    Ok(report)
}
