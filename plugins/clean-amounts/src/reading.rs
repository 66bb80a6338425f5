//! The forms in which exports write an amount.

use aftersight_sdk::Cell;

use crate::currency::Currency;
use crate::decimal::scale;

/// What stands where there is no amount.
const PLACEHOLDERS: [&str; 16] =
    ["", "-", "--", "---", "—", "——", "/", "无", "暂无", "空", "N/A", "n/a", "NA", "null", "NULL", "None"];

/// Reads cells.
#[derive(Debug)]
pub(crate) struct Reader {
    /// The currency that `$` stands for in rows of a currency that is no dollar.
    pub(crate) dollar: Option<Currency>,
}

impl Reader {
    /// The amount of a cell; `currency` is the row's.
    #[inline]
    pub(crate) fn read(&self, cell: &str, currency: Currency) -> Cell<(i64, Currency)> {
        match plain(cell.as_bytes()) {
            Some((cents, false)) if currency.decimals() == 2 => Cell::Value((cents, currency)),
            Some((cents, true)) if currency.decimals() == 2 => Cell::Fixed((cents, currency), "rounded"),
            _ => self.read_other(cell, currency),
        }
    }

    #[inline(never)]
    fn read_other(&self, cell: &str, currency: Currency) -> Cell<(i64, Currency)> {
        let text: String = cell.trim().chars().map(half_width).collect();
        if PLACEHOLDERS.contains(&text.trim()) {
            return Cell::Null;
        }
        match self.amount(text.trim(), currency) {
            Ok((value, code)) => {
                let code = code.or((text != cell.trim()).then_some("width"));
                code.map_or(Cell::Value(value), |code| Cell::Fixed(value, code))
            }
            Err(code) => Cell::Flagged(None, code),
        }
    }

    /// Takes off sign, currency and unit in whatever order they stand; what is left must be a number.
    fn amount(&self, text: &str, row: Currency) -> Result<((i64, Currency), Option<&'static str>), &'static str> {
        let (mut rest, mut currency, mut shift) = (text, None, 0);
        let (mut negative, mut code) = (false, None);
        loop {
            rest = rest.trim();
            if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).filter(|_| !negative)
            {
                (rest, negative, code) = (inner, true, Some("parentheses"));
            } else if let Some(inner) = rest.strip_prefix('-').filter(|_| !negative) {
                (rest, negative) = (inner, true);
            } else if let Some(inner) = rest.strip_suffix('-').filter(|_| !negative) {
                (rest, negative, code) = (inner, true, Some("parentheses"));
            } else if let Some(inner) = rest.strip_prefix('+').filter(|_| !negative) {
                rest = inner;
            } else if let Some((found, inner)) = self
                .sign(rest, currency.unwrap_or(row))?
                .filter(|(found, _)| currency.is_none_or(|known| known == *found))
            {
                (rest, currency, code) = (inner, Some(found), code.or(Some("symbol")));
            } else if let Some(inner) = rest.strip_suffix('万').filter(|_| shift == 0) {
                (rest, shift, code) = (inner, 4, Some("unit"));
            } else if let Some(inner) = rest.strip_suffix('亿').filter(|_| shift == 0) {
                (rest, shift, code) = (inner, 8, Some("unit"));
            } else {
                break;
            }
        }
        let (whole, decimals, separated) = number(rest)?;
        let currency = currency.unwrap_or(row);
        let (minor, rounded) = scale(&whole, decimals, currency.decimals(), shift).ok_or("unreadable")?;
        if separated && matches!(code, None | Some("symbol")) {
            code = Some("separators");
        }
        Ok(((if negative { -minor } else { minor }, currency), if rounded { Some("rounded") } else { code }))
    }

    /// A currency's sign or word at either end, and what is left.
    fn sign<'a>(&self, text: &'a str, row: Currency) -> Result<Option<(Currency, &'a str)>, &'static str> {
        if let Some(found) = Currency::strip(text) {
            return Ok(Some(found));
        }
        let strip = |sign: char| text.strip_prefix(sign).or_else(|| text.strip_suffix(sign));
        if let Some(rest) = strip('¥') {
            return Ok(Some((if row == Currency::JPY { row } else { Currency::CNY }, rest)));
        }
        let Some(rest) = strip('$') else { return Ok(None) };
        let dollar = Some(row).filter(|row| row.is_dollar()).or(self.dollar);
        dollar.map(|dollar| Some((dollar, rest))).ok_or("dollar-unclear")
    }
}

/// `1234`, `-1234.5`, `731.9399`: cents, and whether digits were rounded away; nothing where it is written otherwise. The
/// same as [`scale`] makes of it, for what fits into 64 bits.
#[inline]
fn plain(text: &[u8]) -> Option<(i64, bool)> {
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        _ => (false, text),
    };
    if digits.len() > 16 {
        return None;
    }
    let (mut value, mut decimals, mut point) = (0i64, 0u32, false);
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            value = value * 10 + i64::from(digit);
            decimals += u32::from(point);
        } else if *byte == b'.' && !point {
            point = true;
        } else {
            return None;
        }
    }
    let bare = digits.len() - usize::from(point);
    let (cents, rounded) = match decimals {
        _ if bare == 0 || point && decimals == 0 => return None,
        0 => (value * 100, false),
        1 => (value * 10, false),
        2 => (value, false),
        _ => {
            let unit = 10i64.pow(decimals - 2);
            let (cents, rest) = (value / unit, value % unit);
            let up = rest * 2 > unit || rest * 2 == unit && cents % 2 != 0;
            (cents + i64::from(up), rest != 0)
        }
    };
    Some((if negative { -cents } else { cents }, rounded))
}

fn half_width(c: char) -> char {
    match c {
        '￥' => '¥',
        '−' | '–' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        c => c,
    }
}

/// Digits before and behind the point, and whether commas stood between thousands.
fn number(text: &str) -> Result<(String, &str, bool), &'static str> {
    const BAD: &str = "unreadable";
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E'])
        && mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && exponent.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-'))
    {
        return Err("scientific");
    }
    if let Some((before, behind)) = text.rsplit_once(',')
        && before.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && digits(behind)
        && (behind.len() != 3 || before.contains('.'))
    {
        return Err("decimal-comma");
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if !digits(decimals) || whole.is_empty() && decimals.is_empty() {
        return Err(BAD);
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let separated = whole.contains(',');
    if !digits(first) || separated && !(1..=3).contains(&first.len()) {
        return Err(BAD);
    }
    if groups.clone().any(|group| group.len() != 3 || !digits(group)) {
        return Err(BAD);
    }
    Ok((whole.replace(',', ""), decimals, separated))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> Cell<(i64, String)> {
        let reader = Reader { dollar: None };
        reader.read(cell, Currency::CNY).map(|(minor, currency)| (minor, currency.code().to_owned()))
    }

    #[test]
    fn forms() {
        let cny = |minor: i64| (minor, "CNY".to_owned());
        for (cell, minor) in [("1234.5", 123_450), ("-3", -300), ("0.00", 0), ("12.50", 1_250), ("+7", 700)] {
            assert_eq!(read(cell), Cell::Value(cny(minor)), "{cell}");
        }
        for (cell, minor, code) in [
            ("￥1,234.50", 123_450, "separators"),
            ("¥12", 1_200, "symbol"),
            ("12元", 1_200, "symbol"),
            ("1.2万", 1_200_000, "unit"),
            ("￥1.2万元", 1_200_000, "unit"),
            ("￥12元", 1_200, "symbol"),
            ("(12.50)", -1_250, "parentheses"),
            ("（￥12.50）", -1_250, "parentheses"),
            ("-￥12.50", -1_250, "symbol"),
            ("￥-12.50", -1_250, "symbol"),
            ("１２．５０", 1_250, "width"),
            ("731.9399999", 73_194, "rounded"),
            ("0.445", 44, "rounded"),
            ("CNY 12.34", 1_234, "symbol"),
            ("12.34 RMB", 1_234, "symbol"),
        ] {
            assert_eq!(read(cell), Cell::Fixed(cny(minor), code), "{cell}");
        }
        assert_eq!(read("1235円"), Cell::Fixed((1_235, "JPY".to_owned()), "symbol"));
        assert_eq!(read("US$5"), Cell::Fixed((500, "USD".to_owned()), "symbol"));
    }

    #[test]
    fn the_short_way_rounds_as_the_long_one() {
        for number in (0..2_000_000u64).step_by(997).chain(0..20_000) {
            for decimals in 0..6 {
                let digits = format!("{number:07}");
                let (whole, part) = digits.split_at(7 - decimals);
                let text = if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") };
                assert_eq!(plain(text.as_bytes()), scale(whole, part, 2, 0), "{text}");
            }
        }
    }

    #[test]
    fn what_may_mean_two_things_is_not_guessed() {
        for (cell, code) in [
            ("1.234,50", "decimal-comma"),
            ("12,5", "decimal-comma"),
            ("1,2345", "decimal-comma"),
            ("1.2E+3", "scientific"),
            ("$5", "dollar-unclear"),
            ("￥5美元", "unreadable"),
            ("1,23,456", "unreadable"),
            ("12%", "unreadable"),
            ("￥", "unreadable"),
            ("--5", "unreadable"),
            ("1.2.3", "unreadable"),
            ("99999999999999999999", "unreadable"),
            ("十二元", "unreadable"),
        ] {
            assert_eq!(read(cell), Cell::Flagged(None, code), "{cell}");
        }
        for cell in ["", "-", "--", "无", "N/A", " "] {
            assert_eq!(read(cell), Cell::Null, "{cell}");
        }
    }
}
