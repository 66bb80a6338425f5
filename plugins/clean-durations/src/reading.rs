//! The forms in which exports write how long something took, and how large a share is.

use aftersight_sdk::{Cell, DAY, HOUR, MINUTE, SECOND};

use crate::decimal::Decimal;

/// What stands where nothing is known.
const PLACEHOLDERS: [&str; 16] =
    ["", "-", "--", "---", "—", "——", "/", "无", "暂无", "空", "N/A", "n/a", "#N/A", "null", "NULL", "None"];

/// Words for units, of each ideographic kind the longer first, and microseconds of one.
const UNITS: [(&str, i64); 33] = [
    ("星期", 7 * DAY),
    ("周", 7 * DAY),
    ("weeks", 7 * DAY),
    ("week", 7 * DAY),
    ("天", DAY),
    ("日", DAY),
    ("days", DAY),
    ("day", DAY),
    ("d", DAY),
    ("个小时", HOUR),
    ("小时", HOUR),
    ("时", HOUR),
    ("hours", HOUR),
    ("hour", HOUR),
    ("hrs", HOUR),
    ("hr", HOUR),
    ("h", HOUR),
    ("分钟", MINUTE),
    ("分", MINUTE),
    ("minutes", MINUTE),
    ("minute", MINUTE),
    ("mins", MINUTE),
    ("min", MINUTE),
    ("m", MINUTE),
    ("秒钟", SECOND),
    ("秒", SECOND),
    ("seconds", SECOND),
    ("second", SECOND),
    ("secs", SECOND),
    ("sec", SECOND),
    ("s", SECOND),
    ("毫秒", SECOND / 1_000),
    ("ms", SECOND / 1_000),
];

/// Microseconds of a duration; `bare` are those that a number without a unit counts.
pub(crate) fn duration(cell: &str, bare: Option<i64>) -> Cell<i64> {
    // Most cells of most exports are a few digits.
    if (1..=9).contains(&cell.len()) && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i64 = cell.parse().unwrap_or_default();
        return match bare.and_then(|unit| number.checked_mul(unit)) {
            Some(micros) => Cell::Value(micros),
            None => Cell::Flagged(None, "unit-missing"),
        };
    }
    let text: String = cell.trim().chars().map(half_width).flat_map(char::to_lowercase).collect();
    let text = text.trim();
    if is_nothing(text) {
        return Cell::Null;
    }
    if text.ends_with(['%', '‰']) {
        return Cell::Flagged(None, "percent");
    }
    if let Some(number) = Decimal::parse(text) {
        return match bare {
            Some(unit) => number.times(unit).map_or(Cell::Flagged(None, "unreadable"), Cell::Value),
            None => Cell::Flagged(None, "unit-missing"),
        };
    }
    match worded(text) {
        Ok((micros, code)) => Cell::Fixed(micros, code),
        Err(code) => Cell::Flagged(None, code),
    }
}

/// A share: `14.84 %`, `3‰`, or a number up to 1.
pub(crate) fn fraction(cell: &str) -> Cell<f64> {
    const BAD: Cell<f64> = Cell::Flagged(None, "unreadable-rate");
    let text: String = cell.trim().chars().map(half_width).collect();
    let text = text.trim();
    if is_nothing(text) {
        return Cell::Null;
    }
    let (negative, size) = match text.strip_prefix(['-', '−']) {
        Some(size) => (true, size),
        None => (false, text),
    };
    let (number, shift) = match (size.strip_suffix('%'), size.strip_suffix('‰')) {
        (Some(number), _) => (number, 2),
        (_, Some(number)) => (number, 3),
        _ => (size, 0),
    };
    let Some(value) = Decimal::parse(number.trim()).and_then(|number| number.shifted(shift)) else { return BAD };
    let value = if negative && value > 0.0 { -value } else { value };
    match shift {
        0 if value.abs() > 1.0 => Cell::Flagged(None, "rate-unclear"),
        0 => Cell::Value(value),
        _ => Cell::Fixed(value, "percent-read"),
    }
}

fn is_nothing(text: &str) -> bool {
    PLACEHOLDERS.iter().any(|placeholder| placeholder.eq_ignore_ascii_case(text))
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        c => c,
    }
}

/// Numbers with units, the larger unit first, and perhaps a clock behind the days.
fn worded(text: &str) -> Result<(i64, &'static str), &'static str> {
    const BAD: &str = "unreadable";
    let (mut rest, mut sum, mut last) = (text, 0i64, i64::MAX);
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(rest.len());
        if rest[end..].starts_with(':') {
            // 1 days 02:03:04; a clock alone has nothing before it.
            let alone = last == i64::MAX;
            let clock = if alone || last == DAY { clock(rest)? } else { return Err(BAD) };
            return Ok((sum.checked_add(clock).ok_or(BAD)?, "clock"));
        }
        let number = Decimal::parse(rest[..end].trim_end_matches(',')).ok_or(BAD)?;
        let (unit, behind) = unit(rest[end..].trim_start()).ok_or(BAD)?;
        if unit >= last {
            return Err(BAD);
        }
        sum = number.times(unit).and_then(|micros| sum.checked_add(micros)).ok_or(BAD)?;
        last = unit;
        rest = behind.trim_start_matches([' ', ',', '零']);
    }
    Ok((sum, "unit"))
}

/// The unit that a text begins with, and what follows it. Of letters the whole word counts: `ms` is no minute.
fn unit(text: &str) -> Option<(i64, &str)> {
    let letters = text.bytes().take_while(u8::is_ascii_lowercase).count();
    let known = |(word, _): &&(&str, i64)| match letters {
        0 => text.starts_with(*word),
        _ => text[..letters] == **word,
    };
    let (word, micros) = UNITS.iter().find(known)?;
    Some((*micros, &text[word.len()..]))
}

/// `00:12:30`, `100:00:00.5`. Of two parts nobody knows whether they are hours or minutes.
fn clock(text: &str) -> Result<i64, &'static str> {
    const BAD: &str = "unreadable";
    let parts: Vec<&str> = text.split(':').collect();
    let [hours, minutes, seconds] = parts[..] else {
        return Err(if parts.len() == 2 { "clock-unclear" } else { BAD });
    };
    let sixty = |text: &str, most: i64| {
        let whole = text.split('.').next().unwrap_or_default();
        let part = Decimal::parse(text).filter(|_| whole.len() == 2)?.times(SECOND)?;
        (part < most).then_some(part)
    };
    let hours = Decimal::parse(hours).filter(|_| !hours.contains(['.', ','])).and_then(|hours| hours.times(HOUR));
    let minutes = sixty(minutes, MINUTE).filter(|_| !minutes.contains('.')).map(|minutes| minutes * 60);
    let (hours, minutes, seconds) = (hours.ok_or(BAD)?, minutes.ok_or(BAD)?, sixty(seconds, MINUTE).ok_or(BAD)?);
    hours.checked_add(minutes + seconds).ok_or(BAD)
}

#[cfg(test)]
mod tests;
