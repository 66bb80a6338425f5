//! Currencies: how many decimals an amount has, and how it is written.

/// Decimals of the major unit of a currency, by the code of ISO 4217 (list one): most have two, and so has a code that is not
/// listed.
#[must_use]
pub fn decimals(code: impl AsRef<[u8]>) -> u32 {
    match code.as_ref() {
        b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX" | b"UYI"
        | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
        b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
        b"CLF" | b"UYW" => 4,
        _ => 2,
    }
}

/// Minor units as an amount of the major unit with its code: `12.34 CNY`, `1235 JPY`.
#[must_use]
pub fn amount(minor: i64, code: &str) -> String {
    let digits = decimals(code);
    let sign = if minor < 0 { "-" } else { "" };
    let (size, unit) = (minor.unsigned_abs(), 10u64.pow(digits));
    match digits {
        0 => format!("{sign}{size} {code}"),
        digits => format!("{sign}{}.{:0width$} {code}", size / unit, size % unit, width = digits as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_the_decimals_of_its_currency() {
        let shown = [(1234, "CNY"), (-5, "USD"), (1235, "JPY"), (1, "KWD"), (-12_345, "CLF"), (7, "XXX")]
            .map(|(minor, code)| amount(minor, code));
        assert_eq!(shown, ["12.34 CNY", "-0.05 USD", "1235 JPY", "0.001 KWD", "-1.2345 CLF", "0.07 XXX"]);
        assert_eq!(amount(i64::MIN, "CNY"), "-92233720368547758.08 CNY");
    }
}
