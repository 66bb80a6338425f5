//! The second cleaning phase: tables with their links.

use std::borrow::Cow;
use std::collections::BTreeSet;

use aftersight_contract::manifest::{Phase, Scope};
use aftersight_contract::{Column, Context};

use crate::chain::{self, Place};
use crate::clean::{Chain, Outcome, Step, StepFailure};
use crate::cleaners::Used;
use crate::config::Config;
use crate::engine::Engine;
use crate::error::RunError;
use crate::parallel;
use crate::settle;
use crate::stage::{Ledger, Source};
use crate::table::Tables;
use crate::wide;

/// The second phase: rules that read linked columns. A row refused here leaves its table; nobody looks for partners again.
pub(crate) fn linked(
    engine: &dyn Engine,
    config: &Config,
    context: &Context,
    tables: &mut Tables,
    sources: &[Source<'_>],
    ledger: &mut Ledger,
) -> Result<(), RunError> {
    for index in 0..tables.0.len() {
        let (name, fields) = (tables.0[index].name.clone(), tables.0[index].fields.clone());
        let place =
            Place { table: &name, phase: Phase::Linked, timezone: &context.timezone, fields: &fields, profile: None };
        let mut steps = chain::chain(engine, config, place, |_| true)?;
        ledger.used.extend(Used::of(&steps, &name, None));
        // Steps run in their order: those that go row by row together, the others one by one.
        for steps in steps.chunk_by_mut(|left, right| left.scope == Scope::Row && right.scope == Scope::Row) {
            match steps {
                [step] if step.scope != Scope::Row => {
                    wide::step(engine, context, tables, index, step, sources, ledger);
                }
                steps => rows(engine, context, tables, index, steps, sources, ledger),
            }
        }
    }
    Ok(())
}

/// Steps that go row by row.
fn rows(
    engine: &dyn Engine,
    context: &Context,
    tables: &mut Tables,
    index: usize,
    steps: &mut [Step],
    sources: &[Source<'_>],
    ledger: &mut Ledger,
) {
    if tables.0[index].withheld {
        return;
    }
    let outcomes = loop {
        match parts(engine, context, tables, index, steps) {
            Ok(outcomes) => break outcomes,
            Err(StepFailure { step, failure }) => {
                ledger.failures.push(settle::failed(engine, &tables.0[index].name, &steps[step], &failure));
                if steps[step].mandatory {
                    tables.0[index].withheld = true;
                    return;
                }
                steps[step].failed = true;
            }
        }
    };
    tables.0[index].nulled.extend(steps.iter().flat_map(Step::nulled).cloned());
    settle::settle(tables, index, outcomes, sources, ledger);
}

fn parts(
    engine: &dyn Engine,
    context: &Context,
    tables: &Tables,
    index: usize,
    steps: &[Step],
) -> Result<Vec<Outcome>, StepFailure> {
    let table = &tables.0[index];
    let needs: BTreeSet<&String> = steps
        .iter()
        .filter_map(|step| engine.plugin(&step.id)?.manifest.cleaner.as_ref())
        .flat_map(|facts| &facts.needs)
        .collect();
    let foreign: Vec<Vec<Cow<'_, Column>>> = needs.into_iter().filter_map(|name| tables.parts(table, name)).collect();
    let work = |part: usize| {
        let foreign: Vec<Column> = foreign.iter().map(|column| column[part].clone().into_owned()).collect();
        Chain::new(engine, context, &table.name, steps).run(table.parts[part].batch.clone(), &foreign, false)
    };
    if table.parts.is_empty() {
        return Ok(Vec::new());
    }
    let mut outcomes = vec![work(0)?];
    outcomes.extend(
        parallel::map(engine, table.parts.len() - 1, |part| work(part + 1))
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?,
    );
    Ok(outcomes)
}
