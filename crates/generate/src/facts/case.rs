//! Cases: what the shop did about an incident, and when.

use crate::calendar::DAY;
use crate::demand::in_service;
use crate::facts::incident::{
    COMPLAINT, ENQUIRY, EXCHANGE, GOODS, Incident, PRICE_PROTECTION, RECEIVED, REFUND_ONLY, REPAIR, RESHIP,
    RETURN_REFUND, RETURNED, UNSHIPPED,
};
use crate::facts::order::{Ending, Line, Order};
use crate::facts::world::World;
use crate::rng::{Rng, Stream};
use crate::words::people::{AFTER_SALES, AGENTS};
use crate::words::reasons::{Party, Profile, REASONS};

/// Case states with the words of the export.
pub(crate) const STATES: &[(&str, &str)] = &[
    ("处理中", "open"),
    ("等待买家补充凭证", "waiting_customer"),
    ("等待商家处理", "waiting_merchant"),
    ("等待买家退货", "waiting_return"),
    ("平台介入中", "in_arbitration"),
    ("商家已同意", "approved"),
    ("商家已拒绝", "rejected"),
    ("退款成功", "refunded"),
    ("已解决", "resolved"),
    ("退款关闭", "closed"),
    ("买家撤销申请", "cancelled"),
];
pub(crate) const OPEN: usize = 0;
const WAITING_CUSTOMER: usize = 1;
pub(crate) const WAITING_MERCHANT: usize = 2;
pub(crate) const WAITING_RETURN: usize = 3;
const IN_ARBITRATION: usize = 4;
pub(crate) const APPROVED: usize = 5;
const REJECTED: usize = 6;
pub(crate) const REFUNDED: usize = 7;
const RESOLVED: usize = 8;
const CLOSED: usize = 9;
const CANCELLED: usize = 10;

/// Ways a customer reaches the desk, with the words of the export.
pub(crate) const CHANNELS: &[(&str, &str)] = &[
    ("千牛", "im"),
    ("旺旺", "im"),
    ("400电话", "phone"),
    ("手机App", "app"),
    ("小红书", "social"),
    ("微博", "social"),
    ("邮件", "email"),
];
/// What the platform ruled, with the words of the export.
pub(crate) const RULINGS: &[(&str, &str)] =
    &[("支持买家", "buyer"), ("支持商家", "merchant"), ("协商一致", "negotiated")];
/// Who is responsible, with the words of the export.
pub(crate) const PARTIES: &[(&str, &str)] = &[
    ("商品", "product"),
    ("物流", "logistics"),
    ("客服", "service"),
    ("买家", "customer"),
    ("平台", "platform"),
    ("未知", "unknown"),
];
/// Teams of the desk.
pub(crate) const TEAMS: [&str; 4] = ["售后组", "投诉组", "物流仓储组", "商品质检组"];

/// A case. Instants are those of the world; the exports may not see them yet.
#[derive(Clone)]
pub(crate) struct Case {
    /// 0, or 1 for a customer who comes back.
    pub(crate) round: u64,
    pub(crate) incident: Incident,
    pub(crate) goods: usize,
    pub(crate) channel: usize,
    pub(crate) agent: usize,
    pub(crate) team: usize,
    pub(crate) party: usize,
    /// State at the end of the story.
    pub(crate) outcome: usize,
    pub(crate) first_action: i64,
    pub(crate) audited: i64,
    pub(crate) due: i64,
    pub(crate) return_shipped: Option<i64>,
    pub(crate) return_received: Option<i64>,
    pub(crate) refund_finished: Option<i64>,
    pub(crate) closed: i64,
    pub(crate) intervened: Option<i64>,
    pub(crate) ruling: Option<usize>,
    pub(crate) escalated: Option<i64>,
    pub(crate) requested: i64,
    /// Agreed refund in fen, 0 for none.
    pub(crate) refund: i64,
    pub(crate) return_freight: Option<i64>,
    pub(crate) write_off: Option<i64>,
    pub(crate) exchange_value: Option<i64>,
    pub(crate) store_credit: Option<i64>,
    pub(crate) instant: bool,
    pub(crate) reopens: i64,
    pub(crate) replies: i64,
    /// Whether the export names the responsible party; mostly nobody filled it in.
    pub(crate) party_filled: bool,
}

impl Case {
    /// The case of a chosen incident. A refund before shipping cancels the order's parcel.
    pub(crate) fn new(world: &World, order: &mut Order, incident: Incident) -> Self {
        let mut rng = world.rng(Stream::Case, order.n * 2);
        let case = Self::draw(order, incident, 0, &mut rng);
        if case.incident.goods == UNSHIPPED {
            order.cancelled = case.refund_finished;
        }
        case
    }

    /// The same customer again about the same thing within seven days, if the exports see it.
    pub(crate) fn comes_back(&self, world: &World, order: &Order) -> Option<Self> {
        if self.incident.goods == UNSHIPPED {
            return None;
        }
        let mut rng = world.rng(Stream::Case, order.n * 2 + 1);
        let after = 3600 + (rng.unit() * (6 * DAY) as f64) as i64;
        let created = world.seen(self.incident.created + after)?;
        let incident = Incident { case_type: ENQUIRY, created, ..self.incident.clone() };
        Some(Self::draw(order, incident, 1, &mut rng))
    }

    fn draw(order: &Order, incident: Incident, round: u64, rng: &mut Rng) -> Self {
        let line = &order.lines[incident.line];
        let (case_type, created) = (incident.case_type, incident.created);
        let agent = AFTER_SALES + rng.below(AGENTS.len() - AFTER_SALES);
        // Staff differ: the slowest takes about twice as long as the fastest.
        let pace = 0.7 + (agent * 7 % 16) as f64 * 0.05;
        let instant = case_type == REFUND_ONLY && line.paid < 20_000 && rng.chance(0.3);
        let (first_action, audited) = if instant {
            (created + rng.between(1, 5), created + rng.between(6, 20))
        } else {
            let first = in_service(created + 20 + rng.hours(0.22 * pace, 0.9), rng);
            (first, in_service(first + 60 + rng.hours(0.9 * pace, 1.0), rng))
        };
        let outcome = outcome(&incident, round, instant, rng);
        let returns = matches!(case_type, RETURN_REFUND | EXCHANGE | REPAIR) && matches!(outcome, REFUNDED | RESOLVED);
        let return_shipped = returns.then(|| audited + rng.hours(26.0, 0.7).min(6 * DAY));
        let return_received = return_shipped.map(|sent| in_service(sent + rng.hours(62.0, 0.4), rng));
        let settled = return_received.unwrap_or(audited);
        let refund_finished = (outcome == REFUNDED)
            .then(|| if instant { audited + 5 } else { settled + 120 + rng.hours(3.5 * pace, 1.0) });
        let work = match case_type {
            COMPLAINT => rng.hours(30.0 * pace, 0.7),
            ENQUIRY => rng.hours(2.5 * pace, 0.9),
            EXCHANGE | REPAIR | RESHIP => rng.hours(40.0, 0.5),
            _ => rng.hours(0.4, 0.8),
        };
        let closed = refund_finished.unwrap_or(settled) + 60 + work;
        let dispute = match case_type {
            COMPLAINT => 0.1,
            _ if outcome == REJECTED => 0.35,
            ENQUIRY | PRICE_PROTECTION => 0.0,
            _ => 0.02,
        };
        let intervened =
            rng.chance(dispute).then(|| first_action + ((closed - first_action) as f64 * rng.unit() * 0.8) as i64);
        let party = party(&incident, order);
        let goods = if return_received.is_some() { RETURNED } else { incident.goods };
        let quality = REASONS[incident.reason].quality;
        let (requested, refund) = amounts(line, &incident, outcome, rng);
        Self {
            round,
            goods,
            channel: rng.weighted(&[40.0, 18.0, 8.0, 26.0, 3.0, 2.0, 3.0]),
            agent,
            team: team(&incident, party),
            party,
            outcome,
            first_action,
            audited,
            due: created + if incident.goods == UNSHIPPED || case_type == REFUND_ONLY { 2 * DAY } else { 7 * DAY },
            return_shipped,
            return_received,
            refund_finished,
            closed,
            intervened,
            ruling: intervened.map(|_| rng.weighted(&[45.0, 30.0, 25.0])),
            escalated: rng
                .chance(if case_type == COMPLAINT { 0.22 } else { 0.02 })
                .then(|| audited + ((closed - audited) as f64 * 0.3 * rng.unit()) as i64),
            requested,
            refund,
            return_freight: returns.then(|| rng.between(8, 18) * 100),
            write_off: (return_received.is_some() && quality && rng.chance(0.5)).then_some(line.paid / 2),
            exchange_value: (case_type == EXCHANGE && outcome == RESOLVED).then_some(line.paid),
            store_credit: (case_type == COMPLAINT && rng.chance(0.3)).then(|| rng.between(1, 4) * 500),
            instant,
            reopens: if rng.chance(0.035) { 1 + i64::from(rng.chance(0.15)) } else { 0 },
            replies: if instant { 0 } else { rng.spread(2.6, 0.7) as i64 },
            party_filled: rng.chance(0.08),
            incident,
        }
    }

    /// State when the exports were taken.
    pub(crate) fn state(&self, world: &World) -> usize {
        let seen = |instant: i64| world.seen(instant).is_some();
        if seen(self.closed) {
            self.outcome
        } else if self.intervened.is_some_and(seen) {
            IN_ARBITRATION
        } else if !seen(self.first_action) {
            WAITING_MERCHANT
        } else if self.return_received.is_some_and(seen) {
            APPROVED
        } else if self.return_shipped.is_some_and(seen) {
            WAITING_MERCHANT
        } else if !seen(self.audited) {
            OPEN
        } else if self.return_shipped.is_some() {
            WAITING_RETURN
        } else if self.incident.case_type == COMPLAINT && self.replies % 2 == 0 {
            WAITING_CUSTOMER
        } else {
            APPROVED
        }
    }
}

fn outcome(incident: &Incident, round: u64, instant: bool, rng: &mut Rng) -> usize {
    if incident.goods == UNSHIPPED || instant {
        return REFUNDED;
    }
    let closes_well = match incident.case_type {
        REFUND_ONLY | RETURN_REFUND | PRICE_PROTECTION => REFUNDED,
        _ => RESOLVED,
    };
    if closes_well == RESOLVED {
        let lost = if incident.case_type == COMPLAINT { 0.12 } else { 0.03 };
        return if rng.chance(lost) && round == 0 { CLOSED } else { RESOLVED };
    }
    [REFUNDED, REJECTED, CANCELLED, CLOSED][rng.weighted(&[89.0, 5.0, 4.0, 2.0])]
}

fn amounts(line: &Line, incident: &Incident, outcome: usize, rng: &mut Rng) -> (i64, i64) {
    let requested = match incident.case_type {
        RETURN_REFUND => line.paid,
        REFUND_ONLY if incident.goods != RECEIVED => line.paid,
        REFUND_ONLY => (line.paid * rng.between(2, 7) / 10).max(1),
        PRICE_PROTECTION => (line.paid * rng.between(5, 15) / 100).max(1),
        _ => 0,
    };
    (requested, if outcome == REFUNDED { requested } else { 0 })
}

/// What triage must find: the reason decides, and for damage the carrier's record.
fn party(incident: &Incident, order: &Order) -> usize {
    let code = match REASONS[incident.reason].party {
        Party::Product => "product",
        Party::Logistics => "logistics",
        Party::Service => "service",
        Party::Customer => "customer",
        Party::Unknown => "unknown",
        Party::Carrier if order.parcel.ending == Ending::Exception => "logistics",
        Party::Carrier => "product",
    };
    PARTIES.iter().position(|(_, known)| *known == code).unwrap_or(PARTIES.len() - 1)
}

fn team(incident: &Incident, party: usize) -> usize {
    debug_assert!(incident.goods < GOODS.len());
    match (REASONS[incident.reason].profile, PARTIES[party].1) {
        _ if incident.case_type == COMPLAINT => 1,
        (Profile::Delivery | Profile::Wrong | Profile::Stock, _) | (Profile::Damage, "logistics") => 2,
        (Profile::Quality, _) if incident.case_type != ENQUIRY => 3,
        _ => 0,
    }
}
