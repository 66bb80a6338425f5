//! Comparisons. Two kernels do all six: `=` and `<`, with sides swapped or the answer turned round.

use super::bits::{flipped, pack, pack_pairs, same};
use super::lane::{Data, Items, Lane, Valid};
use super::{money, text};
use crate::tree::Comparison;
use aftersight_contract::bitmap;

/// What the kernels do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kernel {
    Equal,
    Less,
}

#[inline(never)]
pub(super) fn compare<'a>(how: Comparison, left: &Lane<'a>, right: &Lane<'a>, rows: usize) -> Lane<'a> {
    let (a, b, kernel, turned) = match how {
        Comparison::Equal => (left, right, Kernel::Equal, false),
        Comparison::NotEqual => (left, right, Kernel::Equal, true),
        Comparison::Less => (left, right, Kernel::Less, false),
        Comparison::GreaterEqual => (left, right, Kernel::Less, true),
        Comparison::Greater => (right, left, Kernel::Less, false),
        Comparison::LessEqual => (right, left, Kernel::Less, true),
    };
    let mut valid = left.valid.clone().and(right.valid.clone());
    if let (Data::Money(_, first), Data::Money(_, second)) = (&a.data, &b.data) {
        valid = valid.and(money::agree(first, second));
    }
    let bits = match (&a.data, &b.data) {
        (Data::Boolean(a), Data::Boolean(b)) => Some(same(a, b)),
        (Data::Text(a), Data::Text(b)) => Some(text::compare(kernel, a, b, rows)),
        (a, b) => match (a.whole(), b.whole()) {
            (Some(a), Some(b)) => Some(numbers(kernel, a, b, rows)),
            _ => a.floats().zip(b.floats()).map(|(a, b)| numbers(kernel, &a, &b, rows)),
        },
    };
    match bits {
        Some(bits) if turned => Lane::flags(flipped(&bits), valid, rows),
        Some(bits) => Lane::flags(bits, valid, rows),
        None => Lane::flags(bitmap::filled(rows, false), Valid::Nothing, rows),
    }
}

fn numbers<T: Copy + PartialOrd>(kernel: Kernel, a: &Items<'_, T>, b: &Items<'_, T>, rows: usize) -> Vec<u8> {
    match kernel {
        Kernel::Equal => shapes(a, b, rows, |x, y| x == y),
        Kernel::Less => shapes(a, b, rows, |x, y| x < y),
    }
}

fn shapes<T: Copy>(a: &Items<'_, T>, b: &Items<'_, T>, rows: usize, test: impl Fn(T, T) -> bool) -> Vec<u8> {
    match (a, b) {
        (Items::One(x), Items::One(y)) => bitmap::filled(rows, test(*x, *y)),
        (Items::Many(a), Items::One(y)) => pack(a, |x| test(x, *y)),
        (Items::One(x), Items::Many(b)) => pack(b, |y| test(*x, y)),
        (Items::Many(a), Items::Many(b)) => pack_pairs(a, b, test),
    }
}
