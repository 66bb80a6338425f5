//! Bitmaps and three-valued logic: booleans are false where they are null.

use super::lane::{Data, Items, Lane, Valid};
use aftersight_contract::bitmap;
use std::borrow::Cow;

/// A bitmap of a test over the items, eight rows at a time.
pub(super) fn pack<T: Copy>(items: &[T], test: impl Fn(T) -> bool) -> Vec<u8> {
    let byte = |items: &[T]| items.iter().enumerate().fold(0, |byte, (bit, item)| byte | u8::from(test(*item)) << bit);
    let (eights, rest) = items.as_chunks::<8>();
    let mut out = Vec::with_capacity(bitmap::bytes(items.len()));
    out.extend(eights.iter().map(|eight| byte(eight)));
    if !rest.is_empty() {
        out.push(byte(rest));
    }
    out
}

/// A bitmap of a test over pairs of items.
pub(super) fn pack_pairs<T: Copy>(left: &[T], right: &[T], test: impl Fn(T, T) -> bool) -> Vec<u8> {
    let byte = |left: &[T], right: &[T]| {
        let pairs = left.iter().zip(right).enumerate();
        pairs.fold(0, |byte, (bit, (a, b))| byte | u8::from(test(*a, *b)) << bit)
    };
    let ((left, left_rest), (right, right_rest)) = (left.as_chunks::<8>(), right.as_chunks::<8>());
    let mut out: Vec<u8> = left.iter().zip(right).map(|(a, b)| byte(a, b)).collect();
    if !left_rest.is_empty() {
        out.push(byte(left_rest, right_rest));
    }
    out
}

/// A bitmap of a test over one value or one for each row.
pub(super) fn pack_items<T: Copy>(items: &Items<'_, T>, rows: usize, test: impl Fn(T) -> bool) -> Vec<u8> {
    match items {
        Items::One(value) => bitmap::filled(rows, test(*value)),
        Items::Many(values) => pack(values, test),
    }
}

fn zip(left: &[u8], right: &[u8], join: impl Fn(u8, u8) -> u8) -> Vec<u8> {
    left.iter().zip(right).map(|(a, b)| join(*a, *b)).collect()
}

/// 1 where both are.
pub(super) fn both(left: &[u8], right: &[u8]) -> Vec<u8> {
    zip(left, right, |a, b| a & b)
}

/// 1 where either is.
pub(super) fn either(left: &[u8], right: &[u8]) -> Vec<u8> {
    zip(left, right, |a, b| a | b)
}

/// 1 where the first is and the second is not.
pub(super) fn without(left: &[u8], right: &[u8]) -> Vec<u8> {
    zip(left, right, |a, b| a & !b)
}

/// 1 where both are equal.
pub(super) fn same(left: &[u8], right: &[u8]) -> Vec<u8> {
    zip(left, right, |a, b| !(a ^ b))
}

/// 1 where it is not.
pub(super) fn flipped(bits: &[u8]) -> Vec<u8> {
    bits.iter().map(|byte| !byte).collect()
}

/// Bits after the last row become 0.
pub(super) fn clean(mut bits: Vec<u8>, rows: usize) -> Vec<u8> {
    bits.truncate(bitmap::bytes(rows));
    if !rows.is_multiple_of(8)
        && let Some(last) = bits.last_mut()
    {
        *last &= (1 << (rows % 8)) - 1;
    }
    bits
}

#[inline(never)]
pub(super) fn not(lane: Lane<'_>, rows: usize) -> Lane<'_> {
    let (bits, valid) = lane.into_flags(rows);
    Lane::flags(flipped(&bits), valid, rows)
}

/// False if either is false, true if both are true, else null.
#[inline(never)]
pub(super) fn and<'a>(left: Lane<'a>, right: Lane<'a>, rows: usize) -> Lane<'a> {
    let ((a, a_valid), (b, b_valid)) = (left.into_flags(rows), right.into_flags(rows));
    let bits = both(&a, &b);
    let valid = match (&a_valid, &b_valid) {
        (Valid::All, Valid::All) => Valid::All,
        _ => {
            let (a_no, b_no) = (without(&a_valid.bits(rows), &a), without(&b_valid.bits(rows), &b));
            Valid::Bits(Cow::Owned(either(&bits, &either(&a_no, &b_no))))
        }
    };
    Lane { data: Data::Boolean(Cow::Owned(bits)), valid }
}

/// True if either is true, false if both are false, else null.
#[inline(never)]
pub(super) fn or<'a>(left: Lane<'a>, right: Lane<'a>, rows: usize) -> Lane<'a> {
    let ((a, a_valid), (b, b_valid)) = (left.into_flags(rows), right.into_flags(rows));
    let bits = either(&a, &b);
    let valid = match (&a_valid, &b_valid) {
        (Valid::All, Valid::All) => Valid::All,
        _ => Valid::Bits(Cow::Owned(either(&bits, &both(&a_valid.bits(rows), &b_valid.bits(rows))))),
    };
    Lane { data: Data::Boolean(Cow::Owned(bits)), valid }
}

#[inline(never)]
pub(super) fn is_null(lane: Lane<'_>, negated: bool, rows: usize) -> Lane<'_> {
    let present = match lane.valid {
        Valid::All => bitmap::filled(rows, true),
        Valid::Nothing => bitmap::filled(rows, false),
        Valid::Bits(bits) => bits.into_owned(),
    };
    Lane::flags(if negated { present } else { flipped(&present) }, Valid::All, rows)
}
