//! What every opened cleaner, KPI and analysis is: an instance with one resource in it.

use aftersight_contract::{Args, Context};
use aftersight_pipeline::engine::Failure;
use aftersight_pipeline::limits::{Allowance, Limits};
use wasmtime::Store;
use wasmtime::component::ResourceAny;

use super::bindings::common::{self, ArgsParam};
use super::bounds::Bounds;
use super::live::Live;
use super::lower;

/// What a call into a plugin gives back: a trap, a refusal or its result.
type Answer<R> = wasmtime::Result<Result<R, common::Error>>;

/// An instance, the functions of its interface, and the resource that was opened in it.
pub(super) struct Opened<'e, G> {
    live: Live,
    guest: G,
    resource: ResourceAny,
    pub(super) limits: &'e Limits,
}

impl<'e, G> Opened<'e, G> {
    /// Opens the resource with the parameters.
    pub(super) fn open(
        (mut live, guest): (Live, G),
        limits: &'e Limits,
        params: &Args,
        context: &Context,
        open: impl FnOnce(&G, &mut Store<Bounds>, ArgsParam<'_>, common::Context<'_>) -> Answer<ResourceAny>,
    ) -> Result<Self, Failure> {
        let resource = live.call(&limits.open(), |store| {
            lower::with_args(params, |args| open(&guest, store, args, lower::context(context)))
        })?;
        Ok(Self { live, guest, resource, limits })
    }

    /// Calls a function of the resource.
    pub(super) fn call<R>(
        &mut self,
        allowance: &Allowance,
        run: impl FnOnce(&G, &mut Store<Bounds>, ResourceAny) -> Answer<R>,
    ) -> Result<R, Failure> {
        let (guest, resource) = (&self.guest, self.resource);
        self.live.call(allowance, |store| run(guest, store, resource))
    }

    /// Nothing more is asked of an instance that gave back what it must not.
    pub(super) fn die(&mut self, failure: Failure) -> Failure {
        self.live.die(failure)
    }
}
