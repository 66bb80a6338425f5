//! Memory of one instance: counted, capped, and remembered when it was refused.

use wasmtime::ResourceLimiter;

/// Core instances, memories and tables that one component may be made of. Rust plugins need 3; Python ones some dozens.
pub(super) const PARTS: usize = 100;
/// Entries of one table.
pub(super) const TABLE_ENTRIES: usize = 20_000;

/// What every store holds.
#[derive(Debug)]
pub(crate) struct Bounds {
    limit: usize,
    used: usize,
    refused: bool,
}

impl Bounds {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, used: 0, refused: false }
    }

    /// A new call begins: what an earlier one was refused is no reason for its failure.
    pub(crate) fn begin(&mut self) {
        self.refused = false;
    }

    /// Was memory refused since the call began? Then a trap means that the plugin could not go on without it.
    pub(crate) fn refused(&self) -> bool {
        self.refused
    }
}

impl ResourceLimiter for Bounds {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let used = self.used.saturating_add(desired.saturating_sub(current));
        if used > self.limit || maximum.is_some_and(|maximum| desired > maximum) {
            self.refused = true;
            return Ok(false);
        }
        self.used = used;
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        self.refused = true;
        Ok(())
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let granted = desired <= TABLE_ENTRIES;
        self.refused |= !granted;
        Ok(granted)
    }

    fn instances(&self) -> usize {
        PARTS
    }

    fn tables(&self) -> usize {
        PARTS
    }

    fn memories(&self) -> usize {
        PARTS
    }
}
