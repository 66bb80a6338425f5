//! Surveys after cases, surveys after orders, and reviews.

use crate::calendar::DAY;
use crate::facts::case::Case;
use crate::facts::incident::COMPLAINT;
use crate::facts::order::Order;
use crate::facts::world::World;
use crate::rng::{Rng, Stream};
use crate::words::reasons::{Profile, REASONS};

/// Kinds with the words of the export.
pub(crate) const KINDS: &[(&str, &str)] = &[("服务满意度", "csat"), ("净推荐值", "nps"), ("商品评价", "review")];
pub(crate) const CSAT: usize = 0;
pub(crate) const NPS: usize = 1;
pub(crate) const REVIEW: usize = 2;

/// One survey or review.
pub(crate) struct Feedback {
    pub(crate) part: u64,
    pub(crate) kind: usize,
    pub(crate) case: Option<usize>,
    pub(crate) line: usize,
    pub(crate) sent: i64,
    pub(crate) responded: Option<i64>,
    pub(crate) score: i64,
}

/// Feedback on an order and its cases: about as many rows as there are cases.
pub(crate) fn feedback(world: &World, order: &Order, cases: &[Case]) -> Vec<Feedback> {
    let mut rng = world.rng(Stream::Feedback, order.n);
    let mut found = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        if rng.chance(0.62) {
            let score = csat(case, &mut rng);
            found.push(ask(CSAT, Some(index), case.incident.line, case.closed + 300, 0.42, score, &mut rng));
        }
    }
    if order.delivered() {
        let trouble = cases.first().map(|case| &REASONS[case.incident.reason]);
        if rng.chance(0.02) {
            let unhappy = if trouble.is_some() { 0.5 } else { 0.14 };
            let score = if rng.chance(unhappy) {
                rng.between(0, 6)
            } else {
                7 + rng.weighted(&[10.0, 22.0, 30.0, 38.0]) as i64
            };
            found.push(ask(NPS, None, 0, order.completed + DAY, 0.35, score, &mut rng));
        }
        if rng.chance(if trouble.is_some() { 0.09 } else { 0.03 }) {
            let bad = match trouble {
                Some(reason) if reason.quality || reason.profile == Profile::Damage => 0.75,
                Some(_) => 0.3,
                None => 0.035,
            };
            let line = cases.first().map_or_else(|| rng.below(order.lines.len()), |case| case.incident.line);
            let score = if rng.chance(bad) { rng.between(1, 2) } else { [3, 4, 5][rng.weighted(&[8.0, 20.0, 72.0])] };
            // A review is not asked for: it is sent when it is written.
            let at = order.parcel.arrived + rng.hours(60.0, 0.8);
            found.push(Feedback { part: 0, kind: REVIEW, case: None, line, sent: at, responded: Some(at), score });
        }
    }
    found.retain(|feedback| feedback.sent < world.snapshot);
    for (part, feedback) in found.iter_mut().enumerate() {
        feedback.part = part as u64;
        feedback.responded = feedback.responded.and_then(|at| world.seen(at));
    }
    found
}

fn ask(kind: usize, case: Option<usize>, line: usize, sent: i64, answers: f64, score: i64, rng: &mut Rng) -> Feedback {
    let responded = rng.chance(answers).then(|| sent + 30 + rng.hours(2.0, 1.0));
    Feedback { part: 0, kind, case, line, sent, responded, score }
}

/// 1 to 5. Long waits, complaints and a second visit cost points.
fn csat(case: &Case, rng: &mut Rng) -> i64 {
    let days = (case.closed - case.incident.created) as f64 / DAY as f64;
    let mut unhappy = 0.06 + 0.025 * days.min(10.0);
    if case.incident.case_type == COMPLAINT {
        unhappy += 0.15;
    }
    if case.round > 0 || case.reopens > 0 {
        unhappy += 0.2;
    }
    if case.refund == 0 && case.requested > 0 {
        unhappy += 0.35;
    }
    if rng.chance(unhappy) { rng.between(1, 3) } else { 4 + i64::from(rng.chance(0.7)) }
}
