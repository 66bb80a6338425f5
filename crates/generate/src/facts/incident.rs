//! Which trouble an order would have, and how likely it is to have it.

use crate::calendar::Day;
use crate::facts::order::{Ending, Order};
use crate::facts::world::World;
use crate::rng::{Rng, Stream};
use crate::words::carriers::CARRIERS;
use crate::words::reasons::{COUNT, NEW, Profile, REASONS};
use crate::words::regions::PROVINCES;

/// Case types with the words of the export.
pub(crate) const TYPES: &[(&str, &str)] = &[
    ("仅退款", "refund_only"),
    ("退货退款", "return_refund"),
    ("换货", "exchange"),
    ("维修", "repair"),
    ("补寄", "reship"),
    ("价保", "price_protection"),
    ("投诉", "complaint"),
    ("咨询", "enquiry"),
];
pub(crate) const REFUND_ONLY: usize = 0;
pub(crate) const RETURN_REFUND: usize = 1;
pub(crate) const EXCHANGE: usize = 2;
pub(crate) const REPAIR: usize = 3;
pub(crate) const RESHIP: usize = 4;
pub(crate) const PRICE_PROTECTION: usize = 5;
pub(crate) const COMPLAINT: usize = 6;
pub(crate) const ENQUIRY: usize = 7;

/// Where the goods are, with the words of the export.
pub(crate) const GOODS: &[(&str, &str)] =
    &[("未发货", "unshipped"), ("未收到货", "not_received"), ("已收到货", "received"), ("已退货", "returned")];
pub(crate) const UNSHIPPED: usize = 0;
pub(crate) const NOT_RECEIVED: usize = 1;
pub(crate) const RECEIVED: usize = 2;
pub(crate) const RETURNED: usize = 3;

/// What one case is about.
#[derive(Clone)]
pub(crate) struct Incident {
    /// Index of the line among the order's.
    pub(crate) line: usize,
    pub(crate) reason: usize,
    pub(crate) case_type: usize,
    pub(crate) goods: usize,
    pub(crate) created: i64,
    /// Relative likelihood that the order has this case.
    pub(crate) weight: f64,
}

impl Incident {
    /// The one incident that the order can have; `None` if it can have none that the exports see.
    pub(crate) fn draw(world: &World, order: &Order) -> Option<Self> {
        let paid = order.paid.filter(|_| !order.test)?;
        let mut rng = world.rng(Stream::Incident, order.n);
        let rates: [[f64; COUNT]; 4] = std::array::from_fn(|line| rates(world, order, paid, line));
        let sums = rates.map(|line| line.iter().sum::<f64>());
        let line = rng.weighted(&sums);
        let mut weight: f64 = sums.iter().sum();
        let mut reason = rng.weighted(&rates[line]);
        let category = world.catalogue.products[order.lines[line].product].category;
        let mut goods = goods(reason, order, &mut rng);
        let mut created = created(reason, goods, order, paid, &mut rng);
        if let Some(issue) = &world.planted.issue
            && rng.chance(issue.share)
        {
            let later = order.parcel.arrived + rng.hours(40.0, 0.7);
            if Day::of(later) >= issue.from {
                (reason, goods, created) = (NEW, RECEIVED, later);
            }
        }
        let case_type = case_type(REASONS[reason].profile, goods, category, &mut rng);
        if let Some((there, season)) = &world.planted.season
            && *there == category
            && case_type == COMPLAINT
            && (season.from..=season.to).contains(&Day::of(created))
        {
            weight *= season.factor;
        }
        // The truths' factors may make more than one case of an order likely: it has one.
        let weight = weight.min(0.9);
        world.seen(created).map(|created| Self { line, reason, case_type, goods, created, weight })
    }
}

/// Cases per line for each reason, zero for lines that the order lacks.
fn rates(world: &World, order: &Order, paid: i64, index: usize) -> [f64; COUNT] {
    let mut rates = [0.0; COUNT];
    let Some(line) = order.lines.get(index) else { return rates };
    let category = world.catalogue.products[line.product].category;
    let carrier = &CARRIERS[order.parcel.carrier];
    let province = order.customer.province;
    let far = if PROVINCES[province].transit > 60.0 { 1.5 } else { 1.0 };
    let late = world.planted.delayed(province, order.parcel.carrier, paid).map_or(1.0, |delay| delay.case_factor);
    // What the carrier's record calls trouble is often damage: there triage finds its evidence.
    let broken = if order.parcel.ending == Ending::Exception { 15.0 } else { 1.0 };
    let bad = match &world.planted.defect {
        Some(defect) if line.batch.is_none() => defect.case_factor,
        _ => 1.0,
    };
    for (rate, reason) in rates.iter_mut().zip(&REASONS) {
        let factor = match reason.profile {
            Profile::Quality | Profile::Description => bad,
            Profile::Delivery => carrier.trouble * far * late,
            Profile::Damage => carrier.trouble * far * broken,
            _ => 1.0,
        };
        *rate = reason.rates[category] / 1000.0 * factor;
    }
    rates
}

fn goods(reason: usize, order: &Order, rng: &mut Rng) -> usize {
    let early = match REASONS[reason].profile {
        Profile::Stock => 1.0,
        Profile::Remorse => 0.35,
        _ => 0.0,
    };
    if rng.chance(early) {
        UNSHIPPED
    } else if REASONS[reason].profile == Profile::Delivery || !order.delivered() {
        NOT_RECEIVED
    } else {
        RECEIVED
    }
}

fn created(reason: usize, goods: usize, order: &Order, paid: i64, rng: &mut Rng) -> i64 {
    let parcel = &order.parcel;
    match goods {
        UNSHIPPED => paid + 60 + (((parcel.shipped - paid - 120).max(0)) as f64 * rng.unit()) as i64,
        // Delay is felt on the way; that nothing came, once the carrier says it did.
        NOT_RECEIVED if REASONS[reason].issue == "delay" => {
            parcel.picked + ((parcel.arrived - parcel.picked) as f64 * (0.5 + 0.5 * rng.unit())) as i64
        }
        NOT_RECEIVED if REASONS[reason].issue == "not_received" => parcel.arrived + rng.hours(14.0, 0.9),
        NOT_RECEIVED => parcel.picked + rng.hours(20.0, 0.6),
        _ => parcel.arrived + rng.hours(32.0, 0.9).min(25 * 86_400),
    }
}

fn case_type(profile: Profile, goods: usize, category: usize, rng: &mut Rng) -> usize {
    if goods == UNSHIPPED {
        return REFUND_ONLY;
    }
    let repairs = if matches!(category, 4 | 5) { 12.0 } else { 0.0 };
    // refund only, return, exchange, repair, reship, price protection, complaint, enquiry
    let mut weights = match profile {
        Profile::Quality => [16.0, 50.0, 14.0, repairs, 0.0, 0.0, 13.0, 9.0],
        Profile::Description => [10.0, 60.0, 12.0, 0.0, 0.0, 0.0, 11.0, 8.0],
        Profile::Damage => [34.0, 24.0, 10.0, 0.0, 15.0, 0.0, 12.0, 5.0],
        Profile::Delivery => [36.0, 0.0, 0.0, 0.0, 9.0, 0.0, 25.0, 30.0],
        Profile::Wrong | Profile::Stock => [8.0, 15.0, 25.0, 0.0, 40.0, 0.0, 12.0, 4.0],
        Profile::Staff => [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 75.0, 25.0],
        Profile::Invoice => [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 30.0, 70.0],
        Profile::Remorse => [0.0, 85.0, 15.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        Profile::Price => [0.0, 0.0, 0.0, 0.0, 0.0, 92.0, 8.0, 0.0],
        Profile::Usage => [0.0, 0.0, 0.0, repairs, 0.0, 0.0, 0.0, 80.0],
        Profile::Other => [0.0, 35.0, 0.0, 0.0, 0.0, 0.0, 15.0, 50.0],
        Profile::Warranty => [0.0, 30.0, 0.0, 0.0, 0.0, 0.0, 30.0, 40.0],
    };
    if goods == NOT_RECEIVED {
        // Nothing can be sent back that never came.
        weights[REFUND_ONLY] += weights[RETURN_REFUND] + weights[EXCHANGE] + weights[REPAIR];
        (weights[RETURN_REFUND], weights[EXCHANGE], weights[REPAIR]) = (0.0, 0.0, 0.0);
    }
    rng.weighted(&weights)
}
