//! Decimal numbers, exactly.

/// The most digits on either side of the point.
const LONGEST: usize = 15;

/// Digits before and behind a point, as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    whole: i64,
    part: i64,
    /// Digits of `part`.
    places: u32,
}

impl Decimal {
    /// `12`, `0.37`, `.5`, `22,693`: all of the text, or nothing.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let mut digits = whole.to_owned();
        if whole.contains(',') {
            let mut groups = whole.split(',');
            let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
            if !first || groups.any(|group| group.len() != 3) {
                return None;
            }
            digits.retain(|c| c != ',');
        } else if whole.is_empty() && text.len() > 1 {
            digits.push('0');
        }
        let number = |text: &str| {
            let plain = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse().ok()).flatten()
        };
        Some(Self { whole: number(&digits)?, part: number(part)?, places: part.len() as u32 })
    }

    /// So many units, to the nearest whole one of what the unit is counted in.
    pub(crate) fn times(&self, unit: i64) -> Option<i64> {
        let (unit, scale) = (i128::from(unit), 10i128.pow(self.places));
        let part = (i128::from(self.part) * unit + scale / 2) / scale;
        i64::try_from(i128::from(self.whole) * unit + part).ok()
    }

    /// The nearest float to the number divided by 10^`shift`.
    pub(crate) fn shifted(&self, shift: u32) -> Option<f64> {
        let places = self.places as usize;
        format!("{}.{:0places$}e-{shift}", self.whole, self.part).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        let parse = |text: &str| Decimal::parse(text).unwrap();
        assert_eq!(parse("0.37").times(60_000_000), Some(22_200_000));
        assert_eq!(parse("22,693").times(1), Some(22_693));
        assert_eq!(parse(".5").times(10), Some(5));
        assert_eq!(parse("999999999999999").times(i64::MAX), None);
        assert_eq!(parse("14.84").shifted(2), Some(0.1484));
        assert_eq!(parse("100").shifted(2), Some(1.0));
        for text in ["", ".", "1.", "-1", "1e5", "1,23", "1234,567", "1.2.3", "1234567890123456", "٣"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
