//! Carriers: how fast, how reliable, and what their tracking numbers look like.

use std::fmt::Write as _;

/// A parcel carrier.
pub(crate) struct Carrier {
    pub(crate) name: &'static str,
    /// Share of parcels, in percent.
    pub(crate) weight: f64,
    /// Factor on the province's transit time.
    pub(crate) pace: f64,
    /// Factor on the rate of logistics and damage cases.
    pub(crate) trouble: f64,
    prefix: &'static str,
}

const fn carrier(name: &'static str, weight: f64, pace: f64, trouble: f64, prefix: &'static str) -> Carrier {
    Carrier { name, weight, pace, trouble, prefix }
}

/// All carriers.
pub(crate) const CARRIERS: [Carrier; 7] = [
    carrier("中通快递", 24.0, 1.0, 0.95, "7831"),
    carrier("圆通速递", 19.0, 1.04, 1.05, "YT76"),
    carrier("韵达快递", 16.0, 1.06, 1.15, "4629"),
    carrier("顺丰速运", 14.0, 0.72, 0.6, "SF14"),
    carrier("极兔速递", 12.0, 1.1, 1.3, "JT52"),
    carrier("京东快递", 9.0, 0.76, 0.65, "JDVA"),
    carrier("邮政快递包裹", 6.0, 1.22, 1.2, "98"),
];

/// The tracking number of the parcel with running number `n`; unique per carrier, and never ending in a row of zeros.
pub(crate) fn push_tracking(out: &mut String, carrier: usize, n: u64) {
    // An odd multiplier below 10^10 that 5 does not divide is a bijection on ten digits: the numbers look unordered.
    let number = (n.wrapping_mul(7_300_000_039).wrapping_add(3_141_592_653) % 10_000_000_000) * 10 + n % 9 + 1;
    let _ = write!(out, "{}{number:011}", CARRIERS[carrier].prefix);
}
