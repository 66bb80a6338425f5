//! An opened cleaner.

use aftersight_pipeline::engine::{Cleaned, Cleaner, Failure, View};
use aftersight_pipeline::limits::Load;

use super::bindings::cleaning::Guest;
use super::opened::Opened;
use super::{lift, lower};

/// An instance with one cleaner in it.
pub(super) struct OpenCleaner<'e>(pub(super) Opened<'e, Guest>);

impl Cleaner for OpenCleaner<'_> {
    fn clean(&mut self, batch: &View<'_>) -> Result<Cleaned, Failure> {
        let allowance = self.0.limits.clean(Load::batch(batch, &[]));
        let cleaned = self.0.call(&allowance, |guest, store, cleaner| {
            lower::with_batch(batch, |batch| guest.cleaner().call_clean(store, cleaner, batch))
        })?;
        Ok(lift::cleaned(cleaned))
    }
}
