//! Amounts as people write them, in a KPI's unit.

use aftersight_contract::currency::decimals;
use aftersight_contract::manifest::{Unit, Words};

/// An amount in a unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Amount {
    /// As results have it.
    Plain(f64),
    /// Money in the main unit of a currency, of the KPI's own one where none is named.
    Money(f64, Option<String>),
}

impl Amount {
    /// In the unit of a KPI whose figures are in this currency; none where the two are not of one kind.
    pub(super) fn value(&self, currency: Option<&str>) -> Option<f64> {
        match self {
            Self::Plain(value) => Some(*value),
            Self::Money(major, named) => {
                let code = currency.or(named.as_deref())?;
                let same = named.as_deref().is_none_or(|named| named == code);
                same.then(|| (major * 10_f64.powi(decimals(code) as i32)).round())
            }
        }
    }
}

/// Signs and words of currencies.
const CURRENCIES: [(&str, &str); 7] =
    [("元", "CNY"), ("¥", "CNY"), ("￥", "CNY"), ("RMB", "CNY"), ("€", "EUR"), ("£", "GBP"), ("US$", "USD")];

/// Units of time in seconds.
const TIMES: [(&[&str], f64); 4] = [
    (&["s", "sec", "秒", "秒钟"], 1.0),
    (&["min", "m", "分", "分钟"], 60.0),
    (&["h", "小时", "时", "hours"], 3_600.0),
    (&["d", "天", "日", "days"], 86_400.0),
];

/// A number with what stands before and behind it: `1,234.5 %`.
fn split(text: &str) -> Option<(String, f64, String)> {
    let text: String = text.trim().chars().map(|c| if c == '，' { ',' } else { c }).collect();
    let begin = text.find(|c: char| c.is_ascii_digit())?;
    let signed = text[..begin].ends_with(['-', '+', '−']);
    let before = text[..begin].trim_end_matches(['-', '+', '−']).trim().to_owned();
    let negative = signed && !text[..begin].ends_with('+');
    let rest = &text[begin..];
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(rest.len());
    let number: f64 = rest[..end].replace(',', "").parse().ok()?;
    Some((before, if negative { -number } else { number }, rest[end..].trim().to_owned()))
}

/// Is it a number with the thousands where they belong? `1,234.5`, not `1,5`.
fn grouped(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, ',' | '，' | '.')).collect();
    let whole = digits.split('.').next().unwrap_or_default();
    whole.split([',', '，']).skip(1).all(|group| group.len() == 3)
}

/// Reads text in a unit; `seconds` says what a bare number means where the KPI measures time.
pub(super) fn parse(text: &str, unit: Unit, seconds: Option<f64>) -> Option<Amount> {
    let (before, number, after) = split(text).filter(|_| grouped(text))?;
    if unit == Unit::Money {
        let written = format!("{before}{after}").replace(' ', "");
        let code = match written.as_str() {
            "" => None,
            text if text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic()) && text != "RMB" => {
                Some(text.to_uppercase())
            }
            text => Some(CURRENCIES.iter().find(|(sign, _)| *sign == text)?.1.to_owned()),
        };
        return Some(Amount::Money(number, code));
    }
    if !before.is_empty() {
        return None;
    }
    let after = after.as_str();
    Some(Amount::Plain(match unit {
        Unit::Fraction | Unit::Ratio => {
            let value = match after {
                "%" | "％" => number / 100.0,
                "‰" => number / 1000.0,
                "" => number,
                _ => return None,
            };
            // No share is above 1: a bare 5 would be 500 %.
            if unit == Unit::Fraction && !(0.0..=1.0).contains(&value) {
                return None;
            }
            value
        }
        Unit::Duration => {
            let factor = match after {
                "" => seconds?,
                unit => TIMES.iter().find(|(names, _)| names.contains(&unit))?.1,
            };
            (number * factor * 1e6).round()
        }
        _ if after.is_empty() => number,
        _ => return None,
    }))
}

/// A unit of time by its name, in seconds.
pub(super) fn time(unit: &str) -> Option<f64> {
    TIMES.iter().find(|(names, _)| names.contains(&unit.trim())).map(|(_, seconds)| *seconds)
}

/// The same of a value of a pipeline file.
pub(super) fn read(value: &toml::Value, unit: Unit) -> Option<Amount> {
    let text = match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) if number.is_finite() => number.to_string(),
        _ => return None,
    };
    parse(&text, unit, Some(1.0))
}

/// How such an amount is written.
pub(super) fn cure(unit: Unit) -> Words {
    let (zh, en) = match unit {
        Unit::Fraction => ("请写 0 到 1 的数，或如 \"5 %\"", "write a number from 0 to 1, or as in \"5 %\""),
        Unit::Ratio => ("请写数字，或如 \"120 %\"", "write a number, or as in \"120 %\""),
        Unit::Duration => (
            "请写秒数，或如 \"48 h\"、\"2 d\"、\"30 min\"、\"48 小时\"",
            "write seconds, or as in \"48 h\", \"2 d\", \"30 min\"",
        ),
        Unit::Money => {
            ("请写主单位的金额（如元），或如 \"50 CNY\"", "write an amount in the main unit, or as in \"50 CNY\"")
        }
        Unit::Count | Unit::Per10k | Unit::Ppm | Unit::Score => ("请写数字", "write a number"),
    };
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, unit: Unit) -> Option<f64> {
        parse(text, unit, Some(1.0))?.value(Some("CNY"))
    }

    #[test]
    fn amounts_are_read_in_the_unit_of_the_kpi() {
        for (text, unit, expected) in [
            ("5 %", Unit::Fraction, 0.05),
            ("5％", Unit::Fraction, 0.05),
            ("30‰", Unit::Fraction, 0.03),
            ("0.05", Unit::Fraction, 0.05),
            ("120%", Unit::Ratio, 1.2),
            ("48 h", Unit::Duration, 172_800e6),
            ("2天", Unit::Duration, 172_800e6),
            ("90", Unit::Duration, 90e6),
            ("50 CNY", Unit::Money, 5_000.0),
            ("¥1,250.50", Unit::Money, 125_050.0),
            ("50元", Unit::Money, 5_000.0),
            ("50", Unit::Money, 5_000.0),
            ("1,234", Unit::Count, 1_234.0),
            ("-3", Unit::Score, -3.0),
        ] {
            assert_eq!(value(text, unit), Some(expected), "{text}");
        }
        for (text, unit) in [
            ("5", Unit::Fraction),
            ("", Unit::Fraction),
            ("about 5 %", Unit::Fraction),
            ("5 h", Unit::Fraction),
            ("48 %", Unit::Duration),
            ("50 USD", Unit::Money),
            ("1,5", Unit::Count),
            ("5 %", Unit::Count),
            ("--", Unit::Count),
        ] {
            assert_eq!(value(text, unit), None, "{text}");
        }
        assert_eq!(parse("500 JPY", Unit::Money, None).unwrap().value(Some("JPY")), Some(500.0));
        assert_eq!(parse("50", Unit::Money, None).unwrap().value(None), None);
        assert_eq!(parse("48", Unit::Duration, None), None);
        assert_eq!(read(&toml::Value::Float(0.05), Unit::Fraction), Some(Amount::Plain(0.05)));
        assert_eq!(read(&toml::Value::Boolean(true), Unit::Fraction), None);
    }
}
