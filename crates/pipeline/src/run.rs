//! A whole run, stage by stage; a stage can be run again without those before it.

use aftersight_contract::Context;
use aftersight_contract::manifest::PluginKind;

use crate::account::{self, Quarantine};
use crate::analyse::{self, Found};
use crate::calendar::Calendar;
use crate::chain;
use crate::cleaners;
use crate::config::{AnalysisStep, Config};
use crate::conserve;
use crate::engine::Engine;
use crate::error::RunError;
use crate::link;
use crate::linked;
use crate::memo::Memo;
use crate::message;
use crate::model;
use crate::rates;
use crate::received::Received;
use crate::results::{self, CleanerResult, FailureResult, InputResult, QualityResult, Results, TableResult};
use crate::role::Clock;
use crate::settle;
use crate::stage::{self, Ledger, Source};
use crate::table::Tables;
use crate::targets::{self, Target};
use crate::time::{self, Zone};

pub use crate::measuring::{Kpis, kpi_steps, measure};

/// Rows in a batch, unless the caller says otherwise.
pub const BATCH_ROWS: usize = 1 << 16;

/// The business time zone, unless the pipeline file says otherwise.
pub const TIMEZONE: &str = "Asia/Shanghai";

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Reading and cleaning.
    Cleaning,
    /// Linking.
    Linking,
    /// Computing a KPI: its name, its number from 1, how many there are.
    Measuring(String, usize, usize),
    /// Running alerts and insights.
    Analysing,
}

/// Tables after cleaning and linking.
#[derive(Debug)]
pub struct Prepared {
    /// The clean tables.
    pub tables: Tables,
    /// Rows that wait aside.
    pub quarantine: Vec<Quarantine>,
    /// The moment for which everything is computed, µs.
    pub as_of: i64,
    context: Context,
    zone: Zone,
    calendar: Option<Calendar>,
    memo: Memo,
    received: Vec<Option<Received>>,
    inputs: Vec<InputResult>,
    cleaners: Vec<CleanerResult>,
    quality: Vec<QualityResult>,
    failures: Vec<FailureResult>,
    targets: Vec<Target>,
}

/// Cleans and links.
///
/// # Errors
/// What the user must mend, with place and cure.
pub fn prepare(
    engine: &dyn Engine,
    config: &Config,
    sources: &[Source<'_>],
    received_at: i64,
    batch_rows: usize,
    progress: &dyn Fn(Progress),
) -> Result<Prepared, RunError> {
    let zone = Zone::new(config.timezone.as_deref().unwrap_or(TIMEZONE))?;
    let given = match &config.as_of {
        None => None,
        Some(text) => Some(time::moment(text).ok_or_else(|| {
            RunError::new(
                format!("as_of = “{text}”：请写成 2025-06-30T00:00:00+08:00 的形式"),
                format!("as_of = \"{text}\": write it as 2025-06-30T00:00:00+08:00"),
            )
        })?),
    };
    let calendar = config.calendar.as_ref().map(Calendar::new).transpose()?;
    config.check_secrets()?;
    chain::check(engine, config)?;
    link::check(&config.links)?;
    let mut targets = targets::of_steps(engine, config)?;
    let config = &config.with_keys(engine, sources);
    for source in sources {
        let zone = source.timezone.as_deref().map_or(Ok(()), |name| Zone::new(name).map(drop));
        zone.map_err(|error| {
            RunError::new(
                format!("来源“{}”：{}", source.name, error.0.zh),
                format!("source {}: {}", source.name, error.0.en),
            )
        })?;
    }
    let received = sources.iter().map(|source| Received::of(source, &zone)).collect::<Result<Vec<_>, _>>()?;
    let mut context = Context { as_of: given.unwrap_or(received_at), received_at, timezone: zone.name().to_owned() };
    progress(Progress::Cleaning);
    let (mut tables, mut ledger) = stage::sources(engine, config, &context, sources, &received, batch_rows.max(1))?;
    progress(Progress::Linking);
    link::link(engine, &mut tables, &config.links)?;
    let as_of = given.unwrap_or_else(|| newest(&tables, received_at));
    context.as_of = as_of;
    linked::linked(engine, config, &context, &mut tables, sources, &mut ledger)?;
    conserve::check(&tables, sources, &ledger)?;
    let (mut inputs, quality) = accounts(engine, &tables, sources, &ledger);
    for (input, received) in inputs.iter_mut().zip(&received) {
        input.received_at = received.map(|received| zone.rfc3339(received.at));
    }
    targets.extend(targets::of_table(engine, config, &tables, sources)?);
    let cleaners = cleaners::results(engine, &ledger.used, sources, &zone);
    let withheld: Vec<&str> = tables.0.iter().filter(|table| table.withheld).map(|table| table.name.as_str()).collect();
    let quarantine = ledger.quarantine.into_iter().filter(|rows| !withheld.contains(&rows.table.as_str())).collect();
    Ok(Prepared {
        tables,
        quarantine,
        as_of,
        context,
        zone,
        calendar,
        memo: Memo::default(),
        received,
        inputs,
        cleaners,
        quality,
        failures: ledger.failures,
        targets,
    })
}

/// The newest event that is not later than the hand-in.
fn newest(tables: &Tables, received_at: i64) -> i64 {
    let mut newest = None;
    for table in tables.0.iter().filter(|table| !table.withheld) {
        for column in
            table.parts.iter().flat_map(|part| &part.batch.columns).filter(|column| model::is_event(&column.name))
        {
            let aftersight_contract::Values::Timestamp(values) = &column.values else { continue };
            let present = values.iter().enumerate().filter(|(row, at)| column.is_valid(*row) && **at <= received_at);
            newest = newest.max(present.map(|(_, at)| *at).max());
        }
    }
    newest.unwrap_or(received_at)
}

fn accounts(
    engine: &dyn Engine,
    tables: &Tables,
    sources: &[Source<'_>],
    ledger: &Ledger,
) -> (Vec<InputResult>, Vec<QualityResult>) {
    let (mut inputs, mut quality) = (Vec::new(), Vec::new());
    for (index, source) in sources.iter().enumerate() {
        let account = &ledger.accounts[index];
        let profile = source.profile.clone().unwrap_or_default();
        inputs.push(InputResult {
            name: source.name.clone(),
            sha256: source.sha256.clone(),
            table: source.table.clone(),
            profile: profile.id,
            profile_version: profile.version,
            profile_title: profile.title,
            profile_score: (profile.score * 1000.0).round() / 1000.0,
            unmatched: profile.unmatched,
            rows: account.rows,
            accepted: conserve::accepted(tables, index),
            fixed: settle::marked(tables, index, account::FIXED),
            flagged: settle::marked(tables, index, account::FLAGGED),
            quarantined: account.quarantined,
            excluded: account.excluded,
            corrected: source.rows.corrected(),
            received_at: None,
            reading: source.rows.reading(),
            not_rows: source.not_rows,
            columns: source.columns.clone(),
        });
        for ((rule, column, action, code), tally) in &account.remarks {
            let manifest = engine.plugin(rule).map(|plugin| plugin.manifest.as_ref());
            quality.push(QualityResult {
                source: source.name.clone(),
                table: source.table.clone(),
                rule: rule.clone(),
                column: column.clone(),
                action: *action,
                code: code.clone(),
                reason: message::words(manifest, code, &Vec::new(), None),
                cells: tally.cells,
                examples: tally.examples.clone(),
            });
        }
    }
    (inputs, quality)
}

impl Prepared {
    /// The account of every input.
    #[must_use]
    pub fn inputs(&self) -> &[InputResult] {
        &self.inputs
    }

    /// The moment of the run and its calendar.
    pub(crate) fn clock(&self) -> Clock<'_> {
        Clock { zone: &self.zone, as_of: self.as_of, calendar: self.calendar.as_ref(), memo: &self.memo }
    }

    /// What plugins are told when they are opened.
    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// Is something missing because its table is withheld?
    pub(crate) fn withholds(&self, missing: &[String]) -> bool {
        let table = |name: &String| name.split('.').next().unwrap_or_default().to_owned();
        missing.iter().any(|name| self.tables.0.iter().any(|known| known.withheld && known.name == table(name)))
    }
}

/// The alert steps of a run: those of the pipeline file, or without any, the default ones of each KPI.
#[must_use]
pub fn alert_steps(engine: &dyn Engine, config: &Config, kpis: &Kpis) -> Vec<AnalysisStep> {
    if !config.alerts.is_empty() || !config.insights.is_empty() {
        return config.alerts.iter().chain(&config.insights).cloned().collect();
    }
    let mut steps = Vec::new();
    for kpi in &kpis.measured {
        let Some(plugin) = engine.plugin(&kpi.result.plugin) else { continue };
        for alert in plugin.manifest.default_alerts.iter().filter(|alert| engine.plugin(&alert.plugin).is_some()) {
            steps.push(AnalysisStep {
                plugin: alert.plugin.clone(),
                on: Some(kpi.result.name.clone()),
                params: alert.params.clone(),
                severity: alert.severity,
                route_to: alert.route_to.clone(),
                ..AnalysisStep::default()
            });
        }
    }
    steps
}

/// Runs alerts and insights and puts everything together.
///
/// # Errors
/// What the user must mend: unknown plugins or KPIs, parameters.
pub fn finish(
    engine: &dyn Engine,
    prepared: &Prepared,
    kpis: Kpis,
    steps: &[AnalysisStep],
    progress: &dyn Fn(Progress),
) -> Result<Results, RunError> {
    progress(Progress::Analysing);
    let mut found = Found::default();
    for step in steps {
        analyse::analyse(
            engine,
            &prepared.tables,
            &kpis.measured,
            &prepared.context,
            &prepared.zone,
            step,
            &mut found,
        )?;
    }
    found.findings.sort_by(|left, right| {
        let key = |finding: &results::FindingResult| {
            (std::cmp::Reverse(finding.severity), finding.name.clone(), finding.keys.clone(), finding.at.clone())
        };
        key(left).cmp(&key(right))
    });
    let mut failures = prepared.failures.clone();
    failures.extend(kpis.failures);
    failures.extend(found.failures);
    let tables = prepared.tables.0.iter().map(|table| TableResult {
        name: table.name.clone(),
        rows: if table.withheld { 0 } else { table.rows() as u64 },
        columns: table
            .fields
            .iter()
            .filter(|_| !table.withheld)
            .map(|field| (field.name.clone(), field.kind.name().to_owned()))
            .collect(),
        withheld: table.withheld,
    });
    let mut measured: Vec<_> = kpis.measured.into_iter().map(|measured| measured.result).collect();
    targets::judge(&prepared.targets, &mut measured);
    targets::compare(&prepared.inputs, &mut measured);
    Ok(Results {
        schema: results::SCHEMA,
        as_of: prepared.zone.rfc3339(prepared.as_of),
        received_at: prepared.zone.rfc3339(prepared.context.received_at),
        timezone: prepared.zone.name().to_owned(),
        inputs: prepared.inputs.clone(),
        tables: tables.collect(),
        links: rates::rates(&prepared.tables, &prepared.received, prepared.as_of),
        cleaners: prepared.cleaners.clone(),
        quality: prepared.quality.clone(),
        kpis: measured,
        skipped: kpis.skipped,
        findings: found.findings,
        insights: found.insights,
        failures,
        presets: Vec::new(),
    })
}

/// Everything at once.
///
/// # Errors
/// What the user must mend, with place and cure.
pub fn run(
    engine: &dyn Engine,
    config: &Config,
    sources: &[Source<'_>],
    received_at: i64,
    batch_rows: usize,
    progress: &dyn Fn(Progress),
) -> Result<(Prepared, Results), RunError> {
    let steps = kpi_steps(engine, config);
    for step in &steps {
        chain::find(engine, &step.plugin, &[PluginKind::Kpi])?;
    }
    config.check_on(&steps)?;
    let prepared = prepare(engine, config, sources, received_at, batch_rows, progress)?;
    let kpis = measure(engine, &prepared, &steps, !config.kpis.is_empty(), progress)?;
    let steps = alert_steps(engine, config, &kpis);
    let results = finish(engine, &prepared, kpis, &steps, progress)?;
    Ok((prepared, results))
}
