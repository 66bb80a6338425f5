//! How wasmtime is set up.

use aftersight_pipeline::limits::Limits;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use super::bounds::{PARTS, TABLE_ENTRIES};

/// An engine that gives every plugin the same results on every machine, and a fresh instance in microseconds.
///
/// # Errors
/// Where wasmtime cannot work on this machine.
pub(super) fn engine(limits: &Limits) -> wasmtime::Result<Engine> {
    let mut config = config(limits);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(limits)));
    // The pool reserves address space, 4 GiB per instance. A system that grants less is slower, not broken.
    Engine::new(&config).or_else(|_| Engine::new(config.allocation_strategy(InstanceAllocationStrategy::OnDemand)))
}

fn config(limits: &Limits) -> Config {
    let mut config = Config::new();
    // What makes results differ between machines is off or made equal.
    config.cranelift_nan_canonicalization(true).wasm_relaxed_simd(false);
    // What no plugin needs is not there to be attacked.
    config.wasm_memory64(false).wasm_multi_memory(false);
    config.epoch_interruption(true).max_wasm_stack(limits.stack_bytes).memory_init_cow(true);
    // Built plugins carry no names: a backtrace would say nothing, and its tables would be most of the code cache.
    config.wasm_backtrace_max_frames(None).generate_address_map(false);
    config
}

/// Memory of an instance that the next one finds in place.
const KEPT_BYTES: usize = 8 << 20;

fn pool(limits: &Limits) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    // A Rust plugin is three core instances (itself, and two that wire its destructors), one memory and two tables.
    pool.total_component_instances(limits.instances)
        .total_core_instances(limits.instances.saturating_mul(4))
        .total_memories(limits.instances)
        .total_tables(limits.instances.saturating_mul(3))
        .max_core_instances_per_component(PARTS as u32)
        .max_memories_per_component(PARTS as u32)
        .max_tables_per_component(PARTS as u32)
        .table_elements(TABLE_ENTRIES)
        .max_memory_size(limits.memory_bytes)
        // Fresh instances come by the hundred: wiping what they touched is cheaper than faulting it in again.
        .linear_memory_keep_resident(KEPT_BYTES);
    pool
}
