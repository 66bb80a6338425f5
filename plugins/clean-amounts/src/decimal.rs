//! Decimal digits to minor units, exactly.

/// `digits` and the `decimals` behind their point, in units of 10^-`places` times 10^`shift`: 1.2 with a shift of 4 is
/// 12 000. The second is true where digits were rounded away, half to even. `None` beyond 64 bits.
pub(crate) fn scale(whole: &str, decimals: &str, places: u32, shift: u32) -> Option<(i64, bool)> {
    let point = whole.len() + (places + shift) as usize;
    let mut value: i128 = 0;
    let mut rest = Rest::Nothing;
    for (place, digit) in whole.bytes().chain(decimals.bytes()).enumerate() {
        let digit = digit - b'0';
        if place < point {
            value = value.checked_mul(10)?.checked_add(i128::from(digit))?;
        } else {
            rest = rest.and(digit, place == point);
        }
    }
    for _ in whole.len() + decimals.len()..point {
        value = value.checked_mul(10)?;
    }
    let up = rest == Rest::More || rest == Rest::Half && value % 2 != 0;
    Some((i64::try_from(value + i128::from(up)).ok()?, rest != Rest::Nothing))
}

/// What is rounded away, compared with half a unit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    Nothing,
    Less,
    Half,
    More,
}

impl Rest {
    fn and(self, digit: u8, first: bool) -> Self {
        match (self, digit) {
            (_, 0) if first => Self::Nothing,
            (_, 5) if first => Self::Half,
            (_, digit) if first => {
                if digit > 5 {
                    Self::More
                } else {
                    Self::Less
                }
            }
            (known, 0) => known,
            (Self::Nothing, _) => Self::Less,
            (Self::Half, _) => Self::More,
            (known, _) => known,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_to_the_even_cent() {
        for (whole, decimals, expected) in [
            ("261", "96", (26_196, false)),
            ("0", "444", (44, true)),
            ("731", "9399999", (73_194, true)),
            ("0", "125", (12, true)),
            ("0", "135", (14, true)),
            ("0", "1250001", (13, true)),
            ("0", "005", (0, true)),
            ("0", "015", (2, true)),
            ("957", "5775", (95_758, true)),
            ("12", "5000", (1_250, false)),
            ("0", "0", (0, false)),
            ("7", "", (700, false)),
            ("0", "0049", (0, true)),
            ("0", "9950", (100, true)),
        ] {
            assert_eq!(scale(whole, decimals, 2, 0), Some(expected), "{whole}.{decimals}");
        }
        assert_eq!(scale("1", "2", 2, 4), Some((1_200_000, false)));
        assert_eq!(scale("1234", "5", 0, 0), Some((1_234, true)));
        assert_eq!(scale("99999999999999999999", "", 2, 0), None);
    }
}
