//! Business time: local dates, intervals, grains.

use aftersight_contract::manifest::Words;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};

use crate::error::RunError;

const DAY: i64 = 86_400_000_000;
const HOUR: i64 = 3_600_000_000;

/// The length of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// Clock hours.
    Hour,
    /// Business dates.
    Day,
    /// ISO weeks, from Monday.
    Week,
    /// Calendar months.
    Month,
    /// Calendar quarters.
    Quarter,
    /// Calendar years.
    Year,
    /// One interval that holds everything.
    All,
}

impl Grain {
    /// As it stands in a pipeline file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::All => "all",
        }
    }

    /// The grain of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year, Self::All]
            .into_iter()
            .find(|grain| grain.name() == name)
    }

    /// The finest grain that shows so many microseconds in at most 100 intervals or so.
    #[must_use]
    pub fn suiting(span: i64) -> Self {
        match span / DAY {
            0..=100 => Self::Day,
            101..=730 => Self::Week,
            _ => Self::Month,
        }
    }
}

/// A time zone with its offsets laid out for quick look-up, valid from 1970 to 2100.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    zone: TimeZone,
    /// (first moment in µs UTC, offset in µs), rising.
    offsets: Vec<(i64, i64)>,
}

impl Zone {
    /// By IANA name.
    ///
    /// # Errors
    /// An unknown name.
    pub fn new(name: &str) -> Result<Self, RunError> {
        let zone = TimeZone::get(name).map_err(|_| {
            RunError::new(
                format!("未知时区“{name}”：请使用 IANA 名称，例如 Asia/Shanghai"),
                format!("unknown time zone `{name}`: use an IANA name such as Asia/Shanghai"),
            )
        })?;
        let start = Timestamp::UNIX_EPOCH;
        let micros = |seconds: i32| i64::from(seconds) * 1_000_000;
        let mut offsets = vec![(i64::MIN, micros(zone.to_offset(start).seconds()))];
        for transition in
            zone.following(start).take_while(|transition| transition.timestamp().as_second() < 4_102_444_800)
        {
            offsets.push((transition.timestamp().as_microsecond(), micros(transition.offset().seconds())));
        }
        Ok(Self { name: name.to_owned(), zone, offsets })
    }

    /// Its IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Local time as microseconds since 1970-01-01T00:00:00 local.
    #[inline]
    fn local(&self, at: i64) -> i64 {
        let index = self.offsets.partition_point(|(from, _)| *from <= at);
        at.saturating_add(self.offsets[index.saturating_sub(1)].1)
    }

    /// The number of the interval that holds a moment; numbers rise by one from interval to interval.
    #[inline]
    #[must_use]
    pub fn interval(&self, grain: Grain, at: i64) -> i32 {
        let number = match grain {
            Grain::All => 0,
            // An hour that occurs twice is one interval: it has one name on a chart.
            Grain::Hour => self.local(at).div_euclid(HOUR),
            Grain::Day => self.local(at).div_euclid(DAY),
            // 1970-01-01 was a Thursday.
            Grain::Week => (self.local(at).div_euclid(DAY) + 3).div_euclid(7),
            Grain::Month | Grain::Quarter | Grain::Year => {
                let (year, month) = year_month(self.local(at).div_euclid(DAY));
                match grain {
                    Grain::Month => year * 12 + month - 1,
                    Grain::Quarter => year * 4 + (month - 1) / 3,
                    _ => year,
                }
            }
        };
        number.clamp(i64::from(i32::MIN) + 1, i64::from(i32::MAX) - 1) as i32
    }

    /// The first moment of an interval.
    #[must_use]
    pub fn begin(&self, grain: Grain, interval: i32) -> i64 {
        let number = i64::from(interval);
        let at = |days: i64, hour: i64| {
            let date = civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap_or(civil::Date::MAX);
            let local = date.to_datetime(civil::time(hour as i8, 0, 0, 0));
            self.zone.to_ambiguous_timestamp(local).compatible().map_or(i64::MAX, Timestamp::as_microsecond)
        };
        match grain {
            Grain::All => i64::MIN,
            Grain::Hour => at(number.div_euclid(24), number.rem_euclid(24)),
            Grain::Day => at(number, 0),
            Grain::Week => at(number * 7 - 3, 0),
            Grain::Month => at(days(number.div_euclid(12), number.rem_euclid(12) + 1), 0),
            Grain::Quarter => at(days(number.div_euclid(4), number.rem_euclid(4) * 3 + 1), 0),
            Grain::Year => at(days(number, 1), 0),
        }
    }

    /// The first moment after an interval.
    #[must_use]
    pub fn end(&self, grain: Grain, interval: i32) -> i64 {
        if grain == Grain::All { i64::MAX } else { self.begin(grain, interval + 1) }
    }

    /// The date of an interval of grain `day`.
    pub(crate) fn civil(&self, day: i32) -> civil::Date {
        let span = jiff::Span::new().days(i64::from(day));
        civil::date(1970, 1, 1).checked_add(span).unwrap_or(civil::Date::MAX)
    }

    /// The moment of a minute of a business date; minute 1 440 is the end of the day.
    pub(crate) fn at(&self, day: i32, minute: u16) -> i64 {
        let (date, minute) = if minute >= 1_440 { (self.civil(day + 1), 0) } else { (self.civil(day), minute) };
        let local = date.to_datetime(civil::time((minute / 60) as i8, (minute % 60) as i8, 0, 0));
        self.zone.to_ambiguous_timestamp(local).compatible().map_or(i64::MAX, Timestamp::as_microsecond)
    }

    /// RFC 3339 in this zone.
    #[must_use]
    pub fn rfc3339(&self, at: i64) -> String {
        let Ok(moment) = Timestamp::from_microsecond(at) else { return String::new() };
        let local = moment.to_zoned(self.zone.clone());
        local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// The business date, `2025-06-30`.
    #[must_use]
    pub fn date(&self, at: i64) -> String {
        Timestamp::from_microsecond(at)
            .map_or_else(|_| String::new(), |at| at.to_zoned(self.zone.clone()).date().to_string())
    }
}

/// The name of the interval of a grain that begins at an RFC 3339 moment: `2025-06-01`, `2025年第23周`, `Jun 2025`. A grain or
/// moment that we do not know is shown as it is.
#[must_use]
pub fn label(at: &str, grain: &str) -> Words {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Some(date) = at.get(..10).and_then(|date| date.parse::<civil::Date>().ok()) else {
        return Words { zh: at.to_owned(), en: at.to_owned() };
    };
    let (year, month, week) = (date.year(), date.month(), date.iso_week_date());
    let quarter = (month - 1) / 3 + 1;
    let name = MONTHS.get((month - 1) as usize).copied().unwrap_or_default();
    let (zh, en) = match grain {
        "hour" => (format!("{date} {}", at.get(11..16).unwrap_or_default()), None),
        "week" => {
            (format!("{}年第{}周", week.year(), week.week()), Some(format!("{}-W{:02}", week.year(), week.week())))
        }
        "month" => (format!("{year}年{month}月"), Some(format!("{name} {year}"))),
        "quarter" => (format!("{year}年第{quarter}季度"), Some(format!("Q{quarter} {year}"))),
        "year" => (format!("{year}年"), Some(year.to_string())),
        _ => (date.to_string(), None),
    };
    Words { en: en.unwrap_or_else(|| zh.clone()), zh }
}

/// Microseconds of an RFC 3339 moment.
#[must_use]
pub fn moment(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond)
}

/// Year and month of a day, counted from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn year_month(day: i64) -> (i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month)
}

/// Days from 1970-01-01 to the first of a month.
fn days(year: i64, month: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * shifted + 2) / 5 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        moment(text).unwrap()
    }

    #[test]
    fn intervals_follow_the_business_date() {
        let zone = Zone::new("Asia/Shanghai").unwrap();
        let late = at("2024-12-31T17:00:00Z");
        for (grain, begin) in [
            (Grain::Hour, "2025-01-01T01:00:00+08:00"),
            (Grain::Day, "2025-01-01T00:00:00+08:00"),
            (Grain::Week, "2024-12-30T00:00:00+08:00"),
            (Grain::Month, "2025-01-01T00:00:00+08:00"),
            (Grain::Quarter, "2025-01-01T00:00:00+08:00"),
            (Grain::Year, "2025-01-01T00:00:00+08:00"),
        ] {
            let interval = zone.interval(grain, late);
            assert_eq!(zone.rfc3339(zone.begin(grain, interval)), begin, "{grain:?}");
            assert!(zone.end(grain, interval) > late);
            assert_eq!(zone.interval(grain, zone.end(grain, interval)), interval + 1);
        }
    }

    #[test]
    fn clock_changes_move_the_day() {
        let zone = Zone::new("America/New_York").unwrap();
        let day = zone.interval(Grain::Day, at("2025-03-09T12:00:00Z"));
        assert_eq!(zone.end(Grain::Day, day) - zone.begin(Grain::Day, day), 23 * HOUR);
        assert_eq!(zone.rfc3339(at("2025-03-09T12:00:00Z")), "2025-03-09T08:00:00-04:00");
    }

    #[test]
    fn months_agree_with_the_calendar_library() {
        for day in (-800_000..800_000).step_by(17) {
            let date = civil::date(1970, 1, 1) + jiff::Span::new().days(day);
            let (year, month) = year_month(day);
            assert_eq!((year, month), (i64::from(date.year()), i64::from(date.month())));
            assert_eq!(days(year, month), day - i64::from(date.day()) + 1);
        }
    }
}
