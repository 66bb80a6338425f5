//! Alerts and insights.

use std::cell::RefCell;

use crate::bindings::analysing;
use crate::{Batch, Context, Error, Input, Params, Report, Result, Tables, bridge};

/// An alert or an insight: reads everything it planned, then says what it found.
pub trait Analysis: Sized + 'static {
    /// The roles; the KPI that it stands on is the table `series`.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest.
    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>>;

    /// Made once per run.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest.
    fn open(params: &Params, context: &Context) -> Result<Self>;

    /// Judges what was handed in.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest.
    fn finish(&self, handed: &Handed) -> Result<Report>;
}

/// What the host handed in, by role.
#[derive(Clone, Debug, Default)]
pub struct Handed(Vec<(String, Vec<Batch>)>);

impl Handed {
    /// The batches of a role, in order; none if it had no rows.
    #[must_use]
    pub fn batches(&self, role: &str) -> &[Batch] {
        self.0.iter().find(|(name, _)| name == role).map_or(&[], |(_, batches)| batches.as_slice())
    }

    fn add(&mut self, role: String, batch: Batch) {
        match self.0.iter_mut().find(|(name, _)| *name == role) {
            Some((_, batches)) => batches.push(batch),
            None => self.0.push((role, vec![batch])),
        }
    }
}

/// Batches with their roles, in order: how a native test hands something in.
impl FromIterator<(String, Batch)> for Handed {
    fn from_iter<I: IntoIterator<Item = (String, Batch)>>(batches: I) -> Self {
        let mut handed = Self::default();
        batches.into_iter().for_each(|(role, batch)| handed.add(role, batch));
        handed
    }
}

/// Stands between the component's exports and an [`Analysis`].
#[derive(Debug)]
pub struct AnalysisBridge<A> {
    analysis: A,
    handed: RefCell<Handed>,
}

impl<A: Analysis> analysing::Guest for AnalysisBridge<A> {
    type Analyzer = Self;

    fn plan(
        params: analysing::Args,
        tables: Vec<analysing::Table>,
    ) -> std::result::Result<Vec<analysing::Input>, analysing::Error> {
        let tables = bridge::tables(tables);
        let inputs = A::plan(&bridge::params(params), Tables(&tables)).map_err(bridge::error)?;
        Ok(inputs.into_iter().map(bridge::input).collect())
    }

    fn open(
        params: analysing::Args,
        context: analysing::Context,
    ) -> std::result::Result<analysing::Analyzer, analysing::Error> {
        let analysis = A::open(&bridge::params(params), &bridge::context(context)).map_err(bridge::error)?;
        Ok(analysing::Analyzer::new(Self { analysis, handed: RefCell::default() }))
    }
}

impl<A: Analysis> analysing::GuestAnalyzer for AnalysisBridge<A> {
    fn update(&self, role: String, batch: analysing::Batch) -> std::result::Result<(), analysing::Error> {
        let batch = bridge::batch(batch);
        let mut handed = self.handed.try_borrow_mut().map_err(|_| bridge::error(Error::new("re-entered")))?;
        handed.add(role, batch);
        Ok(())
    }

    fn finish(&self) -> std::result::Result<analysing::Report, analysing::Error> {
        self.analysis.finish(&self.handed.borrow()).map(bridge::report).map_err(bridge::error)
    }
}
