//! Cleaning rules.

use aftersight_contract::Notes;

use crate::bindings::cleaning;
use crate::{Action, Batch, Column, Context, Input, Params, Result, Table, Text, bridge};

/// A cleaning rule: decides cell by cell, loses nothing silently.
pub trait Cleaner: Sized + 'static {
    /// The columns to hand in, given what the table offers; foreign ones as `order.paid_minor`.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest.
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>>;

    /// Made once per run and thread.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest.
    fn open(params: &Params, context: &Context) -> Result<Self>;

    /// Cleans the planned columns of a batch.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest; the table is then treated as the rule's failure demands.
    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()>;
}

/// What a cleaner gives back: columns and notes.
#[derive(Clone, Debug, Default)]
pub struct Cleaned {
    columns: Vec<Column>,
    notes: Notes,
    codes: Vec<(String, u32)>,
    names: Vec<(String, u32)>,
}

impl Cleaned {
    /// Changes a column, or adds it.
    pub fn set(&mut self, column: Column) {
        match self.columns.iter_mut().find(|known| known.name == column.name) {
            Some(known) => *known = column,
            None => self.columns.push(column),
        }
    }

    /// Says what happened to a cell. `before` is the cell as it was.
    pub fn note(&mut self, row: usize, column: &str, action: Action, code: &str, before: &str) {
        let column = number(&mut self.names, &mut self.notes.columns.names, column);
        let code = number(&mut self.codes, &mut self.notes.codes.names, code);
        self.notes.rows.push(row as u32);
        self.notes.columns.codes.push(column);
        self.notes.codes.codes.push(code);
        self.notes.actions.push(action);
        self.notes.before.push(before);
    }
}

/// A plugin has a handful of codes and columns: a list beats a map.
fn number(known: &mut Vec<(String, u32)>, names: &mut Text, name: &str) -> u32 {
    if let Some((_, number)) = known.iter().find(|(text, _)| text == name) {
        return *number;
    }
    let number = known.len() as u32;
    known.push((name.to_owned(), number));
    names.push(name);
    number
}

/// Stands between the component's exports and a [`Cleaner`].
#[derive(Debug)]
pub struct CleanerBridge<C>(C);

impl<C: Cleaner> cleaning::Guest for CleanerBridge<C> {
    type Cleaner = Self;

    fn plan(
        params: cleaning::Args,
        tables: Vec<cleaning::Table>,
    ) -> std::result::Result<Vec<cleaning::Input>, cleaning::Error> {
        let tables = bridge::tables(tables);
        let Some(table) = tables.first() else { return Ok(Vec::new()) };
        let columns = C::plan(&bridge::params(params), table).map_err(bridge::error)?;
        Ok(vec![bridge::input(Input::new("rows", &table.name).columns(columns))])
    }

    fn open(
        params: cleaning::Args,
        context: cleaning::Context,
    ) -> std::result::Result<cleaning::Cleaner, cleaning::Error> {
        let cleaner = C::open(&bridge::params(params), &bridge::context(context)).map_err(bridge::error)?;
        Ok(cleaning::Cleaner::new(Self(cleaner)))
    }
}

impl<C: Cleaner> cleaning::GuestCleaner for CleanerBridge<C> {
    fn clean(&self, batch: cleaning::Batch) -> std::result::Result<cleaning::Cleaned, cleaning::Error> {
        let mut out = Cleaned::default();
        self.0.clean(&bridge::batch(batch), &mut out).map_err(bridge::error)?;
        Ok(cleaning::Cleaned { columns: bridge::columns_out(out.columns), notes: bridge::notes(out.notes) })
    }
}
