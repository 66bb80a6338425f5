//! Dates of intervals by grain.

use aftersight_pipeline::time;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cli::Lang;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The date of an RFC 3339 moment, in the zone in which it is written.
fn date(at: &str) -> Option<Date> {
    at.get(..10)?.parse().ok()
}

fn month(date: Date) -> &'static str {
    MONTHS.get((date.month() - 1) as usize).copied().unwrap_or_default()
}

/// The name of the interval that begins at an RFC 3339 moment: `2025-06-01`, `2025年第23周`, `Jun 2025`.
pub(crate) fn label(at: &str, grain: &str, lang: Lang) -> String {
    lang.of(&time::label(at, grain)).to_owned()
}

/// The name on an axis, where room is scarce, and what it leaves out: the year, or the date of an hour.
pub(crate) fn tick(at: &str, grain: &str, lang: Lang) -> (String, String) {
    let Some(date) = date(at) else { return (at.to_owned(), String::new()) };
    let week = date.iso_week_date();
    let year = |year: i16| year.to_string();
    match (grain, lang) {
        ("hour", _) => {
            (at.get(11..16).unwrap_or_default().to_owned(), format!("{:02}-{:02}", date.month(), date.day()))
        }
        ("week", Lang::Zh) => (format!("{}周", week.week()), year(week.year())),
        ("week", Lang::En) => (format!("W{}", week.week()), year(week.year())),
        ("month", Lang::Zh) => (format!("{}月", date.month()), year(date.year())),
        ("month", Lang::En) => (month(date).to_owned(), year(date.year())),
        ("quarter", _) => (format!("Q{}", quarter(date)), year(date.year())),
        ("year", _) => (year(date.year()), String::new()),
        _ => (format!("{:02}-{:02}", date.month(), date.day()), year(date.year())),
    }
}

fn quarter(date: Date) -> i8 {
    (date.month() - 1) / 3 + 1
}

/// A moment to the minute: `2025-06-30 18:00`.
pub(crate) fn moment(at: &str) -> String {
    match (at.get(..10), at.get(11..16)) {
        (Some(date), Some(time)) => format!("{date} {time}"),
        _ => at.to_owned(),
    }
}

/// Microseconds from one RFC 3339 moment to another.
pub(crate) fn between(from: &str, until: &str) -> Option<f64> {
    let moment = |text: &str| text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond);
    Some((moment(until)? - moment(from)?) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grain_has_its_name() {
        let at = "2025-06-02T00:00:00+08:00";
        for (grain, zh, en) in [
            ("hour", "2025-06-02 00:00", "2025-06-02 00:00"),
            ("day", "2025-06-02", "2025-06-02"),
            ("week", "2025年第23周", "2025-W23"),
            ("month", "2025年6月", "Jun 2025"),
            ("quarter", "2025年第2季度", "Q2 2025"),
            ("year", "2025年", "2025"),
        ] {
            assert_eq!((label(at, grain, Lang::Zh), label(at, grain, Lang::En)), (zh.into(), en.into()));
        }
        assert_eq!(label("never", "day", Lang::Zh), "never");
    }

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        assert_eq!(label("2024-12-30T00:00:00+08:00", "week", Lang::En), "2025-W01");
        assert_eq!(tick("2024-12-30T00:00:00+08:00", "week", Lang::Zh), ("1周".into(), "2025".into()));
    }

    #[test]
    fn moments() {
        assert_eq!(moment("2025-06-30T18:05:09+08:00"), "2025-06-30 18:05");
        assert_eq!(between("2025-06-30T00:00:00+08:00", "2025-06-30T00:00:00Z"), Some(8.0 * 3.6e9));
        assert_eq!(between("x", "2025-06-30T00:00:00Z"), None);
    }
}
