//! Ways to ask for memory: a trap after a refusal is another thing than a trap of somebody who has a lot.

use std::hint::black_box;

/// Has most of the memory it may have, and traps for another reason.
pub(crate) fn hold() -> ! {
    let held: Vec<u8> = Vec::with_capacity(black_box(100 << 20));
    black_box(held.as_ptr());
    panic!("on purpose")
}

/// Has next to nothing, and wants more at once than there is.
pub(crate) fn grab() {
    black_box(Vec::<u8>::with_capacity(black_box(1 << 30)).as_ptr());
}

/// Is refused memory and goes on without it.
pub(crate) fn shrug() {
    assert!(Vec::<u8>::new().try_reserve_exact(black_box(1 << 30)).is_err(), "there is more memory than there may be");
}
