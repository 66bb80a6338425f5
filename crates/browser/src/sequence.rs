//! A sequence of calls to one plugin as JSON, and what came back as JSON: the same text through every engine must give the
//! same text. Knows no JavaScript: a test runs it over the host's engine too.
//!
//! ```json
//! { "plugin": "kpi-return-rate", "params": { "preset": "lines" },
//!   "context": { "as_of": 0, "received_at": 0, "timezone": "Asia/Shanghai" },
//!   "tables": [{ "name": "orders", "fields": [["order_id", "text"]] }],
//!   "calls": [{ "open": { "as": "a" } },
//!             { "update": { "on": "a", "role": "orders", "groups": [0], "group_count": 1,
//!                           "batch": { "rows": 1, "columns": [{ "name": "order_id", "kind": "text", "cells": ["1"] }] } } },
//!             { "state": { "on": "a", "role": "orders", "first": 0, "count": 1, "as": "s" } }] }
//! ```

mod read;
mod write;

use std::collections::BTreeMap;

use aftersight_contract::manifest::{PluginKind, resolve};
use aftersight_contract::{Args, Column, Context, Table};
use aftersight_pipeline::engine::{Accumulator, Analyzer, Cleaner, Engine, Failure, View};
use serde_json::{Value, json};

use read::{Call, Sequence};

/// Runs a sequence.
///
/// # Errors
/// A sequence that cannot be read, or names what it has not opened. A plugin's failure is part of the answer.
pub fn run(engine: &dyn Engine, text: &str) -> Result<String, String> {
    let sequence: Sequence = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let plugin = engine.plugin(&sequence.plugin).ok_or_else(|| format!("there is no plugin `{}`", sequence.plugin))?;
    let params = resolve(&plugin.manifest, &sequence.params).map_err(|error| error.to_string())?;
    let mut runner = Runner {
        engine,
        id: &sequence.plugin,
        kind: plugin.manifest.kind,
        params,
        context: sequence.context.into(),
        tables: sequence.tables.into_iter().map(Table::from).collect(),
        opened: BTreeMap::new(),
        states: BTreeMap::new(),
    };
    let mut answers = Vec::new();
    for call in sequence.calls {
        answers.push(match runner.call(call)? {
            Ok(value) => json!({ "ok": value }),
            Err(failure) => json!({ "failed": write::failure(&failure) }),
        });
    }
    serde_json::to_string(&answers).map_err(|error| error.to_string())
}

enum Opened<'a> {
    Cleaner(Box<dyn Cleaner + 'a>),
    Accumulator(Box<dyn Accumulator + 'a>),
    Analyzer(Box<dyn Analyzer + 'a>),
}

struct Runner<'a> {
    engine: &'a dyn Engine,
    id: &'a str,
    kind: PluginKind,
    params: Args,
    context: Context,
    tables: Vec<Table>,
    opened: BTreeMap<String, Opened<'a>>,
    states: BTreeMap<String, Vec<Column>>,
}

impl<'a> Runner<'a> {
    /// One call: the outer error is the sequence's, the inner the plugin's.
    fn call(&mut self, call: Call) -> Result<Result<Value, Failure>, String> {
        Ok(match call {
            Call::Plan {} => self.engine.plan(self.id, &self.params, &self.tables).map(|inputs| write::inputs(&inputs)),
            Call::Open { name } => self.open().map(|opened| {
                self.opened.insert(name, opened);
                Value::Null
            }),
            Call::Update { on, role, batch, groups, group_count } => {
                let columns = batch.columns()?;
                let view = View { rows: batch.rows, columns: borrow(&columns) };
                match self.find(&on)? {
                    Opened::Accumulator(kpi) => kpi.update(&role, &view, &groups, group_count),
                    Opened::Analyzer(analysis) => analysis.update(&role, &view),
                    Opened::Cleaner(_) => return Err("a cleaner has no `update`".to_owned()),
                }
                .map(|()| Value::Null)
            }
            Call::State { on, role, first, count, name } => {
                let state = self.accumulator(&on)?.state(&role, first, count);
                state.map(|columns| {
                    let written = write::columns(&columns);
                    self.states.insert(name, columns);
                    written
                })
            }
            Call::Merge { on, role, state, groups, group_count } => {
                let state = self.states.remove(&state).ok_or_else(|| format!("there is no state `{state}`"))?;
                self.accumulator(&on)?.merge(&role, &state, &groups, group_count).map(|()| Value::Null)
            }
            Call::Evaluate { on, rows, links } => {
                let links: Vec<_> = links.iter().map(|(role, groups)| (role.as_str(), groups.as_slice())).collect();
                self.accumulator(&on)?.evaluate(rows, &links).map(|columns| write::columns(&columns))
            }
            Call::Clean { on, batch } => {
                let columns = batch.columns()?;
                let view = View { rows: batch.rows, columns: borrow(&columns) };
                let Opened::Cleaner(cleaner) = self.find(&on)? else {
                    return Err(format!("`{on}` is no cleaner"));
                };
                cleaner.clean(&view).map(|cleaned| write::cleaned(&cleaned))
            }
            Call::Finish { on } => {
                let Opened::Analyzer(analysis) = self.find(&on)? else {
                    return Err(format!("`{on}` is no analysis"));
                };
                analysis.finish().map(|report| write::report(&report))
            }
        })
    }

    fn open(&self) -> Result<Opened<'a>, Failure> {
        let (engine, id, params, context) = (self.engine, self.id, &self.params, &self.context);
        Ok(match self.kind {
            PluginKind::Cleaner => Opened::Cleaner(engine.cleaner(id, params, context)?),
            PluginKind::Kpi => Opened::Accumulator(engine.accumulator(id, params, context)?),
            PluginKind::Alert | PluginKind::Insight => Opened::Analyzer(engine.analyzer(id, params, context)?),
        })
    }

    fn find(&mut self, name: &str) -> Result<&mut Opened<'a>, String> {
        self.opened.get_mut(name).ok_or_else(|| format!("nothing is open as `{name}`"))
    }

    fn accumulator(&mut self, name: &str) -> Result<&mut (dyn Accumulator + 'a), String> {
        match self.find(name)? {
            Opened::Accumulator(kpi) => Ok(kpi.as_mut()),
            _ => Err(format!("`{name}` is no KPI")),
        }
    }
}

fn borrow(columns: &[Column]) -> Vec<(&str, &Column)> {
    columns.iter().map(|column| (column.name.as_str(), column)).collect()
}
