//! How amounts of a currency are written.

use std::borrow::Cow;

/// Decimal places of a currency's minor unit (ISO 4217); two where we do not know it.
pub(super) fn minor_digits(currency: Option<&str>) -> usize {
    match currency {
        Some("JPY" | "KRW" | "VND" | "CLP" | "ISK" | "PYG" | "UGX" | "XAF" | "XOF" | "XPF") => 0,
        Some("BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND") => 3,
        _ => 2,
    }
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
