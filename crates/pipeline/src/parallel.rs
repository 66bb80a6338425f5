//! Tasks over an engine's threads, with their results in order.

use std::sync::Mutex;

use crate::engine::Engine;

/// Runs `task` for each number below `count` and returns what they gave, in the order of the numbers.
pub(crate) fn map<T: Send>(engine: &dyn Engine, count: usize, task: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let slots: Vec<Mutex<Option<T>>> = (0..count).map(|_| Mutex::new(None)).collect();
    engine.each(count, &|index| {
        let made = task(index);
        if let Ok(mut slot) = slots[index].lock() {
            *slot = Some(made);
        }
    });
    slots.into_iter().filter_map(|slot| slot.into_inner().ok().flatten()).collect()
}
