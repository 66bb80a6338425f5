//! Joins dimensions across tables: every row looks for its partner by key.

use aftersight_contract::bitmap;
use aftersight_contract::manifest::ParamType;
use aftersight_expr::Expr;

use crate::config::LinkStep;
use crate::engine::Engine;
use crate::error::RunError;
use crate::filter::filter;
use crate::kernels::NONE;
use crate::keys::{Key, KeyMap, keys_of};
use crate::model::{self, DEFAULT_LINKS};
use crate::parallel;
use crate::table::{Link, Tables};

/// How long a row waits for its partner, unless the pipeline file says otherwise: 7 days, in µs.
const WAIT: i64 = 7 * 86_400_000_000;

/// Checks the links of the pipeline file as far as no table is needed.
///
/// # Errors
/// A time to wait that is none.
pub(crate) fn check(steps: &[LinkStep]) -> Result<(), RunError> {
    steps.iter().try_for_each(|step| wait(step).map(drop))
}

fn name(step: &LinkStep) -> String {
    format!("link {} → {}", step.from, step.to)
}

/// How long the rows of a link wait, in µs.
fn wait(step: &LinkStep) -> Result<i64, RunError> {
    let Some(given) = &step.wait else { return Ok(WAIT) };
    ParamType::microseconds(given).filter(|wait| *wait >= 0).ok_or_else(|| {
        RunError::step(
            &name(step),
            format!("wait = {given} 不是时长，请写作 \"7 d\"、\"36 h\" 的形式，或写秒数"),
            format!("wait = {given} is not a duration: write it as \"7 d\", \"36 h\" or in seconds"),
        )
    })
}

/// Makes the links of the pipeline file, and the default ones between tables that it says nothing about.
///
/// # Errors
/// A link of the file names a table or column that is not there, or a wrong condition.
pub(crate) fn link(engine: &dyn Engine, tables: &mut Tables, steps: &[LinkStep]) -> Result<(), RunError> {
    let mut wanted: Vec<LinkStep> = steps.iter().map(|step| complete(tables, step)).collect::<Result<_, _>>()?;
    for default in &DEFAULT_LINKS {
        let has = |table: &str| {
            tables
                .get(table)
                .is_some_and(|table| default.on.iter().all(|on| table.fields.iter().any(|field| field.name == *on)))
        };
        let said = steps.iter().any(|step| step.from == default.from && step.to == default.to);
        if !said && has(default.from) && has(default.to) {
            wanted.push(LinkStep {
                from: default.from.to_owned(),
                to: default.to.to_owned(),
                on: default.on.iter().map(|&on| on.to_owned()).collect(),
                filter: condition(tables, default.to, default.filter),
                wait: None,
            });
        }
    }
    for step in wanted {
        let rows = partners(engine, tables, &step)?;
        let (prefix, wait) = (model::singular(&step.to).to_owned(), wait(&step)?);
        if let Some(table) = tables.0.iter_mut().find(|table| table.name == step.from) {
            table.links.push(Link { prefix, to: step.to, on: step.on, wait, rows });
        }
    }
    Ok(())
}

/// A link that names no columns is the default one, with what it says besides.
fn complete(tables: &Tables, step: &LinkStep) -> Result<LinkStep, RunError> {
    if !step.on.is_empty() {
        return Ok(step.clone());
    }
    let default = DEFAULT_LINKS.iter().find(|default| step.from == default.from && step.to == default.to);
    let default = default.ok_or_else(|| {
        RunError::step(
            &name(step),
            "这两张表没有默认的关联列，请写 on = [\"列名\"]".to_owned(),
            "these tables have no default link: name its columns, as in on = [\"order_id\"]".to_owned(),
        )
    })?;
    let filter = step.filter.clone().or_else(|| condition(tables, default.to, default.filter));
    Ok(LinkStep { on: default.on.iter().map(|&on| on.to_owned()).collect(), filter, ..step.clone() })
}

/// A default condition, unless its columns are not there.
fn condition(tables: &Tables, table: &str, condition: Option<&str>) -> Option<String> {
    let table = tables.get(table)?;
    let fits =
        |text: &&str| Expr::parse(text).is_ok_and(|expr| expr.check_condition(&tables.schema_of(table).fields).is_ok());
    condition.filter(fits).map(str::to_owned)
}

fn partners(engine: &dyn Engine, tables: &Tables, step: &LinkStep) -> Result<Vec<Vec<u32>>, RunError> {
    let name = name(step);
    let fail = |zh: String, en: String| RunError::step(&name, zh, en);
    let find = |table: &str| {
        tables.get(table).ok_or_else(|| {
            let known: Vec<&str> = tables.0.iter().map(|table| table.name.as_str()).collect();
            let (zh, en) = (format!("没有表“{table}”"), format!("there is no table `{table}`"));
            let RunError(words) = RunError::unknown(&zh, &en, table, &known);
            fail(words.zh, words.en)
        })
    };
    let (from, to) = (find(&step.from)?, find(&step.to)?);
    let columns = |table, on: &String| {
        tables.parts(table, on).ok_or_else(|| {
            let table = &table.name;
            fail(format!("表“{table}”没有列“{on}”"), format!("the table `{table}` has no column `{on}`"))
        })
    };
    let chosen = step.filter.as_ref().map(|text| filter(engine, tables, to, text, &[])).transpose();
    let chosen = chosen.map_err(|RunError(words)| fail(words.zh, words.en))?;
    let theirs = step.on.iter().map(|on| columns(to, on)).collect::<Result<Vec<_>, _>>()?;
    let mut index: KeyMap<u32> = KeyMap::with_capacity_and_hasher(to.rows(), Default::default());
    let keys = parallel::map(engine, to.parts.len(), |number| {
        let mut keys = keys_of(&theirs, number, to.parts[number].batch.rows as usize);
        if let Some(chosen) = &chosen {
            let out = |row: &usize| !bitmap::get(&chosen[number], *row);
            (0..keys.len()).filter(out).for_each(|row| keys[row] = None);
        }
        keys
    });
    // Of several rows with one key the later stands: exports repeat a row when it changes.
    for (row, key) in keys.into_iter().flatten().enumerate() {
        if let Some(key) = key {
            index.insert(key, row as u32);
        }
    }
    let ours = step.on.iter().map(|on| columns(from, on)).collect::<Result<Vec<_>, _>>()?;
    let found = |key: Option<Key>| key.and_then(|key| index.get(&key).copied()).unwrap_or(NONE);
    Ok(parallel::map(engine, from.parts.len(), |number| {
        let keys = keys_of(&ours, number, from.parts[number].batch.rows as usize);
        keys.into_iter().map(found).collect()
    }))
}

/// Parses and types a condition; the message names the place of the mistake.
pub(crate) fn parse(text: &str, fields: &[aftersight_contract::Field]) -> Result<Expr, RunError> {
    let wrong = |error: aftersight_expr::Error| {
        RunError::new(format!("条件“{text}”：{}", error.chinese()), format!("condition `{text}`: {error}"))
    };
    let expr = Expr::parse(text).map_err(wrong)?;
    expr.check_condition(fields).map_err(wrong)?;
    Ok(expr)
}
