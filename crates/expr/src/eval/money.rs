//! Amounts of money: exact, and never two currencies in one.

use super::lane::Valid;
use aftersight_contract::{Categories, bitmap};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Rows in which both amounts have the same currency.
#[inline(never)]
pub(super) fn agree(a: &Categories, b: &Categories) -> Valid<'static> {
    let one = |categories: &Categories| categories.names.len() == 1;
    if one(a) && one(b) && a.names == b.names {
        return Valid::All;
    }
    let mut numbers = BTreeMap::new();
    let (a_numbers, b_numbers) = (number(a, &mut numbers), number(b, &mut numbers));
    let pairs = a.codes.iter().zip(&b.codes);
    let same = pairs.map(|(x, y)| match (a_numbers.get(*x as usize), b_numbers.get(*y as usize)) {
        (Some(x), Some(y)) => x == y,
        _ => false,
    });
    Valid::Bits(Cow::Owned(bitmap::collect(same)))
}

/// One number for each name, equal ones for equal names.
fn number<'a>(categories: &'a Categories, numbers: &mut BTreeMap<&'a str, usize>) -> Vec<usize> {
    let names = 0..categories.names.len();
    names
        .map(|code| {
            let next = numbers.len();
            *numbers.entry(super::text::name_at(&categories.names, code)).or_insert(next)
        })
        .collect()
}

/// The currency of the first where it is there, else of the second.
pub(super) fn fill<'a>(first: Cow<'a, Categories>, present: &[u8], second: &Categories) -> Cow<'a, Categories> {
    let mut out = first.into_owned();
    let shift = if out.names == second.names { 0 } else { out.names.len() as u32 };
    if shift > 0 {
        (0..second.names.len()).for_each(|code| out.names.push(super::text::name_at(&second.names, code)));
    }
    for (row, (own, other)) in out.codes.iter_mut().zip(&second.codes).enumerate() {
        if !bitmap::get(present, row) {
            *own = other.saturating_add(shift);
        }
    }
    Cow::Owned(out)
}

/// Minor units times a factor, rounded half to even.
pub(super) fn scale(minor: i64, factor: f64) -> Option<i64> {
    whole(minor as f64 * factor)
}

/// Minor units over a divisor, rounded half to even.
pub(super) fn divide(minor: i64, divisor: f64) -> Option<i64> {
    whole(minor as f64 / divisor)
}

fn whole(value: f64) -> Option<i64> {
    let value = value.round_ties_even();
    // 2⁶³ is the least float above them all.
    (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value).then_some(value as i64)
}

/// Minor units over a whole number, exactly, rounded half to even.
pub(super) fn divide_whole(minor: i64, divisor: i64) -> Option<i64> {
    let quotient = minor.checked_div(divisor)?;
    let rest = (minor % divisor).unsigned_abs();
    let lacking = divisor.unsigned_abs() - rest;
    // A rest means that the divisor is not ±1: the quotient has room for one more.
    let up = rest > lacking || (rest == lacking && quotient % 2 != 0);
    let away = if (minor < 0) == (divisor < 0) { 1 } else { -1 };
    Some(if up { quotient + away } else { quotient })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_to_the_even_neighbour() {
        let cases = [
            (5, 2, 2),
            (7, 2, 4),
            (-5, 2, -2),
            (-7, 2, -4),
            (5, -2, -2),
            (1, 2, 0),
            (-1, 2, 0),
            (10, 3, 3),
            (11, 3, 4),
        ];
        for (minor, divisor, expected) in cases {
            assert_eq!(divide_whole(minor, divisor), Some(expected), "{minor} / {divisor}");
            assert_eq!(divide(minor, divisor as f64), Some(expected), "{minor} / {divisor}");
        }
        assert_eq!(divide_whole(1, 0), None);
        assert_eq!(divide_whole(i64::MIN, -1), None);
        assert_eq!(divide_whole(i64::MAX, 1), Some(i64::MAX));
        assert_eq!(scale(333, 0.5), Some(166));
        assert_eq!(scale(i64::MAX, 2.0), None);
        assert_eq!((divide(1, 0.0), divide(0, 0.0)), (None, None));
    }
}
