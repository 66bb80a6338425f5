//! How amounts of a currency are written.

use std::borrow::Cow;

use aftersight_contract::currency;

/// Decimal places of an amount in major units; two where the currency is not known.
pub(super) fn minor_digits(code: Option<&str>) -> usize {
    currency::decimals(code.unwrap_or_default()) as usize
}

/// The sign before an amount. `¥` is the yuan, so the yen gets its country, as CLDR does in Chinese.
pub(super) fn symbol(currency: Option<&str>) -> Cow<'static, str> {
    match currency {
        None | Some("") => "".into(),
        Some("CNY") => "¥".into(),
        Some("USD") => "$".into(),
        Some("EUR") => "€".into(),
        Some("GBP") => "£".into(),
        Some("JPY") => "JP¥".into(),
        Some("HKD") => "HK$".into(),
        Some("TWD") => "NT$".into(),
        Some(code) => format!("{code} ").into(),
    }
}
