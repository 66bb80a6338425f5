//! Service hours: weekly hours, public holidays, working days that make up for them.
//!
//! Time in service between two moments is a difference of two sums: the hours of service from the first day that occurs to each
//! of them. Without a `[calendar]` service never ends.

mod hours;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::error::RunError;
use crate::time::Zone;

pub(crate) use hours::Hours;

/// The section `[calendar]` of a pipeline file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarStep {
    /// `cn`: public holidays of mainland China and the working days that make up for them; `none`, the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<String>,
    /// Hours as `"09:00-12:00"`, up to `24:00`, by day: `workdays` (Monday to Friday), `weekends`, `monday` … `sunday`,
    /// `holidays`. Days that are not named are closed.
    pub hours: BTreeMap<String, Vec<String>>,
    /// Further dates without service.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub closed: BTreeSet<String>,
    /// Further dates with the hours of a working day.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub open: BTreeSet<String>,
}

/// Minutes since midnight, begin and end.
type Shift = (u16, u16);

/// When there is service; `None` in place of one means always.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    /// Monday first.
    week: [Vec<Shift>; 7],
    holidays: Vec<Shift>,
    /// Dates that differ from their day of the week: `true` has the hours of a working day, `false` those of holidays.
    dates: BTreeMap<Date, bool>,
    /// Dates without service.
    closed: BTreeSet<Date>,
    working: Vec<Shift>,
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const WORKDAYS: &str = "workdays";
const WEEKENDS: &str = "weekends";
const HOLIDAYS: &str = "holidays";

impl Calendar {
    /// # Errors
    /// Days, hours or dates that cannot be read, with what is allowed.
    pub(crate) fn new(step: &CalendarStep) -> Result<Self, RunError> {
        let known = [&DAYS[..], &[WORKDAYS, WEEKENDS, HOLIDAYS]].concat();
        if let Some(stranger) = step.hours.keys().find(|day| !known.contains(&day.as_str())) {
            let (zh, en) =
                (format!("[calendar] 的 hours 没有“{stranger}”"), format!("[calendar] has no hours `{stranger}`"));
            return Err(RunError::unknown(&zh, &en, stranger, &known));
        }
        let hours = |day: &str| step.hours.get(day).map(|texts| shifts(day, texts)).transpose();
        let (working, weekends) = (hours(WORKDAYS)?.unwrap_or_default(), hours(WEEKENDS)?.unwrap_or_default());
        let mut week: [Vec<Shift>; 7] = Default::default();
        for (place, day) in DAYS.iter().enumerate() {
            let usual = if place < 5 { &working } else { &weekends };
            week[place] = hours(day)?.unwrap_or_else(|| usual.clone());
        }
        let mut dates = match step.holidays.as_deref() {
            None | Some("none") => BTreeMap::new(),
            Some("cn") => MAINLAND.clone(),
            Some(other) => {
                let (zh, en) = (
                    format!("[calendar] 的 holidays = \"{other}\" 没有数据"),
                    format!("[calendar], holidays = \"{other}\": there are no data"),
                );
                return Err(RunError::unknown(&zh, &en, other, &["cn", "none"]));
            }
        };
        for text in &step.open {
            dates.insert(date("open", text)?, true);
        }
        let closed = step.closed.iter().map(|text| date("closed", text)).collect::<Result<_, _>>()?;
        // A make-up day without hours for `workdays` has those of Monday.
        let working = if working.is_empty() { week[0].clone() } else { working };
        Ok(Self { week, holidays: hours(HOLIDAYS)?.unwrap_or_default(), dates, closed, working })
    }

    /// The hours of a date.
    fn of(&self, date: Date) -> &[Shift] {
        if self.closed.contains(&date) {
            return &[];
        }
        match self.dates.get(&date) {
            Some(true) => &self.working,
            Some(false) => &self.holidays,
            None => &self.week[date.weekday().to_monday_zero_offset() as usize],
        }
    }

    /// The hours between two moments, ready to be asked.
    pub(crate) fn between(&self, zone: &Zone, first: i64, last: i64) -> Hours {
        Hours::new(self, zone, first, last)
    }
}

fn shifts(day: &str, texts: &[String]) -> Result<Vec<Shift>, RunError> {
    let mut shifts = texts.iter().map(|text| shift(text)).collect::<Option<Vec<_>>>().ok_or_else(|| {
        RunError::new(
            format!("[calendar] 的 hours.{day} = {texts:?}：请写成 [\"09:00-12:00\", \"13:00-18:00\"]，结束晚于开始，最晚 24:00"),
            format!(
                "[calendar], hours.{day} = {texts:?}: write it as [\"09:00-12:00\", \"13:00-18:00\"], the end after the begin and at most 24:00"
            ),
        )
    })?;
    shifts.sort_unstable();
    match shifts.windows(2).find(|pair| pair[0].1 > pair[1].0) {
        None => Ok(shifts),
        Some(_) => Err(RunError::new(
            format!("[calendar] 的 hours.{day} = {texts:?}：时段重叠，请合并"),
            format!("[calendar], hours.{day} = {texts:?}: two of them overlap: join them"),
        )),
    }
}

fn shift(text: &str) -> Option<Shift> {
    let minute = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
    };
    let (begin, end) = text.split_once('-')?;
    Some((minute(begin)?, minute(end)?)).filter(|(begin, end)| begin < end)
}

fn date(key: &str, text: &str) -> Result<Date, RunError> {
    text.parse().map_err(|_| {
        RunError::new(
            format!("[calendar] 的 {key} 中的“{text}”不是日期：请写成 2025-01-26"),
            format!("[calendar], {key}: `{text}` is no date: write it as 2025-01-26"),
        )
    })
}

/// Public holidays (`false`) and the working days that make up for them (`true`).
static MAINLAND: LazyLock<BTreeMap<Date, bool>> = LazyLock::new(|| {
    let mut dates = BTreeMap::new();
    for year in &data().year {
        for holiday in &year.holidays {
            let (mut day, last) = (holiday.from, holiday.to);
            while day <= last {
                dates.insert(day, false);
                let Ok(next) = day.tomorrow() else { break };
                day = next;
            }
        }
        dates.extend(year.working.iter().map(|day| (*day, true)));
    }
    dates
});

/// The file of holidays and promotions.
#[derive(Debug, Default, Deserialize)]
struct Data {
    #[serde(default)]
    year: Vec<Year>,
}

#[derive(Debug, Deserialize)]
struct Year {
    holidays: Vec<Holiday>,
    working: Vec<Date>,
}

#[derive(Debug, Deserialize)]
struct Holiday {
    from: Date,
    to: Date,
}

fn data() -> Data {
    // The file is ours; a test reads it.
    toml::from_str(include_str!("../data/calendar-cn.toml")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;

    use super::*;
    use crate::time::moment;

    fn step(text: &str) -> CalendarStep {
        toml::from_str(text).unwrap()
    }

    fn hours(text: &str, zone: &str) -> Hours {
        let (first, last) = (moment("2024-12-01T00:00:00Z").unwrap(), moment("2025-12-31T00:00:00Z").unwrap());
        Calendar::new(&step(text)).unwrap().between(&Zone::new(zone).unwrap(), first, last)
    }

    const OFFICE: &str =
        "holidays = 'cn'\n[hours]\nworkdays = ['13:00-18:00', '09:00-12:00']\nsaturday = ['10:00-12:00']\n";

    #[test]
    fn service_runs_by_the_calendar() {
        let office = hours(OFFICE, "Asia/Shanghai");
        let between = |begin: &str, end: &str| {
            let at = |text: &str| moment(&format!("{text}:00+08:00")).unwrap();
            office.between(at(begin), at(end)) / 60_000_000
        };
        // Friday evening to Monday morning, with two hours on Saturday.
        assert_eq!(between("2025-03-07T17:30", "2025-03-10T09:10"), 30 + 120 + 10);
        // Over lunch.
        assert_eq!(between("2025-03-10T11:00", "2025-03-10T14:00"), 120);
        // Spring Festival 2025: closed 28 January to 4 February; Sunday 26 January and Saturday 8 February have the hours of a
        // working day.
        assert_eq!(between("2025-01-25T00:00", "2025-02-10T00:00"), 120 + 480 + 480 + 3 * 480 + 480);
        assert_eq!(between("2025-03-10T14:00", "2025-03-10T11:00"), -120);
        let at = |text: &str| moment(text).unwrap();
        assert!(office.open(at("2025-01-26T09:00:00+08:00")) && !office.open(at("2025-01-28T09:00:00+08:00")));
        assert!(!office.open(at("2025-03-10T12:00:00+08:00")) && office.open(at("2025-03-10T11:59:59+08:00")));
    }

    #[test]
    fn clock_changes_shorten_a_night() {
        let night = hours("[hours]\nworkdays = ['00:00-24:00']\nweekends = ['00:00-24:00']\n", "America/New_York");
        let at = |text: &str| moment(text).unwrap();
        assert_eq!(night.between(at("2025-03-08T17:00:00Z"), at("2025-03-09T16:00:00Z")), 23 * 3_600_000_000);
    }

    #[test]
    fn the_data_hold_every_year_and_no_day_twice() {
        let data = data();
        assert!(data.year.len() >= 9);
        for year in &data.year {
            assert!(year.holidays.iter().all(|holiday| holiday.from <= holiday.to));
            // A day that makes up for a holiday is a weekend, and no holiday.
            for day in &year.working {
                assert!(matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
                assert!(!year.holidays.iter().any(|holiday| (holiday.from..=holiday.to).contains(day)), "{day}");
            }
        }
    }

    #[test]
    fn mistakes_name_their_place_and_cure() {
        for (text, said) in [
            ("[hours]\nmonady = ['09:00-18:00']", "monday"),
            ("[hours]\nmonday = ['9-18']", "[\"09:00-12:00\""),
            ("[hours]\nmonday = ['09:00-18:00', '17:00-20:00']", "overlap"),
            ("holidays = 'us'\n[hours]", "cn"),
            ("closed = ['1 May']\n[hours]", "2025-01-26"),
        ] {
            let error = Calendar::new(&step(text)).unwrap_err().0;
            assert!(error.en.contains(said) && !error.zh.is_empty(), "{text}: {}", error.en);
        }
    }
}
