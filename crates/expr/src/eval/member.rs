//! `in`: constants are looked up in a sorted list, other members compared one by one.

use super::bits::{either, or, pack_items};
use super::compare::compare;
use super::lane::{Data, Items, Lane, Texts, Valid};
use super::text::decide;
use crate::tree::Comparison;
use aftersight_contract::bitmap;

/// So many texts are compared one by one sooner than looked up.
const FEW: usize = 8;

/// Whole numbers in the order of the floats, that both share their code. A sum with 0.0 makes of −0.0 the 0.0 that it equals.
fn key(number: f64) -> i64 {
    let bits = (number + 0.0).to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

#[inline(never)]
pub(super) fn is_in<'a>(value: &Lane<'a>, items: Vec<Lane<'a>>, rows: usize) -> Lane<'a> {
    let (mut texts, mut wholes, mut floats) = (Vec::new(), Vec::new(), Vec::new());
    let mut others: Option<Lane<'a>> = None;
    for item in &items {
        match (&item.data, &item.valid, &value.data) {
            (Data::Text(Texts::One(text)), Valid::All, Data::Text(_)) => texts.push(text.as_bytes()),
            (Data::Int64(Items::One(number)), Valid::All, Data::Float64(_)) => floats.push(*number as f64),
            (Data::Int64(Items::One(number)) | Data::Timestamp(Items::One(number)), Valid::All, data)
                if data.whole().is_some() =>
            {
                wholes.push(*number);
            }
            (Data::Float64(Items::One(number)), Valid::All, data) if data.kind().is_some() => floats.push(*number),
            _ => {
                let found = compare(Comparison::Equal, value, item, rows);
                others = Some(match others {
                    None => found,
                    Some(before) => or(before, found, rows),
                });
            }
        }
    }

    let mut bits = bitmap::filled(rows, false);
    if let (Data::Text(column), false) = (&value.data, texts.is_empty()) {
        texts.sort_unstable();
        bits = if texts.len() <= FEW {
            decide(column, rows, |text| texts.contains(&text))
        } else {
            decide(column, rows, |text| texts.binary_search(&text).is_ok())
        };
    }
    if let (Some(column), false) = (value.data.whole(), wholes.is_empty()) {
        wholes.sort_unstable();
        bits = either(&bits, &pack_items(column, rows, |number| wholes.binary_search(&number).is_ok()));
    }
    if let (Some(column), false) = (value.data.floats(), floats.is_empty()) {
        let mut keys: Vec<i64> = floats.into_iter().map(key).collect();
        keys.sort_unstable();
        let known = |number: f64| keys.binary_search(&key(number)).is_ok();
        bits = either(&bits, &pack_items(&column, rows, known));
    }
    let constants = Lane::flags(bits, value.valid.clone(), rows);
    match others {
        Some(others) => or(constants, others, rows),
        None => constants,
    }
}
