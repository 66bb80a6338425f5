//! Cells that go through a spreadsheet and come back: what it would run or alter stands behind an apostrophe, and what it
//! writes in its own way is known again.
//!
//! The apostrophe is put before a cell that begins with `=`, `+`, `-`, `@` (their full-width forms too), a tab, a carriage
//! return or an apostrophe, and before digits that a spreadsheet would not keep: twelve or more, leading zeros, exponents,
//! `(5)`, `1-2`. Plain numbers (`-12.5`) and full dates stay bare. Reading takes one apostrophe off, so nothing is lost.

use std::borrow::Cow;

/// A spreadsheet shows numbers of more digits in its own way.
const DIGITS: usize = 11;

/// A spreadsheet keeps no more digits than these.
const PRECISION: usize = 15;

/// The cell as it is written for a spreadsheet.
#[must_use]
pub fn guard(cell: &str) -> Cow<'_, str> {
    let runs = cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\'']);
    let number = || cell.chars().all(|c| c.is_ascii_digit() || " +-.,()/%:eE".contains(c)) && has_digit(cell);
    if (runs || number()) && !is_plain(cell) && parts(cell).is_none() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// What [`guard`] was given.
#[must_use]
pub fn bare(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn has_digit(cell: &str) -> bool {
    cell.bytes().any(|byte| byte.is_ascii_digit())
}

/// A number that every spreadsheet keeps as it is.
fn is_plain(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole)
        && all(fraction)
        && whole.len() <= DIGITS
        && whole.len() + fraction.len() <= PRECISION
        && (whole == "0" || !whole.starts_with('0'))
}

/// How a cell that came back relates to the one that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Nobody changed it, though the spreadsheet may have written it in its own way.
    Same,
    /// Somebody changed it.
    Changed,
    /// A number in scientific notation or with lost digits.
    Digits,
    /// Day and month cannot be told apart.
    Date,
}

/// Compares a cell as it was written with what came back. `unicode`: the file that came back can hold every character.
#[must_use]
pub fn compare(written: &str, found: &str, unicode: bool) -> Compared {
    let (written, found) = (tidy(written), tidy(found));
    let truth = |text: &str| ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word));
    if written == found
        || !unicode && replaced(&written, &found)
        || truth(&written) && written.eq_ignore_ascii_case(&found)
    {
        return Compared::Same;
    }
    if is_damaged(&found) {
        return Compared::Digits;
    }
    if decimal(&written).is_some_and(|number| decimal(&found) == Some(number)) {
        return Compared::Same;
    }
    match parts(&written) {
        Some(moment) => compare_date(&moment, &found),
        None => Compared::Changed,
    }
}

/// Without what nobody sees.
fn tidy(cell: &str) -> String {
    cell.trim().replace("\r\n", "\n")
}

/// Characters that the file's encoding lacks came back as question marks, one or two each.
fn replaced(written: &str, found: &str) -> bool {
    let mut rest = found;
    for c in written.chars() {
        if let Some(more) = rest.strip_prefix(c) {
            rest = more;
        } else if !c.is_ascii() && rest.starts_with('?') {
            rest = &rest[1..];
            if c.len_utf16() == 2 {
                rest = rest.strip_prefix('?').unwrap_or(rest);
            }
        } else {
            return false;
        }
    }
    rest.is_empty()
}

/// `4.10889E+18`, or more digits than a spreadsheet keeps with zeros in the place of the others.
fn is_damaged(cell: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((mantissa, exponent)) = cell.split_once(['e', 'E']) {
        let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa).replacen(['.', ','], "", 1);
        return digits(&mantissa) && digits(exponent.trim_start_matches(['+', '-']));
    }
    digits(cell) && cell.len() > PRECISION && cell.bytes().skip(PRECISION).all(|byte| byte == b'0')
}

/// A number's digits without what does not count: sign, digits, point, digits.
fn decimal(cell: &str) -> Option<String> {
    let plain = cell.replace(',', "");
    let digits = plain.strip_prefix(['+', '-']).unwrap_or(&plain);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all(whole) || !all(fraction) {
        return None;
    }
    let sign = if plain.starts_with('-') { "-" } else { "" };
    Some(format!("{sign}{whole}.{}", fraction.trim_end_matches('0')))
}

/// Year, month, day, and as much of hour, minute, second as stands there.
struct Moment {
    date: [u32; 3],
    time: Vec<u32>,
}

/// A date with the year first, with or without a time of day.
fn parts(cell: &str) -> Option<Moment> {
    let numbers = numbers(cell)?;
    let (date, time) = numbers.split_at_checked(3)?;
    let first = cell.bytes().take_while(u8::is_ascii_digit).count();
    let fits = first == 4 && (1..=12).contains(&date[1]) && (1..=31).contains(&date[2]) && time.len() != 1;
    fits.then(|| Moment { date: [date[0], date[1], date[2]], time: time.to_vec() })
}

/// The numbers of a date: digits with the signs of dates and times between them.
fn numbers(cell: &str) -> Option<Vec<u32>> {
    let signs = |c: char| "-/.: T年月日时分秒".contains(c);
    let whole = cell.split_once('.').filter(|(_, rest)| cell.contains(':') && !rest.contains(':'));
    // Fractions of a second do not survive a spreadsheet.
    let cell = whole.map_or(cell, |(before, _)| before);
    if !cell.chars().all(|c| c.is_ascii_digit() || signs(c)) {
        return None;
    }
    let numbers: Vec<&str> = cell.split(signs).filter(|number| !number.is_empty()).collect();
    if !(3..=6).contains(&numbers.len()) || numbers.iter().any(|number| number.len() > 4) {
        return None;
    }
    numbers.into_iter().map(|number| number.parse().ok()).collect()
}

fn compare_date(written: &Moment, found: &str) -> Compared {
    if let Some(found) = parts(found) {
        let same = written.date == found.date && same_time(&written.time, &found.time);
        return if same { Compared::Same } else { Compared::Changed };
    }
    let Some(numbers) = numbers(found) else { return Compared::Changed };
    let [first, second, year] = [numbers[0], numbers[1], numbers[2]];
    let year = if year < 100 { year + 2000 } else { year };
    if first <= 12 && second <= 12 && first != second {
        return Compared::Date;
    }
    let [_, month, day] = written.date;
    let same = year == written.date[0] && (first == month && second == day || first == day && second == month);
    if same && same_time(&written.time, &numbers[3..]) { Compared::Same } else { Compared::Changed }
}

/// A spreadsheet leaves seconds out, and midnight.
fn same_time(written: &[u32], found: &[u32]) -> bool {
    let at = |time: &[u32], place: usize| time.get(place).copied().unwrap_or(0);
    at(written, 0) == at(found, 0)
        && at(written, 1) == at(found, 1)
        && (found.len() < 3 || at(written, 2) == at(found, 2))
        && (found.len() > 1 || written.iter().all(|part| *part == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_or_change_is_guarded_and_comes_back() {
        let guarded = [
            "=HYPERLINK(\"x\")",
            "-2+cmd|' /C calc'!A0",
            "@SUM(1)",
            "\tx",
            "\rx",
            "'quoted",
            "＝1",
            "-",
            "+86 138******00",
            "4108888888888888889",
            "123456789012",
            "0012",
            "1E5",
            "(100)",
            "1-2",
            "3/4",
            "-0.1.2",
            "9:05",
        ];
        for cell in guarded {
            assert_eq!(guard(cell), format!("'{cell}"), "{cell}");
        }
        for cell in [
            "圆通",
            "12",
            "-12.5",
            "+5",
            "0.25",
            "13800138000",
            "",
            "138******00",
            "2025-01-03 09:05:00",
            "a=b",
            "￥1,234.50",
        ] {
            assert_eq!(guard(cell), cell, "{cell}");
        }
        for cell in guarded.into_iter().chain(["圆通", "-12.5", "''", "O'Neil"]) {
            assert_eq!(bare(&guard(cell)), cell, "{cell}");
        }
    }

    #[test]
    fn a_spreadsheet_writes_the_same_in_its_own_way() {
        let same = [
            ("2025-01-03 09:05:37", "2025/1/3 9:05"),
            ("2025-01-03 09:05:37", "2025/1/3 9:05:37"),
            ("2025-01-03", "2025/1/3"),
            ("2025-01-13", "1/13/2025"),
            ("2025-01-13 09:05:00", "13/01/2025 09:05"),
            ("2025-01-03 00:00:00", "2025/1/3"),
            ("2025-01-03T09:05:00.123", "2025/1/3 9:05"),
            ("100.00", "100"),
            ("1,234.50", "1234.5"),
            ("+5", "5"),
            ("true", "TRUE"),
            (" x\r\ny", "x\ny"),
        ];
        for (written, found) in same {
            assert_eq!(compare(written, found, true), Compared::Same, "{written} {found}");
        }
        let changed = [
            ("2025-01-03 09:05:37", "2025/1/4 9:05"),
            ("2025-01-03 09:05:37", "2025/1/3 9:06"),
            ("2025-01-03 09:05:37", "2025/1/3 9:05:38"),
            ("2025-01-03 09:05:37", "2025/1/3"),
            ("2025-01-13", "1/14/2025"),
            ("13月", "2025-01-03"),
            ("100.00", "100.01"),
            ("100", "-100"),
            ("x", ""),
            ("é", "?"),
        ];
        for (written, found) in changed {
            assert_eq!(compare(written, found, true), Compared::Changed, "{written} {found}");
        }
        assert_eq!(compare("café 😀", "caf? ??", false), Compared::Same);
        for found in ["4.10889E+18", "4e18", "4108888888888880000"] {
            assert_eq!(compare("4108888888888888889", found, true), Compared::Digits, "{found}");
            assert_eq!(compare(found, found, true), Compared::Same, "{found}");
        }
        assert_eq!(compare("2025-01-03", "1/3/2025", true), Compared::Date);
    }
}
