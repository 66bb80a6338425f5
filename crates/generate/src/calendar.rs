//! Days and instants of Asia/Shanghai, which has kept UTC+8 without daylight saving since 1991.

use std::fmt;
use std::str::FromStr;

/// Seconds from UTC to Asia/Shanghai.
pub(crate) const OFFSET: i64 = 8 * 3600;
/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// A calendar day, as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of a proleptic Gregorian date (Hinnant, "chrono-compatible low-level date algorithms").
    pub fn new(year: i32, month: u32, day: u32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
        Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    /// Year, month and day.
    pub fn civil(self) -> (i32, u32, u32) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (era * 400 + year + i32::from(month <= 2), month as u32, day as u32)
    }

    /// 0 is Monday.
    pub(crate) fn weekday(self) -> usize {
        (self.0 + 3).rem_euclid(7) as usize
    }

    /// The instant at which the day begins in Asia/Shanghai, in seconds since the epoch.
    pub fn midnight(self) -> i64 {
        i64::from(self.0) * DAY - OFFSET
    }

    /// The day in Asia/Shanghai that holds an instant.
    pub fn of(instant: i64) -> Self {
        Self((instant + OFFSET).div_euclid(DAY) as i32)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(out, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{text}` is no day: write it as 2025-01-31");
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<u32>().ok());
        let mut next = || parts.next().flatten().ok_or_else(refuse);
        let (year, month, day) = (next()?, next()?, next()?);
        let found = Self::new(year.min(9999) as i32, month.min(99), day.min(99));
        if found.civil() == (year as i32, month, day) { Ok(found) } else { Err(refuse()) }
    }
}

/// Year, month, day, hour, minute and second of the wall clock in Asia/Shanghai.
pub(crate) fn wall(instant: i64) -> (i32, u32, u32, u32, u32, u32) {
    let (year, month, day) = Day::of(instant).civil();
    let second = (instant + OFFSET).rem_euclid(DAY) as u32;
    (year, month, day, second / 3600, second / 60 % 60, second % 60)
}

/// `2025-01-03 09:05:07` in Asia/Shanghai: the shape of the platforms' own exports.
pub(crate) fn push_local(out: &mut String, instant: i64) {
    push_clock(out, instant, ' ');
}

/// `2025-01-03T01:05:07Z`.
pub(crate) fn push_utc(out: &mut String, instant: i64) {
    push_clock(out, instant - OFFSET, 'T');
    out.push('Z');
}

fn push_clock(out: &mut String, instant: i64, between: char) {
    let (year, month, day, hour, minute, second) = wall(instant);
    // Not `write!`: ten million rows hold eighty million of these.
    push_two(out, year as u32 / 100);
    push_two(out, year as u32 % 100);
    for (mark, value) in [('-', month), ('-', day), (between, hour), (':', minute), (':', second)] {
        out.push(mark);
        push_two(out, value);
    }
}

fn push_two(out: &mut String, value: u32) {
    out.push((b'0' + (value / 10) as u8) as char);
    out.push((b'0' + (value % 10) as u8) as char);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_round_trip() {
        for day in -200_000..200_000 {
            let (year, month, of_month) = Day(day).civil();
            assert_eq!(Day::new(year, month, of_month), Day(day));
        }
        assert_eq!(Day::new(2025, 1, 1).0, 20_089);
        assert_eq!(Day::new(2025, 6, 18).weekday(), 2, "a Wednesday");
        assert_eq!("2025-02-28".parse(), Ok(Day::new(2025, 2, 28)));
        assert!("2025-02-30".parse::<Day>().is_err());
    }

    #[test]
    fn instants_print_in_both_zones() {
        let mut out = String::new();
        let instant = Day::new(2025, 1, 3).midnight() + 3 * 3600 + 5 * 60 + 7;
        push_local(&mut out, instant);
        out.push(' ');
        push_utc(&mut out, instant);
        assert_eq!(out, "2025-01-03 03:05:07 2025-01-02T19:05:07Z");
    }
}
