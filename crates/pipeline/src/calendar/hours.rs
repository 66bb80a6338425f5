//! A calendar laid out over the days that occur.

use super::Calendar;
use crate::time::{Grain, Zone};

/// A stretch of service, and the service before it.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    begin: i64,
    end: i64,
    before: i64,
}

/// Stretches of service, rising.
#[derive(Clone, Debug)]
pub(crate) struct Hours(Vec<Stretch>);

impl Hours {
    pub(super) fn new(calendar: &Calendar, zone: &Zone, first: i64, last: i64) -> Self {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut before = 0;
        for day in zone.interval(Grain::Day, first)..=zone.interval(Grain::Day, last) {
            for (begin, end) in calendar.of(zone.civil(day)) {
                let (begin, end) = (zone.at(day, *begin), zone.at(day, *end));
                // An hour that a change of the clock leaves out has no service.
                if begin < end {
                    stretches.push(Stretch { begin, end, before });
                    before += end - begin;
                }
            }
        }
        Self(stretches)
    }

    /// Microseconds of service from the first day to a moment.
    #[inline]
    fn until(&self, at: i64) -> i64 {
        match self.0[..self.0.partition_point(|stretch| stretch.begin <= at)].last() {
            None => 0,
            Some(stretch) => stretch.before + at.min(stretch.end) - stretch.begin,
        }
    }

    /// Microseconds of service between two moments; negative where the second is the earlier.
    #[inline]
    pub(crate) fn between(&self, begin: i64, end: i64) -> i64 {
        self.until(end) - self.until(begin)
    }

    /// Is there service at a moment? The end of a stretch is not in it.
    #[inline]
    pub(crate) fn open(&self, at: i64) -> bool {
        self.0[..self.0.partition_point(|stretch| stretch.begin <= at)].last().is_some_and(|stretch| at < stretch.end)
    }
}
