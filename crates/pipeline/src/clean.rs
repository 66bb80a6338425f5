//! The chain of cleaners over one batch, and what comes of its rows.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use aftersight_contract::manifest::{Scope, Words};
use aftersight_contract::{Action, Args, Batch, Breach, Column, Context, Field, Kind, Malformed, Table, bitmap, check};

use crate::account::{self, Account, EXAMPLES, FIXED, FLAGGED, QuarantinedRow};
use crate::cast;
use crate::engine::{Cleaned, Cleaner, Engine, Failure, View};
use crate::kernels;
use crate::results::Example;

/// One cleaner of a chain.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) id: String,
    pub(crate) params: Args,
    pub(crate) scope: Scope,
    /// Of the scope `key`: the columns that make it.
    pub(crate) key: Vec<String>,
    pub(crate) masks: bool,
    pub(crate) mandatory: bool,
    /// It failed before: its columns become null instead.
    pub(crate) failed: bool,
    /// The columns that it asked for, known once the first batch has come by.
    pub(crate) columns: OnceLock<Vec<String>>,
}

impl Step {
    /// The columns that became null because it failed.
    pub(crate) fn nulled(&self) -> &[String] {
        if self.failed { self.columns.get().map_or(&[], Vec::as_slice) } else { &[] }
    }
}

/// A step that failed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StepFailure {
    pub(crate) step: usize,
    pub(crate) failure: Failure,
}

/// What became of a batch.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The rows that stayed.
    pub(crate) batch: Batch,
    /// Their numbers in the batch that came in.
    pub(crate) rows: Vec<u32>,
    /// What was done to each of them: [`FIXED`], [`FLAGGED`].
    pub(crate) marks: Vec<u8>,
    pub(crate) account: Account,
    pub(crate) quarantine: Vec<QuarantinedRow>,
    /// The columns of the quarantined rows.
    pub(crate) columns: Vec<String>,
}

/// Opened cleaners, one per step that runs.
pub(crate) struct Chain<'a> {
    engine: &'a dyn Engine,
    context: &'a Context,
    table: &'a str,
    steps: &'a [Step],
    open: Vec<Option<Box<dyn Cleaner + 'a>>>,
}

/// A batch on its way through steps, and what they said of it.
#[derive(Default)]
pub(crate) struct Work {
    batch: Batch,
    /// The columns that it came with …
    names: Vec<String>,
    /// … and the first version of those that have changed.
    replaced: Vec<Column>,
    notes: Vec<Note>,
    lost: Vec<Lost>,
}

/// A column that became null because its step failed.
struct Lost {
    step: usize,
    column: String,
    /// Where it had a cell; everywhere if none.
    validity: Option<Vec<u8>>,
}

/// One remark about a cell.
struct Note {
    step: Option<usize>,
    row: u32,
    column: String,
    action: Action,
    code: String,
    before: String,
}

impl<'a> Chain<'a> {
    pub(crate) fn new(engine: &'a dyn Engine, context: &'a Context, table: &'a str, steps: &'a [Step]) -> Self {
        Self { engine, context, table, steps, open: steps.iter().map(|_| None).collect() }
    }

    /// The cleaner of a step, opened when it is first used: its plan is known by then, so that its failure can null its
    /// columns.
    fn cleaner(&mut self, index: usize) -> Result<&mut (dyn Cleaner + 'a), Failure> {
        if self.open[index].is_none() {
            let step = &self.steps[index];
            self.open[index] = Some(self.engine.cleaner(&step.id, &step.params, self.context)?);
        }
        match &mut self.open[index] {
            Some(cleaner) => Ok(cleaner.as_mut()),
            None => Err(Failure::Unusable(Words::new("未能打开", "could not be opened"))),
        }
    }

    /// Cleans a batch. `foreign` are columns of linked tables, which no cleaner may change. `types` casts at the end.
    pub(crate) fn run(&mut self, batch: Batch, foreign: &[Column], types: bool) -> Result<Outcome, StepFailure> {
        let mut work = Work::new(batch);
        for index in 0..self.steps.len() {
            let fail = |failure| StepFailure { step: index, failure };
            let step = &self.steps[index];
            if step.failed {
                work.blank(index, step.nulled());
                continue;
            }
            let fields = work.batch.columns.iter().chain(foreign).map(Column::field);
            let wanted = plan(self.engine, self.table, step, fields).map_err(fail)?;
            if wanted.is_empty() {
                continue;
            }
            let mut view = View { rows: work.batch.rows, columns: Vec::with_capacity(wanted.len()) };
            for name in wanted {
                let column = work.batch.columns.iter().chain(foreign).find(|column| column.name == *name);
                view.columns.push((name, column.ok_or_else(|| fail(unknown(name)))?));
            }
            let cleaned = self.cleaner(index).and_then(|cleaner| cleaner.clean(&view)).map_err(fail)?;
            work.accept(foreign, cleaned, index).map_err(fail)?;
        }
        if types {
            work.cast(self.table);
        }
        self.conclude(work)
    }

    /// Decides what becomes of the rows.
    pub(crate) fn conclude(&mut self, work: Work) -> Result<Outcome, StepFailure> {
        let Work { batch, names, replaced, notes, lost } = work;
        let mut outcome = Outcome::default();
        self.settle(&batch, &notes, &lost, &mut outcome)?;
        if !outcome.quarantine.is_empty() {
            let rows: Vec<u32> = outcome.quarantine.iter().map(|row| row.row as u32 - 1).collect();
            let original = |name: &String| replaced.iter().chain(&batch.columns).find(|column| column.name == *name);
            let columns = names.iter().filter_map(original).map(|column| kernels::take(column, &rows)).collect();
            let masked = self.masked(Batch { rows: rows.len() as u32, columns })?;
            for (index, row) in outcome.quarantine.iter_mut().enumerate() {
                row.cells = account::cells(&masked, index);
            }
            outcome.columns = names;
        }
        if outcome.rows.len() == batch.rows as usize {
            outcome.batch = batch;
        } else {
            let columns = batch.columns.iter().map(|column| kernels::take(column, &outcome.rows)).collect();
            outcome.batch = Batch { rows: outcome.rows.len() as u32, columns };
        }
        Ok(outcome)
    }

    /// Decides the rows' fate from the notes and counts.
    fn settle(
        &mut self,
        batch: &Batch,
        notes: &[Note],
        lost: &[Lost],
        outcome: &mut Outcome,
    ) -> Result<(), StepFailure> {
        const EXCLUDED: u8 = 4;
        const QUARANTINED: u8 = 8;
        let rows = batch.rows as usize;
        let mut fates = vec![0u8; rows];
        let mut refused: BTreeMap<u32, &Note> = BTreeMap::new();
        let account = &mut outcome.account;
        account.rows = rows as u64;
        let mut examples: Vec<(account::Remark, Example)> = Vec::new();
        for note in notes {
            let step = note.step.map(|step| &self.steps[step]);
            fates[note.row as usize] |= match note.action {
                Action::Fix if step.is_some_and(|step| step.masks) => 0,
                Action::Fix => FIXED,
                Action::Flag => FLAGGED,
                Action::Exclude => EXCLUDED,
                Action::Quarantine => {
                    refused.entry(note.row).or_insert(note);
                    QUARANTINED
                }
            };
            let rule = step.map_or(cast::RULE, |step| &step.id);
            let remark = (rule.to_owned(), note.column.clone(), note.action, note.code.clone());
            let tally = account.remarks.entry(remark.clone()).or_default();
            tally.cells += 1;
            if tally.cells <= EXAMPLES as u64 && !note.before.is_empty() {
                let after = batch.column(&note.column).and_then(|column| account::show(column, note.row as usize));
                examples.push((remark, Example { row: u64::from(note.row) + 1, before: note.before.clone(), after }));
            }
        }
        for Lost { step, column, validity } in lost {
            let present = |row: &usize| validity.as_ref().is_none_or(|bits| bitmap::get(bits, *row));
            let cells = (0..rows).filter(present).map(|row| fates[row] |= FLAGGED).count() as u64;
            if cells > 0 {
                let remark = (self.steps[*step].id.clone(), column.clone(), Action::Flag, account::FAILED.to_owned());
                account.remarks.entry(remark).or_default().cells += cells;
            }
        }
        for (row, fate) in fates.iter().enumerate() {
            if fate & QUARANTINED != 0 {
                account.quarantined += 1;
            } else if fate & EXCLUDED != 0 {
                account.excluded += 1;
            } else {
                outcome.rows.push(row as u32);
                outcome.marks.push(fate & (FIXED | FLAGGED));
            }
        }
        self.mask_examples(&mut examples)?;
        for (remark, example) in examples {
            if let Some(tally) = outcome.account.remarks.get_mut(&remark) {
                tally.examples.push(example);
            }
        }
        outcome.quarantine.extend(refused.into_values().map(|note| QuarantinedRow {
            row: u64::from(note.row) + 1,
            rule: note.step.map_or(cast::RULE, |step| &self.steps[step].id).to_owned(),
            column: note.column.clone(),
            code: note.code.clone(),
            cells: Vec::new(),
        }));
        Ok(())
    }

    /// Passes what cells were before through the maskers, under the name of their column.
    fn mask_examples(&mut self, examples: &mut [(account::Remark, Example)]) -> Result<(), StepFailure> {
        let mut columns: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, ((_, column, _, _), _)) in examples.iter().enumerate() {
            columns.entry(column.clone()).or_default().push(index);
        }
        for (name, indexes) in columns {
            let column = Column::text(name, indexes.iter().map(|index| Some(examples[*index].1.before.as_str())));
            let masked = self.masked(Batch { rows: indexes.len() as u32, columns: vec![column] })?;
            for (row, index) in indexes.into_iter().enumerate() {
                examples[index].1.before = masked.columns[0].text_at(row).unwrap_or_default().to_owned();
            }
        }
        Ok(())
    }

    fn masked(&mut self, batch: Batch) -> Result<Batch, StepFailure> {
        let mut work = Work::new(batch);
        for index in 0..self.steps.len() {
            if !self.steps[index].masks || self.steps[index].failed {
                continue;
            }
            let texts = work.batch.columns.iter().filter(|column| column.kind().is_text());
            let columns = texts.map(|column| (column.name.as_str(), column)).collect();
            let view = View { rows: work.batch.rows, columns };
            let fail = |failure| StepFailure { step: index, failure };
            let cleaned = self.cleaner(index).and_then(|cleaner| cleaner.clean(&view)).map_err(fail)?;
            work.accept(&[], cleaned, index).map_err(fail)?;
        }
        Ok(work.batch)
    }
}

/// The columns that a step asks for. It is asked once, by whichever batch comes first.
pub(crate) fn plan<'a>(
    engine: &dyn Engine,
    table: &str,
    step: &'a Step,
    fields: impl Iterator<Item = Field>,
) -> Result<&'a [String], Failure> {
    if let Some(columns) = step.columns.get() {
        return Ok(columns);
    }
    // How text is encoded differs from batch to batch; a plan must not depend on it.
    let plain =
        |field: Field| Field { kind: if field.kind == Kind::Category { Kind::Text } else { field.kind }, ..field };
    let table = Table { name: table.to_owned(), fields: fields.map(plain).collect() };
    let inputs = engine.plan(&step.id, &step.params, &[table])?;
    let columns = inputs.into_iter().next().map(|input| input.columns).unwrap_or_default();
    Ok(step.columns.get_or_init(|| columns))
}

/// A step asks for what is not there.
pub(crate) fn unknown(name: &str) -> Failure {
    Failure::Unusable(Words::new(
        format!("它要求的列“{name}”不存在"),
        format!("asks for the column `{name}`, which is not there"),
    ))
}

impl Work {
    /// A batch before its first step.
    pub(crate) fn new(batch: Batch) -> Self {
        let names = batch.columns.iter().map(|column| column.name.clone()).collect();
        Self { batch, names, ..Self::default() }
    }

    /// Checks what a cleaner gave back and takes it over.
    pub(crate) fn accept(&mut self, foreign: &[Column], cleaned: Cleaned, step: usize) -> Result<(), Failure> {
        check::columns(&cleaned.columns, self.batch.rows as usize).map_err(Failure::Malformed)?;
        check::notes(&cleaned.notes, self.batch.rows).map_err(Failure::Malformed)?;
        for column in cleaned.columns {
            if foreign.iter().any(|known| known.name == column.name) {
                return Err(Failure::Malformed(Malformed::column(&column.name, Breach::ForeignColumn)));
            }
            match self.batch.columns.iter_mut().find(|known| known.name == column.name) {
                Some(known) => replace(known, column, &mut self.replaced),
                None => self.batch.columns.push(column),
            }
        }
        let said = cleaned.notes;
        for index in 0..said.len() {
            self.notes.push(Note {
                step: Some(step),
                row: said.rows[index],
                column: said.columns.get(index).to_owned(),
                action: said.actions[index],
                code: said.codes.get(index).to_owned(),
                before: said.before.get(index).to_owned(),
            });
        }
        Ok(())
    }

    /// The columns of a step that failed become null: nobody may take them for clean.
    pub(crate) fn blank(&mut self, step: usize, columns: &[String]) {
        let rows = self.batch.rows as usize;
        for name in columns {
            if let Some(column) = self.batch.columns.iter_mut().find(|column| column.name == *name) {
                self.lost.push(Lost { step, column: name.clone(), validity: column.validity.clone() });
                let empty = kernels::nulls(name, column.kind(), rows);
                replace(column, empty, &mut self.replaced);
            }
        }
    }

    fn cast(&mut self, table: &str) {
        let misfits = cast::cast(table, &mut self.batch, &mut self.replaced).into_iter();
        self.notes.extend(misfits.map(|misfit| Note {
            step: None,
            row: misfit.row,
            column: misfit.column,
            action: cast::CODE.1,
            code: cast::CODE.0.to_owned(),
            before: misfit.before,
        }));
    }
}

/// Puts a column in the place of another, which is kept if it is the first of its name.
pub(crate) fn replace(place: &mut Column, column: Column, replaced: &mut Vec<Column>) {
    let old = std::mem::replace(place, column);
    if replaced.iter().all(|known| known.name != old.name) {
        replaced.push(old);
    }
}
