//! Chats before the sale and about cases.

use crate::demand::in_service;
use crate::facts::case::Case;
use crate::facts::order::Order;
use crate::facts::world::World;
use crate::rng::{Rng, Stream};
use crate::words::people::AFTER_SALES;

/// A chat.
pub(crate) struct Conversation {
    /// Number within the order.
    pub(crate) part: u64,
    /// Whether the chat knows its order: enquiries that led to no order do not.
    pub(crate) knows_order: bool,
    /// Index of the case it is about.
    pub(crate) case: Option<usize>,
    /// Index in `case::CHANNELS`.
    pub(crate) channel: usize,
    pub(crate) agent: usize,
    pub(crate) started: i64,
    /// Nobody answered, if `None`.
    pub(crate) first_reply: Option<i64>,
    pub(crate) rounds: i64,
    pub(crate) response_seconds: i64,
    pub(crate) in_time: i64,
    pub(crate) unreplied: i64,
    pub(crate) transferred: bool,
    pub(crate) handle_seconds: i64,
    pub(crate) ended: i64,
}

/// Chats of an order and its cases: about one for ten orders before the sale, and one or two for a case.
pub(crate) fn conversations(world: &World, order: &Order, cases: &[Case]) -> Vec<Conversation> {
    let mut rng = world.rng(Stream::Conversation, order.n);
    let mut found = Vec::new();
    if !order.test && rng.chance(0.1) {
        let started = order.created - 300 - rng.hours(0.8, 1.0);
        let agent = rng.below(AFTER_SALES);
        let knows_order = rng.chance(0.6);
        found.push(Conversation { knows_order, ..chat(started, agent, None, &mut rng) });
    }
    for (index, case) in cases.iter().enumerate() {
        let about = Some(index);
        if rng.chance(0.9) {
            let started = case.incident.created - 120 + rng.hours(0.3, 1.0);
            found.push(chat(started, case.agent, about, &mut rng));
        }
        if rng.chance(0.3) {
            let started = case.first_action + rng.hours(9.0, 0.8);
            found.push(chat(started, case.agent, about, &mut rng));
        }
    }
    found.retain(|chat| chat.started < world.snapshot && chat.ended < world.snapshot);
    for (part, chat) in found.iter_mut().enumerate() {
        chat.part = part as u64;
    }
    found
}

fn chat(started: i64, agent: usize, case: Option<usize>, rng: &mut Rng) -> Conversation {
    let pace = 0.7 + (agent * 7 % 16) as f64 * 0.05;
    let rounds = 1 + rng.spread(3.2, 0.6) as i64;
    let first = in_service(started, rng) + 3 + rng.spread(26.0 * pace, 0.8) as i64;
    let answered = !rng.chance(0.008);
    let (mut seconds, mut in_time, mut unreplied) = (0, 0, 0);
    for round in 0..rounds {
        if !answered || (round > 0 && rng.chance(0.004)) {
            unreplied += 1;
            continue;
        }
        let wait = if round == 0 { first - started } else { 3 + rng.spread(34.0 * pace, 0.8) as i64 };
        seconds += wait;
        in_time += i64::from(wait <= 180);
    }
    let handle_seconds = if answered { rounds * 40 + rng.spread(120.0 * pace, 0.6) as i64 } else { 0 };
    Conversation {
        part: 0,
        knows_order: true,
        case,
        channel: rng.weighted(&[55.0, 35.0, 6.0, 0.0, 2.0, 2.0, 0.0]),
        agent,
        started,
        first_reply: answered.then_some(first),
        rounds,
        response_seconds: seconds,
        in_time,
        unreplied,
        transferred: answered && rng.chance(0.09),
        handle_seconds,
        ended: if answered { first } else { started } + handle_seconds + seconds / 2 + 30,
    }
}
