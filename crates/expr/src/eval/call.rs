//! Functions of values.

use super::bits::{either, without};
use super::lane::{Data, Items, Lane, Texts, Valid};
use super::{money, number, text};
use crate::like;
use crate::tree::Function;
use aftersight_contract::bitmap;
use std::borrow::Cow;

#[inline(never)]
pub(super) fn call(function: Function, lanes: Vec<Lane<'_>>, rows: usize) -> Lane<'_> {
    if function == Function::Coalesce {
        return coalesce(lanes, rows);
    }
    let mut lanes = lanes.into_iter();
    let first = lanes.next().unwrap_or_else(Lane::null);
    let second = lanes.next().unwrap_or_else(Lane::null);
    match function {
        Function::Abs => number::abs(first),
        Function::Min => number::extreme(first, second, false),
        Function::Max => number::extreme(first, second, true),
        Function::Lower => text::lower(first),
        Function::Length => text::length(first),
        Function::Contains => match second.data {
            Data::Text(Texts::One(part)) => {
                text::decide_lane(first, rows, |text| like::contains(text, part.as_bytes()))
            }
            _ => Lane::null(),
        },
        Function::Coalesce => first,
    }
}

/// The first that is not null; floats as soon as one of them is.
#[inline(never)]
fn coalesce(lanes: Vec<Lane<'_>>, rows: usize) -> Lane<'_> {
    let float = lanes.iter().any(|lane| matches!(lane.data, Data::Float64(_)));
    let mut lanes = lanes.into_iter().filter(|lane| lane.data.kind().is_some()).map(|mut lane| {
        if float && let Data::Int64(items) = &lane.data {
            lane.data = Data::Float64(items.floats());
        }
        lane
    });
    let Some(first) = lanes.next() else { return Lane::null() };
    lanes.fold(first, |first, second| if matches!(first.valid, Valid::All) { first } else { fill(first, second, rows) })
}

fn fill<'a>(first: Lane<'a>, second: Lane<'a>, rows: usize) -> Lane<'a> {
    let present = first.valid.bits(rows);
    let data = match (first.data, second.data) {
        (Data::Boolean(a), Data::Boolean(b)) => Data::Boolean(Cow::Owned(either(&a, &without(&b, &present)))),
        (Data::Int64(a), Data::Int64(b)) => Data::Int64(choose(&a, &present, &b, rows)),
        (Data::Float64(a), Data::Float64(b)) => Data::Float64(choose(&a, &present, &b, rows)),
        (Data::Timestamp(a), Data::Timestamp(b)) => Data::Timestamp(choose(&a, &present, &b, rows)),
        (Data::Money(a, currency), Data::Money(b, other)) => {
            Data::Money(choose(&a, &present, &b, rows), money::fill(currency, &present, &other))
        }
        (Data::Text(a), Data::Text(b)) => Data::Text(text::fill(a, &present, &b, rows)),
        _ => return Lane::null(),
    };
    let valid = match second.valid {
        Valid::All => Valid::All,
        second => Valid::Bits(Cow::Owned(either(&present, &second.bits(rows)))),
    };
    Lane { data, valid }
}

fn choose<'a, T: Copy>(a: &Items<'_, T>, present: &[u8], b: &Items<'_, T>, rows: usize) -> Items<'a, T> {
    let row = |row| if bitmap::get(present, row) { a.at(row) } else { b.at(row) };
    Items::Many((0..rows).map(row).collect())
}
