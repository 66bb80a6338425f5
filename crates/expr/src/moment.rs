//! Timestamps in RFC 3339, without a calendar library.

use std::fmt;

/// Microseconds of a second, minute, hour, day.
pub(crate) const SECOND: i64 = 1_000_000;
/// A minute.
pub(crate) const MINUTE: i64 = 60 * SECOND;
/// An hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// A day.
pub(crate) const DAY: i64 = 24 * HOUR;

/// Why a text is no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Not `2025-01-31T08:00:00+08:00`.
    Form,
    /// Without an offset from UTC nobody knows when that is.
    Offset,
}

/// Microseconds since 1970-01-01T00:00:00Z. Seconds and their fraction (1–6 digits) may be left off, the offset may not;
/// a space may stand for `T`.
pub(crate) fn parse(text: &str) -> Result<i64, Wrong> {
    let mut rest = text.as_bytes();
    let (year, month, day) =
        (number(&mut rest, 4)?, after(&mut rest, b"-", 2, 1..=12)?, after(&mut rest, b"-", 2, 1..=31)?);
    if day > days_in(year, month) {
        return Err(Wrong::Form);
    }
    if rest.is_empty() {
        return Err(Wrong::Offset);
    }
    let (hour, minute) = (after(&mut rest, b"Tt ", 2, 0..=23)?, after(&mut rest, b":", 2, 0..=59)?);
    let second = if rest.first() == Some(&b':') { after(&mut rest, b":", 2, 0..=59)? } else { 0 };
    let fraction = if rest.first() == Some(&b'.') { fraction(&mut rest)? } else { 0 };
    let offset = match rest.split_first() {
        None => return Err(Wrong::Offset),
        Some((b'Z' | b'z', [])) => 0,
        Some((sign @ (b'+' | b'-'), _)) => {
            let (hours, minutes) = (after(&mut rest, b"+-", 2, 0..=23)?, after(&mut rest, b":", 2, 0..=59)?);
            let offset = hours * HOUR + minutes * MINUTE;
            if !rest.is_empty() {
                return Err(Wrong::Form);
            }
            if *sign == b'+' { offset } else { -offset }
        }
        Some(_) => return Err(Wrong::Form),
    };
    let local = days_from_civil(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND + fraction;
    let utc = local - offset;
    // What it prints as must have four digits of year again.
    let span = days_from_civil(0, 1, 1) * DAY..days_from_civil(10_000, 1, 1) * DAY;
    if span.contains(&utc) { Ok(utc) } else { Err(Wrong::Form) }
}

/// Writes a moment that [`parse`] gave, in UTC.
pub(crate) fn write(out: &mut fmt::Formatter<'_>, moment: i64) -> fmt::Result {
    let (year, month, day) = civil_from_days(moment.div_euclid(DAY));
    let time = moment.rem_euclid(DAY);
    let (hour, minute, second) = (time / HOUR, time / MINUTE % 60, time / SECOND % 60);
    write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
    match time % SECOND {
        0 => out.write_str("Z"),
        fraction => write!(out, ".{fraction:06}Z"),
    }
}

fn number(rest: &mut &[u8], digits: usize) -> Result<i64, Wrong> {
    let (head, tail) = rest.split_at_checked(digits).ok_or(Wrong::Form)?;
    *rest = tail;
    head.iter().try_fold(0, |sum, byte| match byte {
        b'0'..=b'9' => Ok(sum * 10 + i64::from(byte - b'0')),
        _ => Err(Wrong::Form),
    })
}

/// A number after one of the separators.
fn after(
    rest: &mut &[u8],
    separators: &[u8],
    digits: usize,
    range: std::ops::RangeInclusive<i64>,
) -> Result<i64, Wrong> {
    match rest.split_first() {
        Some((first, tail)) if separators.contains(first) => *rest = tail,
        _ => return Err(Wrong::Form),
    }
    let value = number(rest, digits)?;
    if range.contains(&value) { Ok(value) } else { Err(Wrong::Form) }
}

fn fraction(rest: &mut &[u8]) -> Result<i64, Wrong> {
    let digits = rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=6).contains(&digits) {
        return Err(Wrong::Form);
    }
    *rest = &rest[1..];
    Ok(number(rest, digits)? * 10_i64.pow(6 - digits as u32))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Moment(i64);

    impl fmt::Display for Moment {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write(f, self.0)
        }
    }

    #[test]
    fn known_moments() {
        assert_eq!(parse("1970-01-01T00:00:00Z"), Ok(0));
        assert_eq!(parse("2025-01-01T00:00:00+08:00"), Ok(1_735_660_800 * SECOND));
        assert_eq!(parse("2024-02-29 23:59:59.5-01:30"), Ok(1_709_256_599 * SECOND + SECOND / 2));
        assert_eq!(parse("2025-01-01T00:00Z"), Ok(1_735_689_600 * SECOND));
        assert_eq!(parse("1969-12-31T23:59:59.999999Z"), Ok(-1));
        assert_eq!(Moment(-1).to_string(), "1969-12-31T23:59:59.999999Z");
    }

    #[test]
    fn what_is_no_moment() {
        assert_eq!(parse("2025-01-01"), Err(Wrong::Offset));
        assert_eq!(parse("2025-01-01T00:00:00"), Err(Wrong::Offset));
        for text in [
            "",
            "2025",
            "2025-13-01T00:00Z",
            "2025-02-29T00:00Z",
            "1900-02-29T00:00Z",
            "2025-01-01T24:00Z",
            "2025-01-01T00:00:60Z",
            "2025-01-01T00:00Zx",
            "2025-01-01T00:00+8:00",
            "2025-01-01T00:00+08:00x",
            "2025-01-01T00:00:00.Z",
            "2025-01-01T00:00:00.1234567Z",
            "0000-01-01T00:00+01:00",
            "9999-12-31T23:59-01:00",
            "２０２５-01-01T00:00Z",
            "昨天",
        ] {
            assert_eq!(parse(text), Err(Wrong::Form), "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_is_the_next_of_the_one_before() {
        let mut expected = days_from_civil(1600, 1, 1);
        for year in 1600..2001 {
            for month in 1..=12 {
                for day in 1..=days_in(year, month) {
                    assert_eq!(days_from_civil(year, month, day), expected);
                    assert_eq!(civil_from_days(expected), (year, month, day));
                    expected += 1;
                }
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(moment in -62_000_000_000_i64..253_000_000_000, micros in 0..SECOND) {
            let moment = moment * SECOND + micros;
            prop_assert_eq!(parse(&Moment(moment).to_string()), Ok(moment));
        }

        #[test]
        fn no_text_is_too_odd(text in "\\PC*") {
            let _ = parse(&text);
        }
    }
}
