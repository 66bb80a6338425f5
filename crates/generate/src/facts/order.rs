//! Orders, their lines and their forward parcel.

use crate::calendar::{DAY, Day};
use crate::demand::in_service;
use crate::facts::catalogue::batch;
use crate::facts::customer::Customer;
use crate::facts::world::World;
use crate::rng::{Rng, Stream};
use crate::words::carriers::CARRIERS;
use crate::words::regions::{PROVINCES, WAREHOUSES};

/// One line. Money in fen.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    pub(crate) product: usize,
    pub(crate) variant: usize,
    /// Day on which the batch was made; `None` is the planted batch.
    pub(crate) batch: Option<Day>,
    pub(crate) quantity: i64,
    pub(crate) unit_price: i64,
    pub(crate) paid: i64,
}

/// How a parcel ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Signed,
    /// Delivered, but the carrier's record shows trouble.
    Exception,
    Refused,
    Returned,
}

/// The parcel to the buyer. Instants are those of the world, the exports may not see them yet.
#[derive(Clone)]
pub(crate) struct Parcel {
    pub(crate) carrier: usize,
    pub(crate) warehouse: usize,
    pub(crate) shipped: i64,
    pub(crate) picked: i64,
    pub(crate) promised: i64,
    /// Delivered or refused.
    pub(crate) arrived: i64,
    pub(crate) ending: Ending,
}

/// An order.
pub(crate) struct Order {
    pub(crate) n: u64,
    /// 0 Taobao, 1 Tmall.
    pub(crate) platform: usize,
    pub(crate) shop: usize,
    pub(crate) on_phone: bool,
    pub(crate) customer: Customer,
    pub(crate) created: i64,
    pub(crate) paid: Option<i64>,
    /// Refunded before it was shipped, at this instant.
    pub(crate) cancelled: Option<i64>,
    pub(crate) completed: i64,
    pub(crate) freight: i64,
    pub(crate) discount: i64,
    /// An order that the shop placed itself.
    pub(crate) test: bool,
    pub(crate) parcel: Parcel,
    pub(crate) lines: Vec<Line>,
}

impl Order {
    /// Order number `n` of `world.orders`; they are numbered by time.
    pub(crate) fn new(world: &World, n: u64) -> Self {
        let mut rng = world.rng(Stream::Order, n);
        let created = world.demand.at((n as f64 + rng.unit()) / world.orders as f64);
        let customer = Customer::draw(world, &mut rng);
        let test = world.tests > 0.0 && rng.chance(world.tests);
        let paid = (!rng.chance(0.045)).then(|| created + 8 + rng.hours(0.02, 1.0));
        let mut lines = Vec::with_capacity(4);
        for _ in 0..=rng.weighted(&[78.0, 16.0, 5.0, 1.0]) {
            let mut line = line(world, created, &mut rng);
            if test {
                (line.unit_price, line.quantity) = (1, 1);
            }
            lines.push(line);
        }
        let freight = if rng.chance(0.82) || test { 0 } else { rng.pick(&[600, 800, 1000, 1200]) };
        let discount = discount(&mut lines, created, &mut rng);
        let parcel = parcel(world, &customer, paid.unwrap_or(created), &mut rng);
        Self {
            n,
            platform: usize::from(rng.chance(0.6)),
            shop: rng.below(2),
            on_phone: rng.chance(0.9),
            completed: parcel.arrived + if rng.chance(0.35) { rng.hours(30.0, 0.9).min(7 * DAY) } else { 10 * DAY },
            customer,
            created,
            paid,
            cancelled: None,
            freight,
            discount,
            test,
            parcel,
            lines,
        }
    }

    /// What the goods cost before discounts, in fen.
    pub(crate) fn payable(&self) -> i64 {
        self.lines.iter().map(|line| line.unit_price * line.quantity).sum()
    }

    /// What the buyer paid, in fen.
    pub(crate) fn amount_paid(&self) -> i64 {
        self.payable() - self.discount + self.freight
    }

    /// Whether a parcel leaves the warehouse at all.
    pub(crate) fn ships(&self) -> bool {
        self.paid.is_some() && self.cancelled.is_none() && !self.test
    }

    /// Whether the buyer has the goods at the end.
    pub(crate) fn delivered(&self) -> bool {
        self.ships() && matches!(self.parcel.ending, Ending::Signed | Ending::Exception)
    }
}

fn line(world: &World, created: i64, rng: &mut Rng) -> Line {
    let product = world.catalogue.draw(rng);
    let variant = rng.weighted(&[5.0, 3.0, 2.0]);
    let day = Day::of(created);
    let bad = rng.chance(0.8);
    let defect = world.planted.defect.as_ref();
    let planted = bad && defect.is_some_and(|it| it.product == product && it.variant == variant && it.from <= day);
    Line {
        product,
        variant,
        batch: (!planted).then(|| batch(product, day)),
        quantity: 1 + rng.weighted(&[86.0, 10.0, 3.0, 1.0]) as i64,
        unit_price: world.catalogue.products[product].price + variant as i64 * 1000,
        paid: 0,
    }
}

/// Shares a discount over the lines, sets what each line cost, and returns the sum.
fn discount(lines: &mut [Line], created: i64, rng: &mut Rng) -> i64 {
    let (_, month, day) = Day::of(created).civil();
    let promotion = month == 6 && (16..=18).contains(&day);
    let percent = if promotion { 15 } else { rng.pick(&[0, 0, 0, 5, 10]) };
    let mut sum = 0;
    for line in lines {
        let price = line.unit_price * line.quantity;
        // Whole jiao, as coupons are.
        let off = price * percent / 1000 * 10;
        line.paid = price - off;
        sum += off;
    }
    sum
}

fn parcel(world: &World, customer: &Customer, paid: i64, rng: &mut Rng) -> Parcel {
    let province = &PROVINCES[customer.province];
    let carrier = rng.weighted(&CARRIERS.each_ref().map(|carrier| carrier.weight));
    let warehouse = if rng.chance(0.85) { province.warehouse } else { rng.below(WAREHOUSES.len()) };
    let shipped = in_service(paid + rng.hours(9.0, 0.7), rng);
    let picked = shipped + 1800 + rng.hours(3.0, 0.6);
    let planned = world.planted.delayed(customer.province, carrier, paid);
    let trouble = rng.chance(0.014 * CARRIERS[carrier].trouble);
    let slow = planned.map_or(1.0, |delay| delay.delivery_factor) * if trouble { 1.9 } else { 1.0 };
    let transit = rng.spread(province.transit * CARRIERS[carrier].pace * slow, 0.26);
    let ending = match rng.unit() {
        share if share < 0.007 => Ending::Refused,
        share if share < 0.010 => Ending::Returned,
        _ if trouble => Ending::Exception,
        _ => Ending::Signed,
    };
    Parcel {
        carrier,
        warehouse,
        shipped,
        picked,
        promised: Day::of(shipped + ((province.transit * 1.45 + 5.0) * 3600.0) as i64).midnight() + DAY - 1,
        arrived: picked + (transit * 3600.0) as i64,
        ending,
    }
}
