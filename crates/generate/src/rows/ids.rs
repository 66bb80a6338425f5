//! Ids in the shapes of the platforms: long digit strings that no spreadsheet survives.

use std::fmt::Write as _;

use crate::facts::order::Order;
use crate::words::carriers::push_tracking;

/// Numbers per order, so that order and line ids share one rising sequence.
const SLOTS: u64 = 37;

/// The buyer's digits at the end of an id. The last one is never zero.
fn tail(order: &Order) -> u64 {
    order.customer.n % 99_991 * 10 + order.customer.n % 9 + 1
}

fn push(out: &mut String, order: &Order, slot: u64) {
    // 18 digits on Taobao, 19 on Tmall.
    let base = [241_000_000_000, 4_108_000_000_000][order.platform];
    let _ = write!(out, "{}{:06}", base + order.n * SLOTS + slot, tail(order));
}

pub(crate) fn order_id(out: &mut String, order: &Order) {
    push(out, order, order.n.wrapping_mul(0x9E37_79B9) % 31);
}

/// An order's only line bears the order's own number, as on the platforms.
pub(crate) fn line_id(out: &mut String, order: &Order, line: usize) {
    if order.lines.len() == 1 {
        order_id(out, order);
    } else {
        push(out, order, 32 + line as u64);
    }
}

pub(crate) fn case_id(out: &mut String, order: &Order, round: u64) {
    let _ = write!(out, "{}{:06}", 178_000_000_000 + order.n * 3 + round, tail(order));
}

/// The forward parcel is number 0, the case's return number 1.
pub(crate) fn tracking_no(out: &mut String, order: &Order, carrier: usize, parcel: u64) {
    push_tracking(out, carrier, order.n * 2 + parcel);
}
