//! What every hostile plugin can do.

use std::hint::black_box;

pub(crate) fn forever() -> ! {
    loop {
        black_box(());
    }
}

/// Takes memory until it is refused, which aborts.
pub(crate) fn hoard() -> ! {
    let mut all: Vec<Vec<u8>> = Vec::new();
    loop {
        all.push(black_box(Vec::with_capacity(1 << 20)));
    }
}

/// Calls itself until the stack ends.
pub(crate) fn deeper(depth: u64) -> u64 {
    if black_box(depth) == 0 { 0 } else { black_box(deeper(black_box(depth + 1))) + 1 }
}
