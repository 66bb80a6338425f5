//! One cleaner over one table, and nothing else.

use std::collections::BTreeSet;

use aftersight_contract::manifest::{Phase, Scope, Words, resolve};
use aftersight_contract::{Action, Batch, Column, Context, Field, Kind, Notes, Table, check};
use aftersight_pipeline::bare;
use aftersight_pipeline::engine::{Cleaned, Engine, Failure, View};

use crate::case::Case;
use crate::cell::show_text;
use crate::compare::Sections;
use crate::only::Only;
use crate::run::Stop;
use crate::sheet;

/// Rows of a case that are shown, batch by batch, and the notes so far.
#[derive(Default)]
struct Gathered {
    batches: Vec<(Batch, Vec<usize>)>,
    notes: Vec<Vec<String>>,
    rows: usize,
}

/// `call_rows` is how many rows a call holds where the cleaner must see rows together; its table is one batch then.
pub(crate) fn run(
    case: &Case,
    engine: &Only<'_>,
    id: &str,
    tables: &[(String, Vec<Batch>)],
    call_rows: usize,
) -> Result<Sections, Stop> {
    let stop = |failure: Failure| {
        let code = if let Failure::Refused(error) = &failure { format!("{}: ", error.code) } else { String::new() };
        Stop(format!("{code}{}\n", bare::sentence(engine, id, &failure).en))
    };
    let Some((name, batches)) = tables.iter().find(|(table, _)| Some(table.as_str()) == case.cleaned()) else {
        return Err(Stop("the case has no table to clean: add a block ```csv orders\n".to_owned()));
    };
    let Some(manifest) = engine.plugin(id).map(|plugin| plugin.manifest.clone()) else {
        return Err(stop(Failure::Unusable(Words::new(format!("没有“{id}”"), format!("`{id}` is not there")))));
    };
    let mut given = case.params.clone();
    bare::fill(&manifest, &mut given, name, case.timezone());
    let facts = manifest.cleaner.clone().unwrap_or_default();
    let mut key = Vec::new();
    if facts.scope == Scope::Key {
        key = bare::fill_key(&manifest, &mut given, name, &batches[0])?;
        if key.is_empty() {
            return Err(Stop(format!("the table `{name}` has no columns that could be the key\n")));
        }
    }
    let params = resolve(&manifest, &given).map_err(|error| Stop(format!("{error}\n")))?;
    let received_at = case.received_at()?;
    let as_of = case.setup.as_of.as_deref().map_or(Ok(received_at), |text| case.moment(text))?;
    let context = Context { as_of, received_at, timezone: case.timezone().to_owned() };
    let foreign =
        if facts.phase == Phase::Linked { foreign(case, engine, tables, name, &facts.needs)? } else { Vec::new() };

    let plain = |column: &Column| Field {
        name: column.name.clone(),
        kind: if column.kind() == Kind::Category { Kind::Text } else { column.kind() },
    };
    let fields = batches[0].columns.iter().chain(foreign.iter().map(|parts| &parts[0])).map(plain).collect();
    let inputs = engine.plan(id, &params, &[Table { name: name.clone(), fields }]).map_err(stop)?;
    let wanted = inputs.into_iter().next().map(|input| input.columns).unwrap_or_default();
    let mut cleaner = match facts.scope {
        Scope::Row => Some(engine.cleaner(id, &params, &context).map_err(stop)?),
        Scope::Key | Scope::Table => None,
    };
    let mut gathered = Gathered::default();
    for (part, batch) in batches.iter().enumerate() {
        let linked: Vec<&Column> = foreign.iter().map(|parts| &parts[part]).collect();
        let mut view = View { rows: batch.rows, columns: Vec::new() };
        for name in &wanted {
            let column = batch.columns.iter().chain(linked.iter().copied()).find(|column| column.name == *name);
            let missing = || {
                stop(Failure::Unusable(Words::new(
                    format!("它要求的列“{name}”不存在"),
                    format!("asks for the column `{name}`, which is not there"),
                )))
            };
            view.columns.push((name, column.ok_or_else(missing)?));
        }
        // As in the pipeline, a cleaner that wants nothing is not called.
        let cleaned = match &mut cleaner {
            _ if wanted.is_empty() => Cleaned::default(),
            Some(cleaner) => cleaner.clean(&view).map_err(stop)?,
            None => bare::together(engine, (id, &params, &context), batch, &view, &key, call_rows).map_err(stop)?,
        };
        gathered.add(batch, cleaned).map_err(stop)?;
    }
    Ok(gathered.sections())
}

/// The foreign columns that the cleaner needs and that are there, each part by part.
fn foreign(
    case: &Case,
    engine: &Only<'_>,
    tables: &[(String, Vec<Batch>)],
    name: &str,
    needs: &[String],
) -> Result<Vec<Vec<Column>>, Stop> {
    let prepared = case.prepare(engine, &case.config(), tables)?;
    Ok(needs.iter().filter_map(|need| bare::column(&prepared.tables, name, need)).collect())
}

impl Gathered {
    /// Takes over what the cleaner said of a batch.
    fn add(&mut self, batch: &Batch, cleaned: Cleaned) -> Result<(), Failure> {
        check::columns(&cleaned.columns, batch.rows as usize).map_err(Failure::Malformed)?;
        check::notes(&cleaned.notes, batch.rows).map_err(Failure::Malformed)?;
        let mut batch = batch.clone();
        for column in cleaned.columns {
            match batch.columns.iter_mut().find(|known| known.name == column.name) {
                Some(known) => *known = column,
                None => batch.columns.push(column),
            }
        }
        let gone: BTreeSet<u32> =
            noted(&cleaned.notes, |action| matches!(action, Action::Quarantine | Action::Exclude));
        let kept = (0..batch.rows).filter(|row| !gone.contains(row)).map(|row| row as usize).collect();
        let rows = batch.rows as usize;
        self.batches.push((batch, kept));
        self.take_notes(&cleaned.notes);
        self.rows += rows;
        Ok(())
    }

    fn take_notes(&mut self, notes: &Notes) {
        for index in 0..notes.len() {
            let action = match notes.actions[index] {
                Action::Fix => "fix",
                Action::Flag => "flag",
                Action::Quarantine => "quarantine",
                Action::Exclude => "exclude",
            };
            let before = notes.before.get(index);
            self.notes.push(vec![
                (self.rows + notes.rows[index] as usize + 1).to_string(),
                notes.columns.get(index).to_owned(),
                action.to_owned(),
                notes.codes.get(index).to_owned(),
                if before.is_empty() { String::new() } else { show_text(before) },
            ]);
        }
    }

    fn sections(mut self) -> Sections {
        let mut sections = Sections::default();
        let mut expect = String::new();
        for (index, (batch, kept)) in self.batches.iter().enumerate() {
            let text = sheet::write(&batch.columns.iter().collect::<Vec<_>>(), kept);
            let lines = if index == 0 { text.as_str() } else { text.split_once('\n').map_or("", |(_, rest)| rest) };
            expect.push_str(lines);
        }
        // A cleaner goes column by column, and how many rows it sees at once must not show.
        self.notes.sort_by_key(|note| note[0].parse::<u64>().unwrap_or_default());
        let header = ["row", "column", "action", "code", "before"].map(str::to_owned);
        sections.push("expect", expect);
        sections.push("notes", sheet::write_cells(&header, &self.notes));
        sections
    }
}

fn noted(notes: &Notes, which: impl Fn(Action) -> bool) -> BTreeSet<u32> {
    notes.rows.iter().zip(&notes.actions).filter(|(_, action)| which(**action)).map(|(row, _)| *row).collect()
}
