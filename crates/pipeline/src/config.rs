//! The pipeline file.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use aftersight_contract::Severity;
use serde::{Deserialize, Serialize};

use crate::calendar::CalendarStep;
use crate::error::RunError;
use crate::mistake::mistake;
use crate::time::Grain;

/// Parameters as the user wrote them.
pub type Given = BTreeMap<String, toml::Value>;

/// A pipeline file. Everything is optional: without it, tables are recognised by their headers and every KPI runs whose
/// inputs are there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Language of reports: `zh` or `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// IANA name of the business time zone; Asia/Shanghai by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The moment for which everything is computed, RFC 3339; default: the newest event time in the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// When the files were handed in, RFC 3339; default: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<String>,
    /// Secret parameters, as STEP.PARAMETER, that were left out when the file was written: it runs once they are given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// Profiles of one's own, by path relative to the pipeline file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// Hours of service; without it service never ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarStep>,
    /// Files.
    #[serde(default, rename = "source", skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceStep>,
    /// Links between tables, in place of the default ones from the same table to the same table.
    #[serde(default, rename = "link", skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkStep>,
    /// Changes to the default cleaning chain.
    #[serde(default, rename = "clean", skip_serializing_if = "Vec::is_empty")]
    pub cleaners: Vec<CleanStep>,
    /// KPIs.
    #[serde(default, rename = "kpi", skip_serializing_if = "Vec::is_empty")]
    pub kpis: Vec<KpiStep>,
    /// What KPIs are meant to reach.
    #[serde(default, rename = "target", skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<TargetStep>,
    /// Alerts.
    #[serde(default, rename = "alert", skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<AnalysisStep>,
    /// Insights.
    #[serde(default, rename = "insight", skip_serializing_if = "Vec::is_empty")]
    pub insights: Vec<AnalysisStep>,
}

/// A file, or several by a pattern.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceStep {
    /// Path relative to the pipeline file; `*` stands for any part of a name.
    pub path: String,
    /// The file's SHA-256: another file of that name is not it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The table it is; default: recognised by its headers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The profile by which its headers are read; default: the one that they fit best. `generic` uses none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Header → column, before the built-in aliases.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Columns that the export lacks, with the text of every row.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
    /// Rows for which this is not true are excluded and counted.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Time zone of times without one; default: the business time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// When the file was exported or received, RFC 3339; default: the last date in its name. Rows whose partners came in a
    /// later file are counted as late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<String>,
}

/// How rows of one table find their partner in another.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkStep {
    /// The table whose rows look.
    pub from: String,
    /// The table where they look.
    pub to: String,
    /// Columns that must agree; default: those of the default link between the two tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on: Vec<String>,
    /// Only partners for which this is true.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// How long a row without a partner waits for it, as `7 d`, `36 h` or seconds, before it counts as an orphan: by the time
    /// when it came to be, up to `as_of`; default 7 d.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<toml::Value>,
}

/// A change to a table's cleaning chain.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CleanStep {
    /// The cleaner.
    #[serde(rename = "use")]
    pub plugin: String,
    /// The table; default: every table that the chain uses it for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Its parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: Given,
    /// `false` takes it out of the chain.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub enabled: bool,
}

/// A KPI.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KpiStep {
    /// The plugin.
    #[serde(rename = "use")]
    pub plugin: String,
    /// Unique among all steps; default: the id without its prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Dimensions: any column of the input tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// hour, day, week, month, quarter, year, all; default: what suits the span of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grain: Option<Grain>,
    /// Of each dimension only so many keys, those with the most rows; the rest is gathered as “other”, so that every sum stays
    /// what it is. Default: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top: Option<NonZeroU32>,
    /// Its parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: Given,
}

/// What a KPI is meant to reach.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetStep {
    /// The KPI step.
    pub on: String,
    /// In the KPI's unit: `0.05` or `"5 %"`, `"48 h"`, `"50 CNY"`. A bare number means seconds where the KPI measures time, and the
    /// main unit of its currency where it measures money.
    pub value: toml::Value,
    /// The group that it is for, one key for each dimension of the KPI; default: over all groups.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, String>,
    /// How far a value may miss it, as a part of it, and still be near: `0.1` or `"10 %"`; default 10 %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<toml::Value>,
    /// The first day that it holds for, `2025-01-01`: intervals that begin earlier are not judged by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<toml::Value>,
    /// The last day that it holds for: intervals that begin later are not judged by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<toml::Value>,
}

/// An alert or an insight.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalysisStep {
    /// The plugin.
    #[serde(rename = "use")]
    pub plugin: String,
    /// Unique among all steps; default: `<on>_<id without its prefix>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The KPI step it stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Only rows of that KPI for which this is true: a condition over its dimensions and figures. Steps that divide a KPI so
    /// send each part to the team whose work it is.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Its parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: Given,
    /// How bad its findings are, in place of its own judgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Who must act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_to: Option<String>,
}

fn yes() -> bool {
    true
}

impl Config {
    /// Reads a pipeline file.
    ///
    /// # Errors
    /// With line, column and the allowed keys.
    pub fn parse(text: &str) -> Result<Self, RunError> {
        let config: Self = toml::from_str(text).map_err(|error| mistake(text, &error))?;
        if let Some(lang) = config.lang.as_ref().filter(|lang| !matches!(lang.as_str(), "zh" | "en")) {
            return Err(RunError::config(
                format!("lang = \"{lang}\"：请写 \"zh\" 或 \"en\""),
                format!("lang = \"{lang}\": write \"zh\" or \"en\""),
            ));
        }
        config.unique_names()?;
        Ok(config)
    }

    /// Every target, alert and insight stands on a KPI step that there is.
    ///
    /// # Errors
    /// With the names that there are.
    pub(crate) fn check_on(&self, kpis: &[KpiStep]) -> Result<(), RunError> {
        let known: Vec<String> = kpis.iter().map(KpiStep::name).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let unknown = |on: &str| {
            let (zh, en) = (format!("on = \"{on}\"：没有这个指标"), format!("on = \"{on}\": there is no such KPI"));
            RunError::unknown(&zh, &en, on, &known).0
        };
        for step in self.alerts.iter().chain(&self.insights) {
            if let Some(on) = step.on.as_deref().filter(|on| !known.contains(on)) {
                let words = unknown(on);
                return Err(RunError::step(&step.name(), words.zh, words.en));
            }
        }
        if let Some(step) = self.targets.iter().find(|step| !known.contains(&step.on.as_str())) {
            let words = unknown(&step.on);
            return Err(RunError::config(format!("[[target]] {}", words.zh), format!("[[target]] {}", words.en)));
        }
        Ok(())
    }

    /// The parameters of every step of a name, for whoever changes them; a rule of cleaning goes by its id. The usual rules run
    /// without being written down: one that is not is added.
    pub fn parameters_of(&mut self, name: &str) -> Vec<&mut Given> {
        if name.starts_with("clean-") && !self.cleaners.iter().any(|step| step.plugin == name) {
            let (plugin, params) = (name.to_owned(), Given::new());
            self.cleaners.push(CleanStep { plugin, table: None, params, enabled: true });
        }
        let own = self.steps_mut().into_iter().filter(|(known, ..)| known == name);
        own.map(|(.., params)| params).collect()
    }

    /// The names of all steps, sorted, each once.
    #[must_use]
    pub fn step_names(&self) -> BTreeSet<String> {
        let cleaners = self.cleaners.iter().map(|step| step.plugin.clone());
        let analyses = self.alerts.iter().chain(&self.insights).map(AnalysisStep::name);
        cleaners.chain(self.kpis.iter().map(KpiStep::name)).chain(analyses).collect()
    }

    /// Name, plugin and parameters of every step.
    pub(crate) fn steps_mut(&mut self) -> Vec<(String, String, &mut Given)> {
        let cleaners =
            self.cleaners.iter_mut().map(|step| (step.plugin.clone(), step.plugin.clone(), &mut step.params));
        let kpis = self.kpis.iter_mut().map(|step| (step.name(), step.plugin.clone(), &mut step.params));
        let analyses = self.alerts.iter_mut().chain(&mut self.insights);
        let analyses = analyses.map(|step| (step.name(), step.plugin.clone(), &mut step.params));
        cleaners.chain(kpis).chain(analyses).collect()
    }

    /// The pipeline file that does the same.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    fn unique_names(&self) -> Result<(), RunError> {
        let mut seen = BTreeSet::new();
        let kpis = self.kpis.iter().map(KpiStep::name);
        let analyses = self.alerts.iter().chain(&self.insights).map(AnalysisStep::name);
        for name in kpis.chain(analyses) {
            if !seen.insert(name.clone()) {
                return Err(RunError::config(
                    format!("有两个步骤都叫“{name}”，请给其中一个另写 name"),
                    format!("two steps are called `{name}`: give one of them a `name` of its own"),
                ));
            }
        }
        Ok(())
    }
}

impl KpiStep {
    /// Its name, given or made.
    #[must_use]
    pub fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| short(&self.plugin))
    }
}

impl AnalysisStep {
    /// Its name, given or made.
    #[must_use]
    pub fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| match &self.on {
            Some(on) => format!("{on}_{}", short(&self.plugin)),
            None => short(&self.plugin),
        })
    }
}

/// `kpi-return-rate` → `return_rate`.
#[must_use]
pub fn short(id: &str) -> String {
    id.split_once('-').map_or(id, |(_, rest)| rest).replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_survives_reading_and_writing() {
        let text = r#"
            timezone = "Asia/Shanghai"
            [[source]]
            path = "orders*.csv"
            where = "status <> 'TEST'"
            [[kpi]]
            use = "kpi-return-rate"
            by = ["region"]
            grain = "day"
            params = { preset = "lines" }
            [[alert]]
            use = "alert-rate-shift"
            on = "return_rate"
            severity = "critical"
        "#;
        let config = Config::parse(text).unwrap();
        assert_eq!(config.alerts[0].name(), "return_rate_rate_shift");
        let again = Config::parse(&config.to_toml()).unwrap();
        assert_eq!(config.to_toml(), again.to_toml());
    }

    #[test]
    fn mistakes_name_the_place_and_the_cure() {
        let twice = "[[kpi]]\nuse = 'kpi-a'\n[[kpi]]\nuse = 'kpi-a'\n";
        assert!(Config::parse(twice).unwrap_err().to_string().contains("give one of them a `name`"));
        let lang = Config::parse("lang = 'fr'\n").unwrap_err().0;
        assert!(lang.zh.contains("请写 \"zh\" 或 \"en\"") && lang.en.contains("write \"zh\" or \"en\""), "{lang:?}");
        let text = "[[kpi]]\nuse = 'kpi-a'\n[[alert]]\nuse = 'alert-b'\non = 'aa'\n";
        let config = Config::parse(text).unwrap();
        let on = config.check_on(&config.kpis).unwrap_err().0;
        assert_eq!(on.en, "step `aa_b`: on = \"aa\": there is no such KPI; did you mean `a`? There are: a");
        assert_eq!(on.zh, "步骤“aa_b”：on = \"aa\"：没有这个指标，是否指“a”？可用的有：a");
    }
}
