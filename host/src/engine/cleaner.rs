//! An opened cleaner.

use aftersight_contract::{Args, Context};
use aftersight_pipeline::engine::{Cleaned, Cleaner, Failure, View};
use aftersight_pipeline::limits::{Limits, Load};
use wasmtime::component::ResourceAny;

use super::bindings::cleaning::Guest;
use super::live::Live;
use super::{lift, lower};

/// An instance with one cleaner in it.
pub(super) struct OpenCleaner<'e> {
    live: Live,
    guest: Guest,
    cleaner: ResourceAny,
    limits: &'e Limits,
}

impl<'e> OpenCleaner<'e> {
    pub(super) fn open(
        mut live: Live,
        guest: Guest,
        limits: &'e Limits,
        params: &Args,
        context: &Context,
    ) -> Result<Self, Failure> {
        let cleaner = live.call(&limits.open(), |store| {
            lower::with_args(params, |args| guest.call_open(store, args, lower::context(context)))
        })?;
        Ok(Self { live, guest, cleaner, limits })
    }
}

impl Cleaner for OpenCleaner<'_> {
    fn clean(&mut self, batch: &View<'_>) -> Result<Cleaned, Failure> {
        let allowance = self.limits.clean(Load::batch(batch, &[]));
        let (guest, cleaner) = (self.guest.cleaner(), self.cleaner);
        let cleaned = self
            .live
            .call(&allowance, |store| lower::with_batch(batch, |batch| guest.call_clean(store, cleaner, batch)))?;
        Ok(lift::cleaned(cleaned))
    }
}
