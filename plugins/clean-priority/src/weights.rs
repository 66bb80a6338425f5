//! The weights: parameters, read once.

use aftersight_sdk::{Error, Params, Result, currency};

/// What counts how much.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    impact_base: f64,
    amount: f64,
    tier: f64,
    safety: f64,
    urgency_base: f64,
    deadline: f64,
    safety_urgency: f64,
    /// Microseconds.
    horizon: i64,
    /// Least scores of P1, P2, P3.
    lines: [f64; 3],
    /// Currency and its full amount in minor units.
    amounts: Vec<(String, f64)>,
    tiers: Vec<(String, f64)>,
}

/// The grounds of a case, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Grounds {
    pub(crate) amount: f64,
    pub(crate) tier: f64,
    pub(crate) deadline: f64,
    pub(crate) is_safety: bool,
}

impl Weights {
    pub(crate) fn read(params: &Params) -> Result<Self> {
        Ok(Self {
            impact_base: params.number("impact_base")?,
            amount: params.number("amount_weight")?,
            tier: params.number("tier_weight")?,
            safety: params.number("safety_weight")?,
            urgency_base: params.number("urgency_base")?,
            deadline: params.number("deadline_weight")?,
            safety_urgency: params.number("safety_urgency")?,
            horizon: params.duration("horizon")?.max(1),
            lines: [params.number("p1")?, params.number("p2")?, params.number("p3")?],
            amounts: params.texts("amounts")?.iter().map(|text| full(text)).collect::<Result<_>>()?,
            tiers: params.texts("tiers")?.iter().map(|text| tier(text)).collect::<Result<_>>()?,
        })
    }

    /// An amount as a share of the full one; none in a currency that is not listed.
    pub(crate) fn amount(&self, minor: i64, currency: &str) -> Option<f64> {
        let (_, full) = self.amounts.iter().find(|(code, _)| code == currency)?;
        Some((minor.max(0) as f64 / full).min(1.0))
    }

    /// What a tier weighs; none if it is not listed.
    pub(crate) fn tier(&self, name: &str) -> Option<f64> {
        let name = name.trim().to_lowercase();
        self.tiers.iter().find(|(known, _)| *known == name).map(|(_, weight)| *weight)
    }

    /// How much a deadline presses that is `left` microseconds off.
    pub(crate) fn deadline(&self, left: i64) -> f64 {
        1.0 - (left.clamp(0, self.horizon) as f64 / self.horizon as f64)
    }

    /// 0 … 100, to one decimal.
    pub(crate) fn score(&self, grounds: Grounds) -> f64 {
        let safety = f64::from(u8::from(grounds.is_safety));
        let impact = self.impact_base + self.amount * grounds.amount + self.tier * grounds.tier + self.safety * safety;
        let urgency = self.urgency_base + self.deadline * grounds.deadline + self.safety_urgency * safety;
        (1000.0 * impact.min(1.0) * urgency.min(1.0)).round() / 10.0
    }

    /// The class of a score: 0 is P1.
    pub(crate) fn class(&self, score: f64) -> u32 {
        self.lines.iter().position(|line| score >= *line).unwrap_or(self.lines.len()) as u32
    }
}

/// `CNY 1000`, in minor units.
fn full(text: &str) -> Result<(String, f64)> {
    let read = || {
        let (code, amount) = text.trim().split_once(char::is_whitespace)?;
        let code: [u8; 3] =
            code.as_bytes().try_into().ok().filter(|code: &[u8; 3]| code.iter().all(u8::is_ascii_uppercase))?;
        let major: f64 = amount.trim().parse().ok().filter(|amount: &f64| amount.is_finite() && *amount > 0.0)?;
        let scale = f64::from(10_u32.pow(currency::decimals(code)));
        Some((String::from_utf8_lossy(&code).into_owned(), major * scale))
    };
    read().ok_or_else(|| Error::new("amounts-unreadable").with("text", text))
}

/// `gold: 0.7`.
fn tier(text: &str) -> Result<(String, f64)> {
    let read = || {
        let (name, weight) = text.rsplit_once([':', '：'])?;
        let weight = weight.trim().parse().ok().filter(|weight: &f64| (0.0..=1.0).contains(weight))?;
        Some((name.trim().to_lowercase(), weight)).filter(|(name, _)| !name.is_empty())
    };
    read().ok_or_else(|| Error::new("tiers-unreadable").with("text", text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_are_read_or_refused() {
        assert_eq!(full("CNY 1000").unwrap(), ("CNY".to_owned(), 100_000.0));
        assert_eq!(full(" JPY  200 ").unwrap(), ("JPY".to_owned(), 200.0));
        assert_eq!(tier("Gold： 0.5").unwrap(), ("gold".to_owned(), 0.5));
        for wrong in ["", "CNY", "cny 5", "CNY 0", "CNY -1", "CNY inf", "1000", "元 5"] {
            assert!(full(wrong).is_err(), "{wrong}");
        }
        for wrong in ["", "gold", ": 1", "gold: 2", "gold: NaN"] {
            assert!(tier(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = (full(&text), tier(&text));
        }
    }
}
