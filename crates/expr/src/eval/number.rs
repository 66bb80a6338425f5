//! Arithmetic: what overflows, or is no number, is null.

use super::lane::{Data, Items, Lane, Valid};
use super::money;
use crate::check::stand_in;
use crate::tree::Operator;
use aftersight_contract::{Kind, bitmap};
use std::borrow::Cow;

/// Values and which of them there are.
type Found<'a, T> = (Items<'a, T>, Valid<'a>);

/// Applies a function to each pair.
pub(super) fn apply<'a, A: Copy, B: Copy, C: Copy + Default>(
    a: &Items<'_, A>,
    b: &Items<'_, B>,
    of: impl Fn(A, B) -> Option<C>,
) -> Found<'a, C> {
    match (a, b) {
        (Items::One(x), Items::One(y)) => match of(*x, *y) {
            Some(value) => (Items::One(value), Valid::All),
            None => (Items::One(C::default()), Valid::Nothing),
        },
        (Items::Many(a), Items::One(y)) => collect(a.iter().map(|x| of(*x, *y))),
        (Items::One(x), Items::Many(b)) => collect(b.iter().map(|y| of(*x, *y))),
        (Items::Many(a), Items::Many(b)) => collect(a.iter().zip(&**b).map(|(x, y)| of(*x, *y))),
    }
}

/// Nearly always all values are there: the bitmap is made in a second pass, if at all.
fn collect<'a, C: Copy + Default>(values: impl ExactSizeIterator<Item = Option<C>> + Clone) -> Found<'a, C> {
    let mut all = true;
    let mut out = Vec::with_capacity(values.len());
    out.extend(values.clone().map(|value| {
        all &= value.is_some();
        value.unwrap_or_default()
    }));
    let valid = if all { Valid::All } else { Valid::Bits(Cow::Owned(bitmap::collect(values.map(|v| v.is_some())))) };
    (Items::Many(Cow::Owned(out)), valid)
}

/// What JavaScript would call a finite number.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

#[inline(never)]
fn wholes<'a>(how: Operator, a: &Items<'_, i64>, b: &Items<'_, i64>) -> Found<'a, i64> {
    match how {
        Operator::Add => apply(a, b, i64::checked_add),
        Operator::Subtract => apply(a, b, i64::checked_sub),
        Operator::Multiply => apply(a, b, i64::checked_mul),
        Operator::Divide => apply(a, b, money::divide_whole),
    }
}

#[inline(never)]
fn floats<'a>(how: Operator, a: &Items<'_, f64>, b: &Items<'_, f64>) -> (Data<'a>, Valid<'a>) {
    let (items, valid) = match how {
        Operator::Add => apply(a, b, |x, y| finite(x + y)),
        Operator::Subtract => apply(a, b, |x, y| finite(x - y)),
        Operator::Multiply => apply(a, b, |x, y| finite(x * y)),
        Operator::Divide => apply(a, b, |x, y| finite(x / y)),
    };
    (Data::Float64(items), valid)
}

/// A null of a kind; an amount's has the currency of the other operand.
fn typed_null<'a>(kind: Kind, other: &Data<'a>) -> Lane<'a> {
    let data = match (kind, other) {
        (Kind::Int64, _) => Data::Int64(Items::One(0)),
        (Kind::Float64, _) => Data::Float64(Items::One(0.0)),
        (Kind::Timestamp, _) => Data::Timestamp(Items::One(0)),
        (Kind::Money, Data::Money(_, currency)) => Data::Money(Items::One(0), currency.clone()),
        _ => Data::Null,
    };
    Lane { data, valid: Valid::Nothing }
}

/// Gives a bare null the kind that it has beside the other operand.
fn typed<'a>(how: Operator, left: Lane<'a>, right: Lane<'a>) -> (Lane<'a>, Lane<'a>) {
    match (left.data.kind(), right.data.kind()) {
        (None, Some(kind)) => (typed_null(stand_in(how, kind, true), &right.data), right),
        (Some(kind), None) => {
            let null = typed_null(stand_in(how, kind, false), &left.data);
            (left, null)
        }
        _ => (left, right),
    }
}

#[inline(never)]
pub(super) fn arithmetic<'a>(how: Operator, left: Lane<'a>, right: Lane<'a>) -> Lane<'a> {
    use Data::{Float64, Int64, Money, Timestamp};
    use Operator::{Add, Divide, Multiply, Subtract};
    let (left, right) = typed(how, left, right);
    let valid = left.valid.and(right.valid);
    let whole = |(items, valid), data: &dyn Fn(Items<'a, i64>) -> Data<'a>| (data(items), valid);
    let (data, own) = match (how, left.data, right.data) {
        (Divide, Int64(a), Int64(b)) => floats(how, &a.floats(), &b.floats()),
        (_, Int64(a), Int64(b)) => whole(wholes(how, &a, &b), &Int64),
        (_, Int64(a), Float64(b)) => floats(how, &a.floats(), &b),
        (_, Float64(a), Int64(b)) => floats(how, &a, &b.floats()),
        (_, Float64(a), Float64(b)) => floats(how, &a, &b),
        (Subtract, Timestamp(a), Timestamp(b)) => whole(wholes(how, &a, &b), &Int64),
        (Add | Subtract, Timestamp(a), Int64(b)) | (Add, Int64(a), Timestamp(b)) => {
            whole(wholes(how, &a, &b), &Timestamp)
        }
        (Add | Subtract, Money(a, currency), Money(b, other)) => {
            let (items, own) = wholes(how, &a, &b);
            let own = own.and(money::agree(&currency, &other));
            (Money(items, currency), own)
        }
        (Divide, Money(a, currency), Money(b, other)) => {
            let (data, own) = floats(how, &a.floats(), &b.floats());
            (data, own.and(money::agree(&currency, &other)))
        }
        (Multiply | Divide, Money(a, currency), Int64(b)) | (Multiply, Int64(b), Money(a, currency)) => {
            let (items, own) = wholes(how, &a, &b);
            (Money(items, currency), own)
        }
        (Multiply, Money(a, currency), Float64(b)) | (Multiply, Float64(b), Money(a, currency)) => {
            let (items, own) = apply(&a, &b, money::scale);
            (Money(items, currency), own)
        }
        (Divide, Money(a, currency), Float64(b)) => {
            let (items, own) = apply(&a, &b, money::divide);
            (Money(items, currency), own)
        }
        _ => (Data::Null, Valid::Nothing),
    };
    Lane { data, valid: valid.and(own) }
}

/// Applies one function to whole numbers, another to floats.
fn each<'a>(lane: Lane<'a>, wholes: fn(i64) -> Option<i64>, floats: fn(f64) -> f64) -> Lane<'a> {
    let (data, own) = match lane.data {
        Data::Int64(items) => {
            let (items, own) = apply(&items, &Items::One(()), |x, ()| wholes(x));
            (Data::Int64(items), own)
        }
        Data::Money(items, currency) => {
            let (items, own) = apply(&items, &Items::One(()), |x, ()| wholes(x));
            (Data::Money(items, currency), own)
        }
        Data::Float64(items) => {
            let (items, own) = apply(&items, &Items::One(()), |x, ()| Some(floats(x)));
            (Data::Float64(items), own)
        }
        _ => (Data::Null, Valid::Nothing),
    };
    Lane { data, valid: lane.valid.and(own) }
}

#[inline(never)]
pub(super) fn negate(lane: Lane<'_>) -> Lane<'_> {
    each(lane, i64::checked_neg, |x| -x)
}

#[inline(never)]
pub(super) fn abs(lane: Lane<'_>) -> Lane<'_> {
    each(lane, i64::checked_abs, f64::abs)
}

/// The lesser or the greater of two; of equals the first.
#[inline(never)]
pub(super) fn extreme<'a>(left: Lane<'a>, right: Lane<'a>, greater: bool) -> Lane<'a> {
    let (left, right) = match (left.data.kind(), right.data.kind()) {
        (None, Some(kind)) => (typed_null(kind, &right.data), right),
        (Some(kind), None) => {
            let null = typed_null(kind, &left.data);
            (left, null)
        }
        _ => (left, right),
    };
    let valid = left.valid.and(right.valid);
    let data = match (left.data, right.data) {
        (Data::Int64(a), Data::Int64(b)) => Data::Int64(pick(&a, &b, greater)),
        (Data::Timestamp(a), Data::Timestamp(b)) => Data::Timestamp(pick(&a, &b, greater)),
        (Data::Money(a, currency), Data::Money(b, other)) => {
            let valid = valid.and(money::agree(&currency, &other));
            return Lane { data: Data::Money(pick(&a, &b, greater), currency), valid };
        }
        (a, b) => match (a.floats(), b.floats()) {
            (Some(a), Some(b)) => Data::Float64(pick(&a, &b, greater)),
            _ => return Lane::null(),
        },
    };
    Lane { data, valid }
}

fn pick<'a, T: Copy + Default + PartialOrd>(a: &Items<'_, T>, b: &Items<'_, T>, greater: bool) -> Items<'a, T> {
    if greater {
        apply(a, b, |x, y| Some(if x < y { y } else { x })).0
    } else {
        apply(a, b, |x, y| Some(if y < x { y } else { x })).0
    }
}
