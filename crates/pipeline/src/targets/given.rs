//! Targets as the pipeline file and the table `targets` give them.

use std::collections::BTreeMap;

use aftersight_contract::manifest::{PluginKind, Unit};

use super::amount::{self, Amount};
use super::{Target, means};
use crate::account;
use crate::chain;
use crate::config::{Config, KpiStep, TargetStep};
use crate::engine::{Engine, Plugin};
use crate::error::RunError;
use crate::run::kpi_steps;
use crate::stage::Source;
use crate::table::{Table, Tables};
use crate::time;

/// The tolerance where none is given.
const NEAR: f64 = 0.1;

/// The reference table.
const TABLE: &str = "targets";

/// Columns of it that are no dimensions.
const OWN: [&str; 5] = ["kpi", "target", "near", "from", "until"];

/// The targets of the pipeline file.
///
/// # Errors
/// Values that are not in the KPI's unit, keys that are not its dimensions, days that are none.
pub(crate) fn of_steps(engine: &dyn Engine, config: &Config) -> Result<Vec<Target>, RunError> {
    if config.targets.is_empty() {
        return Ok(Vec::new());
    }
    let steps = kpi_steps(engine, config);
    config.check_on(&steps)?;
    let read = |given: &TargetStep| {
        let wrong = |words: Wrong| {
            let (zh, en) = (format!("[[target]] on = \"{}\"", given.on), format!("[[target]], on = \"{}\"", given.on));
            RunError::config(format!("{zh}：{}", words.0), format!("{en}: {}", words.1))
        };
        let mut targets = Vec::new();
        for step in steps.iter().filter(|step| step.name() == given.on) {
            let plugin = chain::find(engine, &step.plugin, &[PluginKind::Kpi])?;
            check_keys(step, plugin, &given.keys).map_err(wrong)?;
            targets.push(target(given, unit(plugin)).map_err(wrong)?);
        }
        Ok(targets)
    };
    let read: Result<Vec<Vec<Target>>, RunError> = config.targets.iter().map(read).collect();
    Ok(read?.into_iter().flatten().collect())
}

/// What is wrong, in both languages.
type Wrong = (String, String);

fn unit(plugin: &Plugin) -> Unit {
    plugin.manifest.kpi.as_ref().map(|facts| facts.unit).unwrap_or_default()
}

/// A group has a key for each dimension.
fn check_keys(step: &KpiStep, plugin: &Plugin, keys: &BTreeMap<String, String>) -> Result<(), Wrong> {
    let always = plugin.manifest.kpi.iter().flat_map(|facts| &facts.dimensions);
    let mut by: Vec<&str> = step.by.iter().chain(always).map(String::as_str).collect();
    by.sort_unstable();
    by.dedup();
    if keys.is_empty() || keys.keys().map(String::as_str).eq(by.iter().copied()) {
        return Ok(());
    }
    let found: Vec<&str> = keys.keys().map(String::as_str).collect();
    Err(match by.is_empty() {
        true => (
            format!("keys 写了 {}，但这个指标没有维度：请在 [[kpi]] 中写 by，或删去 keys", found.join("、")),
            format!(
                "`keys` names {}, but the KPI has no dimensions: give it `by` in its [[kpi]], or drop `keys`",
                found.join(", ")
            ),
        ),
        false => (
            format!("keys 写了 {}，应当恰好是这个指标的维度：{}", found.join("、"), by.join("、")),
            format!("`keys` names {}; it must name exactly the KPI's dimensions: {}", found.join(", "), by.join(", ")),
        ),
    })
}

fn target(given: &TargetStep, unit: Unit) -> Result<Target, Wrong> {
    let amount =
        amount::read(&given.value, unit).ok_or_else(|| not_in_unit("value", &given.value.to_string(), unit))?;
    let near = match &given.near {
        None => NEAR,
        Some(value) => tolerance(amount::read(value, Unit::Ratio), &value.to_string())?,
    };
    let (from, until) = (given.from.as_ref(), given.until.as_ref());
    let from = from.map(|value| day("from", &plain_text(value))).transpose()?;
    let until = until.map(|value| day("until", &plain_text(value))).transpose()?;
    Ok(Target { on: given.on.clone(), amount, keys: given.keys.clone(), near, from, until })
}

fn plain_text(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn not_in_unit(what: &str, text: &str, unit: Unit) -> Wrong {
    let cure = amount::cure(unit);
    (
        format!("{what} = {text} 不是这个指标的单位，{}", cure.zh),
        format!("{what} = {text} is not in the KPI's unit: {}", cure.en),
    )
}

fn tolerance(read: Option<Amount>, text: &str) -> Result<f64, Wrong> {
    match read {
        Some(Amount::Plain(near)) if (0.0..=1.0).contains(&near) => Ok(near),
        _ => Err((
            format!("near = {text}：请写 0 到 1 的数，或如 \"10 %\""),
            format!("near = {text}: write a number from 0 to 1, or as in \"10 %\""),
        )),
    }
}

/// A day as `2025-01-01`.
fn day(what: &str, text: &str) -> Result<String, Wrong> {
    let text = text.trim().replace('/', "-");
    if text.len() == 10 && time::moment(&format!("{text}T00:00:00Z")).is_some() {
        return Ok(text);
    }
    Err((format!("{what} = {text}：请写成 2025-01-01 的形式"), format!("{what} = {text}: write it as 2025-01-01")))
}

/// The targets of the reference table. A row that names a KPI which does not run here is left out.
///
/// # Errors
/// Rows that name no KPI at all, or whose target is not in its unit: with file and row.
pub(crate) fn of_table(
    engine: &dyn Engine,
    config: &Config,
    tables: &Tables,
    sources: &[Source<'_>],
) -> Result<Vec<Target>, RunError> {
    let Some(table) = tables.get(TABLE).filter(|table| !table.withheld) else { return Ok(Vec::new()) };
    let steps = kpi_steps(engine, config);
    let mut targets = Vec::new();
    for (index, part) in table.parts.iter().enumerate() {
        for row in 0..part.batch.rows as usize {
            let place = |wrong: Wrong| {
                let file = sources.get(part.source).map_or("", |source| source.name.as_str());
                let line = part.rows.get(row).copied().unwrap_or_default();
                RunError::new(
                    format!("目标表“{file}”第 {line} 行：{}", wrong.0),
                    format!("targets in {file}, row {line}: {}", wrong.1),
                )
            };
            let read = Line { table, part: index, row };
            targets.extend(read.targets(engine, &steps).map_err(place)?);
        }
    }
    Ok(targets)
}

/// A row of the table.
struct Line<'a> {
    table: &'a Table,
    part: usize,
    row: usize,
}

impl Line<'_> {
    fn cell(&self, name: &str) -> Option<String> {
        let text = account::show(self.table.column(self.part, name)?, self.row)?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn targets(&self, engine: &dyn Engine, steps: &[KpiStep]) -> Result<Vec<Target>, Wrong> {
        let (Some(kpi), Some(text)) = (self.cell("kpi"), self.cell("target")) else { return Ok(Vec::new()) };
        let known =
            |step: &str, id: &str| engine.plugin(id).is_some_and(|plugin| means(&kpi, step, id, &plugin.manifest));
        let meant: Vec<&KpiStep> = steps.iter().filter(|step| known(&step.name(), &step.plugin)).collect();
        if meant.is_empty() {
            let installed = engine.plugins().into_iter().any(|plugin| known("", &plugin.manifest.id));
            return if installed { Ok(Vec::new()) } else { Err(no_kpi(&kpi)) };
        }
        let near = match self.cell("near") {
            None => NEAR,
            Some(text) => tolerance(amount::parse(&text, Unit::Ratio, None), &text)?,
        };
        let from = self.cell("from").map(|text| day("from", &text)).transpose()?;
        let until = self.cell("until").map(|text| day("until", &text)).transpose()?;
        let columns = self.table.fields.iter().map(|field| &field.name).filter(|name| !OWN.contains(&name.as_str()));
        let keys: BTreeMap<String, String> =
            columns.filter_map(|name| Some((name.clone(), self.cell(name)?))).collect();
        let mut targets = Vec::new();
        for step in meant {
            let unit = engine.plugin(&step.plugin).map(unit).unwrap_or_default();
            let amount = amount::parse(&text, unit, Some(1.0)).ok_or_else(|| not_in_unit("target", &text, unit))?;
            let (keys, from, until) = (keys.clone(), from.clone(), until.clone());
            targets.push(Target { on: step.name(), amount, keys, near, from, until });
        }
        Ok(targets)
    }
}

fn no_kpi(name: &str) -> Wrong {
    (
        format!("没有叫“{name}”的指标：请写步骤名、插件编号或指标名称"),
        format!("there is no KPI called `{name}`: write the name of a step, a plugin's id or its title"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, unit: Unit) -> Result<Target, Wrong> {
        target(&toml::from_str(text).unwrap(), unit)
    }

    #[test]
    fn a_target_is_read_or_says_how_to_write_it() {
        let text = "on = 'a'\nvalue = '5 %'\nnear = '20 %'\nfrom = 2025-01-01\nuntil = '2025-12-31'";
        let found = read(text, Unit::Fraction).unwrap();
        assert_eq!((found.amount, found.near), (Amount::Plain(0.05), 0.2));
        assert_eq!((found.from.as_deref(), found.until.as_deref()), (Some("2025-01-01"), Some("2025-12-31")));
        for (text, unit, zh, en) in [
            (
                "value = 5",
                Unit::Fraction,
                "value = 5 不是这个指标的单位，请写 0 到 1 的数，或如 \"5 %\"",
                "value = 5 is not in the KPI's unit",
            ),
            ("value = '5 %'", Unit::Duration, "请写秒数，或如 \"48 h\"", "write seconds, or as in \"48 h\""),
            ("value = '5 km'", Unit::Money, "或如 \"50 CNY\"", "as in \"50 CNY\""),
            (
                "value = 0.1\nnear = 3",
                Unit::Fraction,
                "near = 3：请写 0 到 1 的数",
                "near = 3: write a number from 0 to 1",
            ),
            (
                "value = 0.1\nfrom = 'May'",
                Unit::Fraction,
                "from = May：请写成 2025-01-01",
                "from = May: write it as 2025-01-01",
            ),
        ] {
            let wrong = read(&format!("on = 'a'\n{text}"), unit).unwrap_err();
            assert!(wrong.0.contains(zh) && wrong.1.contains(en), "{wrong:?}");
        }
    }
}
