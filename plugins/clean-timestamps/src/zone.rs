//! Local time to UTC: the offset of a day is looked up once.

use std::cell::RefCell;

use aftersight_sdk::{DAY, HOUR};
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// How often the clocks of the zone show a local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Once,
    Skipped,
    Twice,
}

/// A day whose offset is the same throughout has it here.
#[derive(Clone, Copy, Debug)]
enum Offset {
    Fixed(i64),
    Changes,
}

/// Days that are remembered; a file spans a few years at the most.
const SLOTS: i64 = 2048;

/// A time zone, seen from its local time.
#[derive(Debug)]
pub(crate) struct LocalZone {
    zone: TimeZone,
    days: RefCell<Vec<(i64, Offset)>>,
}

impl LocalZone {
    pub(crate) fn new(name: &str) -> Option<Self> {
        let days = RefCell::new(vec![(i64::MIN, Offset::Changes); SLOTS as usize]);
        Some(Self { zone: TimeZone::get(name).ok()?, days })
    }

    /// Microseconds UTC of microseconds since 1970-01-01T00:00:00 local.
    #[inline]
    pub(crate) fn utc(&self, local: i64) -> Option<(i64, Place)> {
        let day = local.div_euclid(DAY);
        let slot = day.rem_euclid(SLOTS) as usize;
        let known = self.days.borrow()[slot];
        let offset = if known.0 == day { known.1 } else { self.look_up(day, slot)? };
        match offset {
            Offset::Fixed(offset) => Some((local - offset, Place::Once)),
            Offset::Changes => self.exactly(local),
        }
    }

    #[inline(never)]
    fn look_up(&self, day: i64, slot: usize) -> Option<Offset> {
        let offset = |at: i64| {
            let at = Timestamp::from_microsecond(at).ok()?;
            Some(i64::from(self.zone.to_offset(at).seconds()) * 1_000_000)
        };
        // No zone is further than 26 h from UTC: equal offsets on both sides leave no change in between.
        let (before, after) = (offset(day * DAY - 26 * HOUR)?, offset(day * DAY + DAY + 26 * HOUR)?);
        let found = if before == after { Offset::Fixed(before) } else { Offset::Changes };
        self.days.borrow_mut()[slot] = (day, found);
        Some(found)
    }

    #[inline(never)]
    fn exactly(&self, local: i64) -> Option<(i64, Place)> {
        let civil = DateTime::constant(1970, 1, 1, 0, 0, 0, 0).checked_add(SignedDuration::from_micros(local)).ok()?;
        let found = self.zone.to_ambiguous_timestamp(civil);
        let place = match found.offset() {
            AmbiguousOffset::Unambiguous { .. } => Place::Once,
            AmbiguousOffset::Gap { .. } => Place::Skipped,
            AmbiguousOffset::Fold { .. } => Place::Twice,
        };
        Some((found.compatible().ok()?.as_microsecond(), place))
    }
}
