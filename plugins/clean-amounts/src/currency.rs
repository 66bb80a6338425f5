//! Currencies: codes and signs.

use aftersight_sdk::currency;

/// An ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Currency([u8; 3]);

impl Default for Currency {
    /// Of a cell that has no amount.
    fn default() -> Self {
        Self(*b"XXX")
    }
}

/// Words and signs that mean one currency, the longer ones first. `$` and `¥` are not among them: they mean several.
const WORDS: [(&str, &str); 24] = [
    ("人民币", "CNY"),
    ("US$", "USD"),
    ("HK$", "HKD"),
    ("NT$", "TWD"),
    ("CA$", "CAD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("S$", "SGD"),
    ("RMB", "CNY"),
    ("美元", "USD"),
    ("港元", "HKD"),
    ("港币", "HKD"),
    ("日元", "JPY"),
    ("日圆", "JPY"),
    ("欧元", "EUR"),
    ("英镑", "GBP"),
    ("元", "CNY"),
    ("圆", "CNY"),
    ("円", "JPY"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₩", "KRW"),
    ("₫", "VND"),
    ("฿", "THB"),
];

impl Currency {
    pub(crate) const CNY: Self = Self(*b"CNY");
    pub(crate) const JPY: Self = Self(*b"JPY");

    /// Three letters, in any case.
    pub(crate) fn of_code(text: &str) -> Option<Self> {
        let code: [u8; 3] = text.as_bytes().try_into().ok()?;
        let code = code.map(|byte| byte.to_ascii_uppercase());
        match &code {
            b"RMB" => Some(Self::CNY),
            _ => code.iter().all(u8::is_ascii_uppercase).then_some(Self(code)),
        }
    }

    /// A word or sign as a whole.
    pub(crate) fn of_word(text: &str) -> Option<Self> {
        let (_, code) = WORDS.iter().find(|(word, _)| *word == text)?;
        Self::of_code(code)
    }

    /// The word or sign at the begin or end of a text, and the rest.
    pub(crate) fn strip(text: &str) -> Option<(Self, &str)> {
        let found = WORDS.iter().find_map(|(word, code)| {
            let rest = text.strip_prefix(word).or_else(|| text.strip_suffix(word))?;
            Some((Self::of_code(code)?, rest))
        });
        found.or_else(|| {
            let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
            let (head, rest) = text.split_at_checked(3)?;
            if letters(head) {
                return Some((Self::of_code(head)?, rest));
            }
            let (rest, tail) = text.split_at_checked(text.len() - 3)?;
            letters(tail).then(|| Some((Self::of_code(tail)?, rest)))?
        })
    }

    pub(crate) fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Is `$` its sign?
    pub(crate) fn is_dollar(self) -> bool {
        matches!(&self.0, b"USD" | b"HKD" | b"TWD" | b"CAD" | b"AUD" | b"NZD" | b"SGD" | b"MXN")
    }

    /// Decimals of the major unit.
    pub(crate) fn decimals(self) -> u32 {
        currency::decimals(self.0)
    }
}
