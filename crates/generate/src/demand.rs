//! When customers buy: weekday and hour shape, promotions and the Spring Festival.

use crate::calendar::{DAY, Day};
use crate::rng::Rng;

const WEEKDAY: [f64; 7] = [1.0, 0.97, 0.96, 0.98, 1.02, 1.12, 1.15];
/// Orders by hour: a lunch and an evening peak.
const HOUR: [f64; 24] = [
    2.2, 1.1, 0.6, 0.4, 0.3, 0.5, 1.1, 2.2, 3.6, 5.0, 5.8, 5.6, 5.3, 5.2, 5.2, 5.2, 5.1, 4.8, 4.9, 6.0, 7.4, 8.4, 7.4,
    4.5,
];
/// New Year's Day of the lunar calendar; parcels and buyers rest around it.
const SPRING_FESTIVAL: [(i32, u32, u32); 6] =
    [(2023, 1, 22), (2024, 2, 10), (2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26)];

fn weight(day: Day) -> f64 {
    let (_, month, of_month) = day.civil();
    let promotion = match (month, of_month) {
        (6, 1) => 2.0,
        (6, 16..=18) => 3.2,
        (6, 10..=15 | 19..=20) => 1.4,
        (3, 6..=8) => 1.5,
        (11, 10..=11) => 3.8,
        (11, 1) | (12, 12) => 2.0,
        _ => 1.0,
    };
    let rests = SPRING_FESTIVAL.iter().any(|(year, month, first)| {
        let since = day.0 - Day::new(*year, *month, *first).0;
        (-2..=5).contains(&since)
    });
    WEEKDAY[day.weekday()] * promotion * if rests { 0.45 } else { 1.0 }
}

/// The shape of demand over a period, as a quantile function.
pub(crate) struct Demand {
    start: Day,
    /// Share of all orders created before the end of each day.
    days: Vec<f64>,
    hours: [f64; 24],
}

fn cumulative<const N: usize>(weights: &[f64; N]) -> [f64; N] {
    let total: f64 = weights.iter().sum();
    let mut sum = 0.0;
    weights.map(|weight| {
        sum += weight;
        sum / total
    })
}

/// The step of a cumulative distribution that holds `share`, and how far into it `share` lies.
fn invert(steps: &[f64], share: f64) -> (usize, f64) {
    let step = steps.partition_point(|end| *end <= share).min(steps.len() - 1);
    let begin = if step == 0 { 0.0 } else { steps[step - 1] };
    (step, ((share - begin) / (steps[step] - begin)).clamp(0.0, 0.999_999))
}

impl Demand {
    pub(crate) fn new(start: Day, end: Day) -> Self {
        let mut days: Vec<f64> = (start.0..=end.0).map(|day| weight(Day(day))).collect();
        let total: f64 = days.iter().sum();
        let mut sum = 0.0;
        for day in &mut days {
            sum += *day;
            *day = sum / total;
        }
        Self { start, days, hours: cumulative(&HOUR) }
    }

    /// The instant before which `share` of the orders is created.
    pub(crate) fn at(&self, share: f64) -> i64 {
        let (day, within) = invert(&self.days, share);
        let (hour, part) = invert(&self.hours, within);
        Day(self.start.0 + day as i32).midnight() + hour as i64 * 3600 + (part * 3600.0) as i64
    }
}

/// The next instant at which a service desk or warehouse (09:00 to 22:00) works: itself, or the next morning with a queue.
pub(crate) fn in_service(instant: i64, rng: &mut Rng) -> i64 {
    let midnight = Day::of(instant).midnight();
    let second = instant - midnight;
    if second < 9 * 3600 {
        midnight + 9 * 3600 + rng.between(0, 2400)
    } else if second >= 22 * 3600 {
        midnight + DAY + 9 * 3600 + rng.between(0, 2400)
    } else {
        instant
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_promotion_stands_out_and_time_never_runs_back() {
        let (start, end) = (Day::new(2025, 1, 1), Day::new(2025, 6, 30));
        let demand = Demand::new(start, end);
        let mut per_day = vec![0u32; 181];
        let mut before = start.midnight();
        for step in 0..100_000 {
            let instant = demand.at((f64::from(step) + 0.5) / 100_000.0);
            assert!(instant >= before);
            before = instant;
            per_day[(Day::of(instant).0 - start.0) as usize] += 1;
        }
        let usual = per_day[(Day::new(2025, 5, 14).0 - start.0) as usize];
        let peak = per_day[(Day::new(2025, 6, 18).0 - start.0) as usize];
        assert!(peak > 3 * usual, "{peak} against {usual}");
    }
}
