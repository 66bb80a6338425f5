//! The KPIs of a run.

use aftersight_contract::manifest::{PluginKind, Words};

use crate::account;
use crate::account_table;
use crate::composite;
use crate::config::{Config, KpiStep};
use crate::engine::Engine;
use crate::error::RunError;
use crate::kpi::{self, Measured, Outcome};
use crate::message;
use crate::results::{FailureResult, SkippedResult};
use crate::run::{Prepared, Progress};

/// KPIs of a run.
#[derive(Clone, Debug, Default)]
pub struct Kpis {
    /// Those with a result.
    pub measured: Vec<Measured>,
    pub(crate) skipped: Vec<SkippedResult>,
    pub(crate) failures: Vec<FailureResult>,
}

/// The KPI steps of a run: those of the pipeline file, or without any, every KPI once.
#[must_use]
pub fn kpi_steps(engine: &dyn Engine, config: &Config) -> Vec<KpiStep> {
    if !config.kpis.is_empty() {
        return config.kpis.clone();
    }
    let kpis = engine.plugins().into_iter().filter(|plugin| plugin.manifest.kind == PluginKind::Kpi);
    let complete = kpis.filter(|plugin| {
        plugin
            .manifest
            .parameters
            .iter()
            .all(|parameter| parameter.default.is_some() || !plugin.manifest.presets.is_empty())
    });
    complete.map(|plugin| KpiStep { plugin: plugin.manifest.id.clone(), ..KpiStep::default() }).collect()
}

/// Computes KPIs.
///
/// # Errors
/// What the user must mend: unknown plugins, parameters, dimensions; inputs that a named KPI lacks.
pub fn measure(
    engine: &dyn Engine,
    prepared: &Prepared,
    steps: &[KpiStep],
    named: bool,
    progress: &dyn Fn(Progress),
) -> Result<Kpis, RunError> {
    let made = account_table::table(prepared.inputs());
    let tables = [&prepared.tables, &made];
    let names: Vec<String> = steps.iter().map(KpiStep::name).collect();
    let mut schema = prepared.tables.schema();
    schema.extend(made.schema());
    schema.extend(composite::schema(names.iter().map(String::as_str)));
    let mut kpis = Kpis::default();
    for (index, step) in steps.iter().enumerate() {
        let planned = match kpi::plan(engine, step, &schema)? {
            Ok(planned) => planned,
            Err(failure) => {
                kpis.failures.push(FailureResult {
                    step: step.name(),
                    plugin: step.plugin.clone(),
                    message: message::failure(engine, &step.plugin, &failure),
                    consequence: Words {
                        zh: "该指标没有结果".to_owned(), en: "this KPI has no result".to_owned()
                    },
                });
                continue;
            }
        };
        progress(Progress::Measuring(planned.name.clone(), index + 1, steps.len()));
        let outcome = if composite::is_composite(planned.inputs()) {
            composite::measure(engine, prepared, &made, step, &planned, steps, &kpis.measured)?
        } else {
            let home = kpi::home(tables, planned.inputs());
            kpi::measure(engine, home, prepared.context(), prepared.clock(), step, &planned, named)?
        };
        match outcome {
            Outcome::Missing(missing) if prepared.withholds(&missing) => {
                kpis.skip(step, missing, Some(account::FAILED));
            }
            Outcome::Missing(missing) if named => {
                let list = missing.join(", ");
                return Err(RunError::step(
                    &planned.name,
                    format!("缺少输入：{list}。请加入含有这些表或列的文件，或删去这一步骤"),
                    format!("its inputs are missing: {list}. Add a file that has them, or remove the step"),
                ));
            }
            outcome => kpis.take(step, outcome),
        }
    }
    Ok(kpis)
}

impl Kpis {
    /// Adds what came of a step.
    pub(crate) fn take(&mut self, step: &KpiStep, outcome: Outcome) {
        match outcome {
            Outcome::Measured(measured) => self.measured.push(*measured),
            Outcome::Failed(failure) => self.failures.push(failure),
            Outcome::Nulled(missing) => self.skip(step, missing, Some(account::FAILED)),
            Outcome::Missing(missing) => self.skip(step, missing, None),
        }
    }

    fn skip(&mut self, step: &KpiStep, missing: Vec<String>, reason: Option<&str>) {
        let reason = reason.map(str::to_owned);
        self.skipped.push(SkippedResult { plugin: step.plugin.clone(), missing, reason });
    }
}
