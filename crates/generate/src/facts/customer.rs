//! Customers: who they are, where they live.

use std::fmt::Write as _;

use crate::facts::world::World;
use crate::rng::{Rng, Stream};
use crate::words::people::{ESTATES, GIVEN, NICKS, PREFIXES, ROADS, SURNAMES};
use crate::words::regions::PROVINCES;

/// Canonical tiers with the words of the export.
pub(crate) const TIERS: &[(&str, &str)] =
    &[("普通会员", "standard"), ("银卡会员", "silver"), ("金卡会员", "gold"), ("黑卡会员", "platinum")];

/// A customer. Names are rendered only when written: most passes over the orders need none.
#[derive(Clone)]
pub(crate) struct Customer {
    pub(crate) n: u64,
    pub(crate) province: usize,
    pub(crate) city: usize,
    pub(crate) district: usize,
    pub(crate) tier: usize,
    surname: usize,
    given: usize,
    nick: usize,
    street: u64,
}

impl Customer {
    /// Draws the buyer of an order: a tenth of the customers places a third of the orders.
    pub(crate) fn draw(world: &World, rng: &mut Rng) -> Self {
        let loyal = (world.customers / 10).max(1);
        let n = if rng.chance(0.3) { rng.below(loyal as usize) } else { rng.below(world.customers as usize) } as u64;
        Self::new(world, n)
    }

    fn new(world: &World, n: u64) -> Self {
        let mut rng = world.rng(Stream::Customer, n);
        let province = world.province(rng.unit());
        let city = rng.below(PROVINCES[province].cities.len());
        let loyal = n < world.customers / 10;
        Self {
            n,
            province,
            city,
            district: rng.below(PROVINCES[province].cities[city].1.len()),
            tier: if loyal { 1 + rng.below(3) } else { 0 },
            surname: rng.below(SURNAMES.len()),
            given: rng.below(GIVEN.len()),
            nick: rng.below(NICKS.len()),
            street: rng.bits(),
        }
    }

    /// The member name, one to one with the customer.
    pub(crate) fn push_member(&self, out: &mut String) {
        // An odd multiplier is a bijection on 32 bits: the numbers look unordered and do not repeat.
        let number = (self.n as u32).wrapping_mul(2_654_435_769);
        let _ = write!(out, "{}{number}", NICKS[self.nick]);
    }

    /// The key that joins one customer's rows in the truth.
    pub(crate) fn push_key(&self, out: &mut String) {
        let _ = write!(out, "c{}", self.n);
    }

    /// A mobile number that no other customer has.
    pub(crate) fn push_phone(&self, out: &mut String) {
        // 556 000 007 shares no factor with 9 × 10^8, so this permutes all numbers of the nine prefixes.
        let number = (self.n % 900_000_000) * 556_000_007 % 900_000_000;
        let _ = write!(out, "{}{:08}", PREFIXES[(number / 100_000_000) as usize], number % 100_000_000);
    }

    pub(crate) fn push_name(&self, out: &mut String) {
        let _ = write!(out, "{}{}", SURNAMES[self.surname], GIVEN[self.given]);
    }

    /// Street, estate, building and room.
    pub(crate) fn push_street(&self, out: &mut String) {
        let bits = self.street;
        let _ = write!(
            out,
            "{}{}号{}{}栋{}单元{}0{}室",
            ROADS[bits as usize % ROADS.len()],
            bits / 16 % 280 + 1,
            ESTATES[(bits / 4096) as usize % ESTATES.len()],
            bits / 65_536 % 28 + 1,
            bits / 2_097_152 % 4 + 1,
            bits / 8_388_608 % 30 + 1,
            bits / 268_435_456 % 4 + 1,
        );
    }

    /// The address as the platforms write it: blanks between the levels, the post code at the end.
    pub(crate) fn push_address(&self, out: &mut String) {
        let province = &PROVINCES[self.province];
        let (city, districts) = province.cities[self.city];
        let _ = write!(out, "{} {city} {} ", province.name, districts[self.district]);
        self.push_street(out);
        let _ = write!(out, "({:02}0{:02}0)", province.code, self.city + 1);
    }

    /// An identity card number with a right check digit (ISO 7064 MOD 11-2), of nobody.
    pub(crate) fn push_identity(&self, out: &mut String) {
        let bits = self.street >> 20;
        let digits = format!(
            "{}010{}{}{:02}{:02}{:03}",
            PROVINCES[self.province].code,
            1 + bits % 9,
            1960 + bits / 9 % 45,
            1 + bits / 405 % 12,
            1 + bits / 4_860 % 28,
            bits / 136_080 % 1_000,
        );
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = digits.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        out.push_str(&digits);
        out.push(b"10X98765432"[sum as usize % 11] as char);
    }

    pub(crate) fn push_mail(&self, out: &mut String) {
        let host = ["qq.com", "163.com", "126.com", "outlook.com"][(self.street >> 40) as usize % 4];
        let _ = write!(out, "user{}@{host}", (self.n as u32).wrapping_mul(2_654_435_769));
    }
}

impl World {
    /// The province at a share of the buyers.
    fn province(&self, share: f64) -> usize {
        let total: f64 = PROVINCES.iter().map(|province| province.weight).sum();
        let mut left = share * total;
        PROVINCES
            .iter()
            .position(|province| {
                left -= province.weight;
                left < 0.0
            })
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn identity_numbers_check_and_phones_do_not_repeat() {
        let world = World::new(&Config::default()).unwrap();
        let mut phones = std::collections::HashSet::new();
        for n in 0..20_000 {
            let customer = Customer::new(&world, n);
            let (mut identity, mut phone) = (String::new(), String::new());
            customer.push_identity(&mut identity);
            customer.push_phone(&mut phone);
            assert_eq!((identity.len(), phone.len()), (18, 11), "{identity} {phone}");
            // ISO 7064 MOD 11-2 the other way round: the weighted sum with its check digit leaves 1.
            let sum = identity.bytes().fold(0, |sum, byte| {
                let digit = if byte == b'X' { 10 } else { u32::from(byte - b'0') };
                (sum * 2 + digit) % 11
            });
            assert_eq!(sum, 1, "{identity}");
            assert!(phones.insert(phone));
        }
    }
}
