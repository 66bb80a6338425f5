//! The first cleaning phase: sources to tables.

use std::collections::{BTreeMap, BTreeSet};

use aftersight_contract::manifest::{Phase, Scope};
use aftersight_contract::{Action, Batch, Column, Context, Field, Kind};
use aftersight_expr::Expr;

use crate::account::{Account, Quarantine, Remark};
use crate::chain::{self, Place};
use crate::clean::{Chain, Outcome, Step, StepFailure};
use crate::cleaners::Used;
use crate::config::Config;
use crate::engine::Engine;
use crate::error::RunError;
use crate::kernels;
use crate::parallel;
use crate::profile::UsedProfile;
use crate::received::{self, Received};
use crate::results::{FailureResult, Reading};
use crate::settle;
use crate::table::{Part, Table, Tables};
use crate::wide;

/// The rows of an input as text, chunk by chunk; chunks may be read in any order and at once.
pub trait Rows: Sync {
    /// How many chunks.
    fn chunks(&self) -> usize;

    /// The rows of a chunk in batches of at most `batch_rows`: every column text or category, with canonical names.
    ///
    /// # Errors
    /// A file that proves unreadable.
    fn read(&self, chunk: usize, batch_rows: usize) -> Result<Vec<Batch>, RunError>;

    /// The rows of a chunk that somebody excluded by hand, counted from 0, rising.
    fn left_out(&self, _chunk: usize) -> Vec<u64> {
        Vec::new()
    }

    /// How many rows somebody corrected by hand.
    fn corrected(&self) -> u64 {
        0
    }

    /// What reading came across, once all chunks were read.
    fn reading(&self) -> Reading {
        Reading::default()
    }
}

/// One input table.
pub struct Source<'a> {
    /// The file's name, without its folder; a sheet's name behind it.
    pub name: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// What only they know who have the file: SHA-256 of a part of its bytes and a word. It stands in no result. Empty where the
    /// rows come from no file.
    pub salt: String,
    /// The table of the data model.
    pub table: String,
    /// Header → column.
    pub columns: BTreeMap<String, String>,
    /// Lines that are no rows.
    pub not_rows: u64,
    /// Rows for which this is not true are excluded.
    pub filter: Option<String>,
    /// Time zone of times without one.
    pub timezone: Option<String>,
    /// When it was received, RFC 3339; default: the date in its name.
    pub received_at: Option<String>,
    /// The profile by which it was read.
    pub profile: Option<UsedProfile>,
    /// Its rows.
    pub rows: Box<dyn Rows + 'a>,
}

/// The rule and the code under which rows are counted that somebody excluded.
const BY_HAND: &str = "by-hand";

/// What both phases keep beside the tables.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// One per source.
    pub(crate) accounts: Vec<Account>,
    /// Rows that each source had, counted where they were read.
    pub(crate) read: Vec<u64>,
    pub(crate) quarantine: Vec<Quarantine>,
    /// Every step of every chain.
    pub(crate) used: Vec<Used>,
    pub(crate) failures: Vec<FailureResult>,
}

/// What came of one chunk.
#[derive(Default)]
struct ChunkOutcome {
    outcomes: Vec<(u64, Outcome)>,
    rows: u64,
    excluded: u64,
    /// Of these, how many by hand.
    by_hand: u64,
}

/// Cleans every source and unites them to tables.
pub(crate) fn sources(
    engine: &dyn Engine,
    config: &Config,
    context: &Context,
    sources: &[Source<'_>],
    received: &[Option<Received>],
    batch_rows: usize,
) -> Result<(Tables, Ledger), RunError> {
    let mut tables = Tables::default();
    let mut ledger =
        Ledger { accounts: vec![Account::default(); sources.len()], read: vec![0; sources.len()], ..Ledger::default() };
    let names: BTreeSet<&str> = sources.iter().map(|source| source.table.as_str()).collect();
    for name in names {
        let of_table: Vec<usize> = (0..sources.len()).filter(|index| sources[*index].table == name).collect();
        let mut place =
            Place { table: name, phase: Phase::Source, timezone: &context.timezone, fields: &[], profile: None };
        let mut chains = Vec::new();
        for index in &of_table {
            let timezone = sources[*index].timezone.as_deref().unwrap_or(&context.timezone);
            let place = Place { timezone, profile: sources[*index].profile.as_ref(), ..place };
            let steps = chain::chain(engine, config, place, |scope| scope == Scope::Row)?;
            ledger.used.extend(Used::of(&steps, name, Some(*index)));
            chains.push(steps);
        }
        let mut withheld = false;
        let read = loop {
            match read_all(engine, context, sources, &of_table, &chains, batch_rows)? {
                Ok(read) => break read,
                Err(failure) => {
                    let step = &chains[0][failure.step];
                    ledger.failures.push(settle::failed(engine, name, step, &failure.failure));
                    if step.mandatory {
                        withheld = true;
                        break Vec::new();
                    }
                    chains.iter_mut().for_each(|chain| chain[failure.step].failed = true);
                }
            }
        };
        let mut parts = Vec::new();
        for (index, chunks) in of_table.iter().zip(read) {
            collect(*index, &sources[*index], chunks, &mut parts, &mut ledger);
        }
        let mut table = Table::unite(name, parts);
        table.withheld = withheld;
        received::first(&mut table, received);
        table.nulled = chains.iter().flatten().flat_map(Step::nulled).cloned().collect();
        tables.0.push(table);
        let index = tables.0.len() - 1;
        let fields = tables.0[index].fields.clone();
        place.fields = &fields;
        let steps = chain::chain(engine, config, place, |scope| scope != Scope::Row)?;
        ledger.used.extend(Used::of(&steps, name, None));
        for mut step in steps {
            wide::step(engine, context, &mut tables, index, &mut step, sources, &mut ledger);
        }
    }
    Ok((tables, ledger))
}

type Read = Vec<Vec<ChunkOutcome>>;

/// Reads and cleans all chunks of a table's sources. The first chunk of each goes ahead: it settles the plans.
fn read_all(
    engine: &dyn Engine,
    context: &Context,
    sources: &[Source<'_>],
    of_table: &[usize],
    chains: &[Vec<Step>],
    batch_rows: usize,
) -> Result<Result<Read, StepFailure>, RunError> {
    let filters: Vec<Option<Expr>> = of_table
        .iter()
        .map(|index| {
            let source = &sources[*index];
            let parse = |text: &String| Expr::parse(text).map_err(|error| refused(source, error.chinese(), &error));
            source.filter.as_ref().map(parse).transpose()
        })
        .collect::<Result<_, _>>()?;
    let work = |(slot, chunk): (usize, usize)| {
        let source = &sources[of_table[slot]];
        read_chunk(engine, context, source, filters[slot].as_ref(), &chains[slot], chunk, batch_rows)
    };
    let first: Vec<_> = (0..of_table.len()).map(|slot| (slot, 0)).collect();
    let chunks = |slot: usize| sources[of_table[slot]].rows.chunks();
    let rest: Vec<_> = (0..of_table.len()).flat_map(|slot| (1..chunks(slot)).map(move |chunk| (slot, chunk))).collect();
    let mut read: Read = of_table.iter().map(|_| Vec::new()).collect();
    for round in [first, rest] {
        let mut worst: Option<StepFailure> = None;
        for ((slot, _), made) in round.iter().zip(parallel::map(engine, round.len(), |index| work(round[index]))) {
            match made? {
                Ok(chunk) => read[*slot].push(chunk),
                Err(failure) if worst.as_ref().is_none_or(|known| failure.step < known.step) => worst = Some(failure),
                Err(_) => {}
            }
        }
        if let Some(failure) = worst {
            return Ok(Err(failure));
        }
    }
    Ok(Ok(read))
}

fn read_chunk(
    engine: &dyn Engine,
    context: &Context,
    source: &Source<'_>,
    filter: Option<&Expr>,
    steps: &[Step],
    chunk: usize,
    batch_rows: usize,
) -> Result<Result<ChunkOutcome, StepFailure>, RunError> {
    let mut batches = if chunk < source.rows.chunks() { source.rows.read(chunk, batch_rows)? } else { Vec::new() };
    if batches.is_empty() && chunk == 0 {
        // A table without rows still has its columns.
        let columns =
            source.columns.values().map(|name| Column::text(name.clone(), std::iter::empty::<Option<&str>>()));
        batches.push(Batch { rows: 0, columns: columns.collect() });
    }
    let left_out = source.rows.left_out(chunk);
    let mut chain = Chain::new(engine, context, &source.table, steps);
    let mut made = ChunkOutcome::default();
    for batch in batches {
        let rows = batch.rows as usize;
        let mut chosen = match filter {
            None => None,
            Some(expr) => {
                // The check knows better than the evaluation what was meant, but a column may be missing in some batches only.
                let text = |column: &Column| Field { name: column.name.clone(), kind: Kind::Text };
                let fields: Vec<_> = batch.columns.iter().map(text).collect();
                expr.check_condition(&fields).map_err(|error| refused(source, error.chinese(), &error))?;
                let wrong = |error: aftersight_expr::EvalError| refused(source, error.chinese(), &error);
                Some(expr.select(rows, &|name| batch.column(name)).map_err(wrong)?)
            }
        };
        if !left_out.is_empty() {
            let kept = chosen.get_or_insert_with(|| (0..rows as u32).collect());
            let before = kept.len();
            kept.retain(|row| left_out.binary_search(&(made.rows + u64::from(*row))).is_err());
            made.by_hand += (before - kept.len()) as u64;
        }
        let batch = match &chosen {
            Some(chosen) if chosen.len() < rows => {
                let columns = batch.columns.iter().map(|column| kernels::take(column, chosen)).collect();
                Batch { rows: chosen.len() as u32, columns }
            }
            _ => batch,
        };
        made.excluded += rows as u64 - u64::from(batch.rows);
        match chain.run(batch, &[], true) {
            Ok(mut outcome) => {
                if let Some(chosen) = chosen {
                    let original = |row: u64| u64::from(chosen[row as usize - 1]) + 1;
                    outcome.rows.iter_mut().for_each(|row| *row = chosen[*row as usize]);
                    outcome.quarantine.iter_mut().for_each(|row| row.row = original(row.row));
                    let examples = outcome.account.remarks.values_mut().flat_map(|tally| &mut tally.examples);
                    examples.for_each(|example| example.row = original(example.row));
                }
                made.outcomes.push((made.rows, outcome));
            }
            Err(failure) => return Ok(Err(failure)),
        }
        made.rows += rows as u64;
    }
    Ok(Ok(made))
}

/// A source's `where` that cannot be.
fn refused(source: &Source<'_>, zh: impl std::fmt::Display, en: impl std::fmt::Display) -> RunError {
    let (name, text) = (&source.name, source.filter.as_deref().unwrap_or_default());
    RunError::new(
        format!("来源“{name}”的 where“{text}”：{zh}"),
        format!("`where` of the source {name}, `{text}`: {en}"),
    )
}

/// Takes the chunks of a source into the ledger and the list of parts.
fn collect(index: usize, source: &Source<'_>, chunks: Vec<ChunkOutcome>, parts: &mut Vec<Part>, ledger: &mut Ledger) {
    let mut waiting = Quarantine {
        table: source.table.clone(),
        source: source.name.clone(),
        sha256: source.sha256.clone(),
        columns: Vec::new(),
        rows: Vec::new(),
    };
    let account = &mut ledger.accounts[index];
    let mut before = 0;
    for chunk in chunks {
        for (first, outcome) in chunk.outcomes {
            let offset = before + first;
            account.append(outcome.account, |row| row + offset);
            if !outcome.quarantine.is_empty() {
                waiting.columns = outcome.columns;
            }
            waiting.rows.extend(outcome.quarantine.into_iter().map(|mut row| {
                row.row += offset;
                row
            }));
            let rows = outcome.rows.iter().map(|row| offset + u64::from(*row) + 1).collect();
            parts.push(Part { batch: outcome.batch, source: index, rows, marks: outcome.marks, first: Vec::new() });
        }
        account.rows += chunk.excluded;
        account.excluded += chunk.excluded;
        for (rule, cells) in [("where", chunk.excluded - chunk.by_hand), (BY_HAND, chunk.by_hand)] {
            if cells > 0 {
                let remark: Remark = (rule.to_owned(), String::new(), Action::Exclude, rule.to_owned());
                account.remarks.entry(remark).or_default().cells += cells;
            }
        }
        before += chunk.rows;
    }
    ledger.read[index] = before;
    if !waiting.rows.is_empty() {
        ledger.quarantine.push(waiting);
    }
}
