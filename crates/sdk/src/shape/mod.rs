//! KPIs that their roles define. Most KPIs differ in which rows they count, not in what is done with them: such a KPI
//! implements [`Definition`], names a [`Shape`], and leaves state, merging and result columns to it.
//!
//! | shape | roles: planned columns | value |
//! |---|---|---|
//! | [`Count`] | `rows` | rows |
//! | [`Share`] | `part`, `whole`, the first a part of the second | rows ÷ rows with a Wilson interval |
//! | [`Quotient`] | `part`, `whole` | rows ÷ rows × `PER` |
//! | [`Occurred`] | `rows`: a time | rows whose time has come ÷ rows with a Wilson interval |
//! | [`UnitShare`] | `rows`: integers above, below | sum ÷ sum with a Wilson interval |
//! | [`PerUnit`] | `part`; `whole`: an integer | rows ÷ sum × `PER` |
//! | [`MoneyQuotient`] | `part`, `whole`: amounts | sum ÷ sum |
//! | [`MoneyMean`] | `rows`: amounts | mean of a row's sum |
//! | [`Elapsed`] | `rows`: two times, or one int64 of microseconds, or one float64 of seconds | `statistic`: mean, p50, p90 |
//! | [`Mean`] | `rows`: an int64 or float64 | mean |
//! | [`DistinctQuotient`] | `part`, `whole`: text | distinct ÷ distinct |
//! | [`PerDistinct`] | `part`; `whole`: text | rows ÷ distinct |
//!
//! A shape reads its columns by their place in the plan, whatever they are called.

mod counts;
mod distinct;
mod issue;
mod money;
mod numbers;
mod parcels;
mod roles;
mod sales;
mod scores;

pub use counts::{Count, Occurred, PerUnit, Quotient, Share, UnitShare};
pub use distinct::{DistinctQuotient, PerDistinct};
pub use issue::{all_known, same_issue};
pub use money::{MoneyMean, MoneyQuotient};
pub use numbers::{Elapsed, Mean};
pub use parcels::parcels;
pub use roles::{all_of, each_once, elapsed, first_of, none_of, one_of, only, parted, rows};
pub use sales::{orders, refunded, refunds, sold, standing};
pub use scores::{NEAR, Scores, numeric};

use crate::accumulate::State;
use crate::{Batch, Column, Context, Error, Input, Kpi, Links, Params, Result, Tables};

/// A KPI that its roles define; `export!(definition RefundRate)` makes it the plugin.
pub trait Definition: 'static {
    /// What is done with the rows.
    type Shape: Shape;

    /// The roles, as the shape names them.
    ///
    /// # Errors
    /// A `[[message]]` code of the manifest.
    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>>;
}

/// Arithmetic that several KPIs have in common.
pub trait Shape: Sized + 'static {
    /// What it keeps per group, one for each role.
    type State: State;

    /// Reads the parameters that belong to the shape, and the moment of the run.
    ///
    /// # Errors
    /// A parameter that the manifest lacks.
    fn open(params: &Params, context: &Context) -> Result<Self>;

    /// As [`Kpi::update`].
    ///
    /// # Errors
    /// Columns that do not fit the shape.
    fn update(&self, role: &str, batch: &Batch, groups: &[u32], state: &mut Self::State) -> Result<()>;

    /// As [`Kpi::evaluate`].
    ///
    /// # Errors
    /// Roles that the plan did not name.
    fn evaluate(&self, links: &Links<'_, Self::State>) -> Result<Vec<Column>>;
}

/// Makes a [`Definition`] a [`Kpi`].
#[derive(Debug)]
pub struct Defined<D: Definition>(D::Shape);

impl<D: Definition> Kpi for Defined<D> {
    type State = <D::Shape as Shape>::State;

    fn plan(params: &Params, tables: Tables<'_>) -> Result<Vec<Input>> {
        D::plan(params, tables)
    }

    fn open(params: &Params, context: &Context) -> Result<Self> {
        D::Shape::open(params, context).map(Self)
    }

    fn update(&self, role: &str, batch: &Batch, groups: &[u32], state: &mut Self::State) -> Result<()> {
        self.0.update(role, batch, groups, state)
    }

    fn evaluate(&self, links: &Links<'_, Self::State>) -> Result<Vec<Column>> {
        self.0.evaluate(links)
    }
}

/// The column at a place of the plan.
fn at(batch: &Batch, place: usize) -> Result<&Column> {
    batch.columns.get(place).ok_or_else(|| Error::new("column-missing").with("column", place as i64 + 1))
}
