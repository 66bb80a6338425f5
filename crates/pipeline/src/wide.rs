//! Steps of the scopes `key` and `table`: over the union of a table's sources, in the order of the sources and their rows.

use aftersight_contract::{Column, Context, Values};

use aftersight_contract::manifest::{Scope, Words};

use crate::clean::{self, Chain, Outcome, Step, StepFailure, Work};
use crate::engine::{Cleaned, Engine, Failure, View};
use crate::gather::{self, CALL_ROWS, Cleaning, Together};
use crate::kernels;
use crate::parallel;
use crate::settle;
use crate::stage::{Ledger, Source};
use crate::table::{Table, Tables};

/// The place of a row's source among the inputs, from 1.
const SOURCE: &str = "source.number";

/// Runs a step over a table. Where it fails, it fails for the whole table.
pub(crate) fn step(
    engine: &dyn Engine,
    context: &Context,
    tables: &mut Tables,
    index: usize,
    step: &mut Step,
    sources: &[Source<'_>],
    ledger: &mut Ledger,
) {
    if tables.0[index].withheld {
        return;
    }
    let outcomes = loop {
        match outcomes(engine, context, tables, &tables.0[index], step) {
            Ok(outcomes) => break outcomes,
            Err(failure) => {
                ledger.failures.push(settle::failed(engine, &tables.0[index].name, step, &failure));
                // Blanking columns asks no plugin, so that a second failure cannot be.
                if step.mandatory || step.failed {
                    tables.0[index].withheld = true;
                    return;
                }
                step.failed = true;
            }
        }
    };
    tables.0[index].nulled.extend(step.nulled().iter().cloned());
    settle::settle(tables, index, outcomes, sources, ledger);
}

/// What becomes of each part; none where the step asks for nothing.
fn outcomes(
    engine: &dyn Engine,
    context: &Context,
    tables: &Tables,
    table: &Table,
    step: &Step,
) -> Result<Vec<Outcome>, Failure> {
    let mut foreign = Vec::new();
    let mut cleaned = None;
    if !step.failed {
        foreign = self::foreign(engine, tables, table, step);
        let own = table.fields.iter().cloned();
        let fields = own.chain(foreign.iter().map(Column::field));
        let wanted = clean::plan(engine, &table.name, step, fields)?;
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let cleaning = Cleaning { engine, id: &step.id, params: &step.params, context };
        cleaned = Some(whole(&cleaning, table, step, wanted, &foreign)?);
    }
    let steps = std::slice::from_ref(step);
    let firsts: Vec<u32> =
        table.parts.iter().scan(0, |next, part| Some(std::mem::replace(next, *next + part.batch.rows))).collect();
    let part = |number: usize| {
        let (batch, first) = (table.parts[number].batch.clone(), firsts[number]);
        let rows = batch.rows;
        let mut work = Work::new(batch);
        match &cleaned {
            None => work.blank(0, step.nulled()),
            Some(cleaned) => {
                let numbers: Vec<u32> = (first..first + rows).collect();
                let columns = cleaned.columns.iter().map(|column| column.take(&numbers)).collect();
                let notes = gather::notes_of(&cleaned.notes, first, rows);
                work.accept(&foreign, Cleaned { columns, notes }, 0)?;
            }
        }
        Chain::new(engine, context, &table.name, steps).conclude(work).map_err(|StepFailure { failure, .. }| failure)
    };
    parallel::map(engine, table.parts.len(), part).into_iter().collect()
}

/// Cleans the table as a whole.
fn whole(
    cleaning: &Cleaning<'_>,
    table: &Table,
    step: &Step,
    wanted: &[String],
    foreign: &[Column],
) -> Result<Cleaned, Failure> {
    let rows = table.rows();
    let column = |name: &String| {
        let foreign = foreign.iter().find(|column| column.name == *name).cloned();
        table.whole(name).or(foreign).ok_or_else(|| clean::unknown(name))
    };
    let columns = wanted.iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let view = View {
        rows: u32::try_from(rows)
            .map_err(|_| Failure::Unusable(Words::new("行数太多，无法一次处理", "cannot see so many rows")))?,
        columns: wanted.iter().map(String::as_str).zip(&columns).collect(),
    };
    let keys = step.key.iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let together = if step.scope == Scope::Table { Together::Table } else { Together::Key(keys.iter().collect()) };
    cleaning.whole(&view, &together, CALL_ROWS, &|name| table.whole(name))
}

/// The foreign columns that a step needs and that are there, over all parts.
fn foreign(engine: &dyn Engine, tables: &Tables, table: &Table, step: &Step) -> Vec<Column> {
    let facts = engine.plugin(&step.id).and_then(|plugin| plugin.manifest.cleaner.as_ref());
    let column = |name: &String| {
        if name == SOURCE {
            let number = |part: &crate::table::Part| vec![part.source as i64 + 1; part.batch.rows as usize];
            return Some(Column::new(SOURCE, Values::Int64(table.parts.iter().flat_map(number).collect())));
        }
        let parts = tables.parts(table, name)?;
        let parts: Vec<_> =
            parts.iter().zip(&table.parts).map(|(column, part)| (column.as_ref(), part.batch.rows as usize)).collect();
        name.contains('.').then(|| kernels::concat(name, &parts))
    };
    facts.into_iter().flat_map(|facts| &facts.needs).filter_map(column).collect()
}
