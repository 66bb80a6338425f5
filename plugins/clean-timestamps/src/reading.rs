//! The forms in which exports write a moment.

use aftersight_sdk::{DAY, HOUR, MINUTE, SECOND};

/// A moment as far as its text tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Microseconds since 1970-01-01T00:00:00Z.
    Utc(i64),
    /// Microseconds since 1970-01-01T00:00:00 on the clocks of an unnamed place.
    Local(i64),
}

/// Which part of a date with its year at the end is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Unknown,
    MonthFirst,
    DayFirst,
}

/// What stands where nothing is known.
const PLACEHOLDERS: [&str; 20] = [
    "", "-", "--", "---", "—", "——", "/", "无", "暂无", "未知", "空", "N/A", "n/a", "NA", "null", "NULL", "None",
    "nan", "NaT", "0",
];

/// `2025-01-03 09:05:00`, or with `T`: nineteen bytes at fixed places, and perhaps a point and digits behind them.
#[inline]
pub(crate) fn plain(text: &[u8]) -> Option<i64> {
    let (text, part) = text.split_first_chunk::<19>()?;
    if text[4] != b'-' || text[7] != b'-' || !matches!(text[10], b' ' | b'T') || text[13] != b':' || text[16] != b':' {
        return None;
    }
    let micros = match part {
        [] => 0,
        [b'.', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => fraction(digits),
        _ => return None,
    };
    let mut odd = 0;
    let mut two = |at: usize| {
        let (tens, ones) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
        odd |= u8::from(tens > 9) | u8::from(ones > 9);
        i64::from(tens) * 10 + i64::from(ones)
    };
    let (year, month, day) = (two(0) * 100 + two(2), two(5), two(8));
    let (hour, minute, second) = (two(11), two(14), two(17));
    if odd != 0 {
        return None;
    }
    Some(date(year, month, day)? + time(hour, minute, second)? + micros)
}

/// Any other form, with the code that names it; `None` for nothing or a placeholder, a code where it cannot be read.
pub(crate) fn any(text: &str, order: Order) -> Result<Option<(Moment, Option<&'static str>)>, &'static str> {
    let text: String = text.trim().chars().map(half_width).collect();
    let text = text.trim();
    if PLACEHOLDERS.contains(&text) || text.starts_with("0000-00-00") {
        return Ok(None);
    }
    if let Some(local) = plain(text.as_bytes()) {
        return Ok(Some((Moment::Local(local), None)));
    }
    let number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if number && text.bytes().filter(|byte| *byte == b'.').count() < 2 {
        return self::number(text).map(Some).ok_or("unreadable");
    }
    worded(text, order).map(Some)
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        c => c,
    }
}

/// Epochs, compact dates, Excel serial days: told apart by their digits.
fn number(text: &str) -> Option<(Moment, Option<&'static str>)> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let value: i64 = whole.parse().ok()?;
    let two = |at: usize| whole[at..at + 2].parse::<i64>().ok();
    match (whole.len(), part.is_empty()) {
        (10, _) => Some((Moment::Utc(value * SECOND + fraction(part.as_bytes())), Some("epoch"))),
        (13, true) => Some((Moment::Utc(value * 1_000), Some("epoch"))),
        (16, true) => Some((Moment::Utc(value), Some("epoch"))),
        (8, true) => Some((Moment::Local(date(value / 10_000, two(4)?, two(6)?)?), Some("compact"))),
        (14, true) => {
            let day = date(value / 10_000_000_000, two(4)?, two(6)?)?;
            Some((Moment::Local(day + time(two(8)?, two(10)?, two(12)?)?), Some("compact")))
        }
        // 25 569 is 1970-01-01, 73 050 is 2099-12-31; days count from 1899-12-30.
        (5, _) if (25_569..=73_050).contains(&value) => {
            Some((Moment::Local((value - 25_569) * DAY + of_day(part)?), Some("excel-serial")))
        }
        _ => None,
    }
}

/// A fraction of a day in microseconds. Excel computes in floats, so what lies within 10 ms of a second is that second.
fn of_day(part: &str) -> Option<i64> {
    let digits = &part[..part.len().min(18)];
    let value: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let scale = 10i128.pow(digits.len() as u32);
    let exact = ((value * i128::from(DAY) + scale / 2) / scale) as i64;
    let second = (exact + SECOND / 2) / SECOND * SECOND;
    Some(if (exact - second).abs() <= 10_000 { second } else { exact })
}

/// Microseconds of the digits behind a second's point; what is finer is cut off.
fn fraction(digits: &[u8]) -> i64 {
    (0..6).fold(0, |sum, place| sum * 10 + digits.get(place).map_or(0, |digit| i64::from(digit.wrapping_sub(b'0'))))
}

/// Reads numbers, signs and words from the left.
struct Scanner<'a>(&'a str);

impl<'a> Scanner<'a> {
    fn digits(&mut self) -> Option<&'a str> {
        let end = self.0.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        (!digits.is_empty() && digits.len() <= 18).then_some(digits)
    }

    /// A number of one or two digits.
    fn small(&mut self) -> Option<i64> {
        self.digits().filter(|digits| digits.len() <= 2)?.parse().ok()
    }

    fn skip(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let word = words.iter().find(|word| self.0.starts_with(**word))?;
        self.0 = &self.0[word.len()..];
        Some(word)
    }

    fn blanks(&mut self) {
        self.0 = self.0.trim_start();
    }
}

/// A date with signs or words between its parts, a time, an offset.
fn worded(text: &str, order: Order) -> Result<(Moment, Option<&'static str>), &'static str> {
    const BAD: &str = "unreadable";
    let mut scan = Scanner(text);
    let first = scan.digits().ok_or(BAD)?;
    let sign = scan.skip(&["-", "/", ".", "年"]).ok_or(BAD)?;
    let second = scan.digits().ok_or(BAD)?;
    let between = if sign == "年" { "月" } else { sign };
    scan.skip(&[between]).ok_or(BAD)?;
    let third = scan.digits().ok_or(BAD)?;
    if sign == "年" {
        scan.skip(&["日", "号"]).ok_or(BAD)?;
    }
    let value = |digits: &str| digits.parse::<i64>().map_err(|_| BAD);
    let year_last = third.len() == 4 && first.len() <= 2;
    let (year, month, day) = match (year_last, order) {
        (false, _) if first.len() == 4 && second.len() <= 2 && third.len() <= 2 => (first, second, third),
        (true, Order::MonthFirst) => (third, first, second),
        (true, Order::DayFirst) => (third, second, first),
        (true, Order::Unknown) => return Err("day-or-month"),
        _ => return Err(BAD),
    };
    let padded = sign == "-" && second.len() == 2 && third.len() == 2 && !year_last;
    let form = match sign {
        _ if year_last => Some("year-last"),
        "年" => Some("chinese"),
        _ if padded => None,
        _ => Some("slashes"),
    };
    let day = date(value(year)?, value(month)?, value(day)?).ok_or(BAD)?;
    let t = scan.skip(&["T", "t"]).is_some();
    scan.blanks();
    if scan.0.is_empty() && !t {
        return Ok((Moment::Local(day), form.or(Some("date-only"))));
    }
    let local = day + clock(&mut scan).ok_or(BAD)?;
    scan.blanks();
    let moment = match offset(&mut scan).ok_or(BAD)? {
        Some(offset) => Moment::Utc(local - offset),
        None => Moment::Local(local),
    };
    if scan.0.is_empty() { Ok((moment, form)) } else { Err(BAD) }
}

/// `9:05`, `09:05:00.123`, `9时5分`, `上午9:05`, `9:05 PM`.
fn clock(scan: &mut Scanner<'_>) -> Option<i64> {
    let half = scan.skip(&["上午", "下午", "中午", "晚上"]);
    scan.blanks();
    let mut hour = scan.small()?;
    let chinese = scan.skip(&[":", "时", "点"])? != ":";
    let (mut minute, mut second, mut micros) = (0, 0, 0);
    if !(chinese && scan.0.is_empty()) {
        minute = scan.small()?;
        scan.skip(if chinese { &["分"] } else { &[] });
        let more = if chinese { scan.0.starts_with(|c: char| c.is_ascii_digit()) } else { scan.skip(&[":"]).is_some() };
        if more {
            second = scan.small()?;
            if scan.skip(&[".", ","]).is_some() {
                micros = fraction(scan.digits()?.as_bytes());
            }
            scan.skip(if chinese { &["秒"] } else { &[] });
        }
    }
    scan.blanks();
    let half = half.or_else(|| scan.skip(&["AM", "PM", "am", "pm"]));
    match half {
        Some("下午" | "晚上" | "PM" | "pm" | "中午") if (1..12).contains(&hour) && half != Some("中午") => {
            hour += 12
        }
        Some("上午" | "AM" | "am") if hour == 12 => hour = 0,
        _ => {}
    }
    Some(time(hour, minute, second)? + micros)
}

/// Nothing, `Z`, `UTC`, `+08:00`, `+0800`, `+8`.
fn offset(scan: &mut Scanner<'_>) -> Option<Option<i64>> {
    if scan.0.is_empty() {
        return Some(None);
    }
    if scan.skip(&["Z", "z", "UTC", "GMT"]).is_some() && !scan.0.starts_with(['+', '-']) {
        return Some(Some(0));
    }
    let sign = if scan.skip(&["+", "-"])? == "+" { 1 } else { -1 };
    let digits = scan.digits()?;
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i64>().ok()?, if scan.skip(&[":"]).is_some() { scan.small()? } else { 0 }),
        4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then_some(Some(sign * (hours * HOUR + minutes * MINUTE)))
}

/// Local midnight of a date (Howard Hinnant, "chrono-compatible low-level date algorithms"). Years from 1900 to 2199: what
/// lies beyond is a slip or a stand-in for "never".
#[inline]
fn date(year: i64, month: i64, day: i64) -> Option<i64> {
    const DAYS: [i64; 13] = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = *DAYS.get(month as usize)?;
    if !(1900..2200).contains(&year) || day < 1 || day > last || month == 2 && day == 29 && !leap {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let (era, of_era) = (shifted / 400, shifted % 400);
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(days * DAY)
}

#[inline]
fn time(hour: i64, minute: i64, second: i64) -> Option<i64> {
    // A leap second counts as the one before it: no calendar library knows it.
    let fits = hour < 24 && minute < 60 && second <= 60;
    fits.then(|| hour * HOUR + minute * MINUTE + second.min(59) * SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_735_732_800_000_000;

    #[test]
    fn every_form_of_one_moment() {
        let plain = "2025-01-01 12:00:00";
        assert_eq!(super::plain(plain.as_bytes()), Some(NOON));
        for (text, code) in [
            ("2025/1/1 12:00", Some("slashes")),
            ("2025.01.01 12:00:00", Some("slashes")),
            ("2025年1月1日 12:00", Some("chinese")),
            ("2025年01月01日12时00分", Some("chinese")),
            ("2025年1月1日 中午12:00", Some("chinese")),
            ("2025-01-01 12:00", None),
            ("2025-01-01T12:00:00.000", None),
            (" 2025-01-01 12:00:00 ", None),
            ("２０２５－０１－０１　１２：００：００", None),
            ("20250101120000", Some("compact")),
            ("45658.5", Some("excel-serial")),
            ("45658.4999999999", Some("excel-serial")),
            ("2025-01-01 12:00:00 PM", None),
        ] {
            assert_eq!(any(text, Order::Unknown), Ok(Some((Moment::Local(NOON), code))), "{text}");
        }
        for (text, code) in [
            ("1735732800", Some("epoch")),
            ("1735732800000", Some("epoch")),
            ("2025-01-01T12:00:00Z", None),
            ("2025-01-01T20:00:00+08:00", None),
            ("2025-01-01 07:00:00 -0500", None),
            ("2025-01-01 12:00:00 UTC", None),
        ] {
            assert_eq!(any(text, Order::Unknown), Ok(Some((Moment::Utc(NOON), code))), "{text}");
        }
        for (text, order) in [("1/1/2025 12:00", Order::DayFirst), ("01/01/2025 12:00 PM", Order::MonthFirst)] {
            assert_eq!(any(text, order), Ok(Some((Moment::Local(NOON), Some("year-last")))), "{text}");
        }
        assert_eq!(any("11/8/2016", Order::Unknown), Err("day-or-month"));
    }

    #[test]
    fn what_is_no_moment_is_not_guessed() {
        for text in [
            "2025-13-01",
            "2025-02-29 00:00:00",
            "25/1/3",
            "soon",
            "2025-01-01 25:00",
            "9999-12-31 23:59:59",
            "1234567",
            "12:00",
            "2025-01-01 12:00:00 XYZ",
            "2025-01",
        ] {
            assert_eq!(any(text, Order::Unknown), Err("unreadable"), "{text}");
        }
        for text in ["", "--", "0000-00-00 00:00:00", "无"] {
            assert_eq!(any(text, Order::Unknown), Ok(None), "{text}");
        }
        assert_eq!(super::plain(b"2025-01-01 24:00:00"), None);
        assert_eq!(super::plain(b"2025-01-01T12:00:00.25"), Some(NOON + 250_000));
        assert_eq!(super::plain(b"2025-01-01T12:00:00."), None);
        assert_eq!(super::plain(b"2025-0a-01 12:00:00"), None);
    }
}
