//! The most that can be refunded, and what a refund is against it.

/// An amount: minor units and their currency.
pub(crate) type Amount<'a> = (i64, &'a str);

/// What a refund is against what was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It fits, or nothing is known of the payment.
    Fits,
    /// More than was paid.
    TooHigh,
    /// Not comparable.
    OtherCurrency,
}

/// Judges a refund. `margin` is the share by which it may exceed the limit, in millionths.
pub(crate) fn judge(refund: Amount<'_>, paid: Option<Amount<'_>>, freight: Option<Amount<'_>>, margin: i64) -> Verdict {
    let Some((paid, currency)) = paid else { return Verdict::Fits };
    let freight = freight.unwrap_or((0, currency));
    if refund.0 == 0 {
        return Verdict::Fits;
    }
    if refund.1 != currency || freight.0 != 0 && freight.1 != currency {
        return Verdict::OtherCurrency;
    }
    let limit = (i128::from(paid) + i128::from(freight.0)).max(0);
    let exceeds = i128::from(refund.0) * 1_000_000 > limit * (1_000_000 + i128::from(margin));
    if exceeds { Verdict::TooHigh } else { Verdict::Fits }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_limit_is_what_was_paid_with_the_freight() {
        let (paid, freight) = (Some((1000, "CNY")), Some((200, "CNY")));
        assert_eq!(judge((1200, "CNY"), paid, freight, 0), Verdict::Fits);
        assert_eq!(judge((1201, "CNY"), paid, freight, 0), Verdict::TooHigh);
        assert_eq!(judge((1001, "CNY"), paid, None, 0), Verdict::TooHigh);
        assert_eq!(judge((1050, "CNY"), paid, None, 50_000), Verdict::Fits);
        assert_eq!(judge((1051, "CNY"), paid, None, 50_000), Verdict::TooHigh);
        assert_eq!(judge((1, "USD"), paid, freight, 0), Verdict::OtherCurrency);
        assert_eq!(judge((1, "CNY"), paid, Some((0, "USD")), 0), Verdict::Fits);
        assert_eq!(judge((0, "USD"), paid, freight, 0), Verdict::Fits);
        assert_eq!(judge((9, "USD"), None, freight, 0), Verdict::Fits);
    }

    proptest! {
        #[test]
        fn no_amount_panics(refund: i64, paid: Option<i64>, freight: Option<i64>, margin in 0..10_000_000i64) {
            let amount = |minor: Option<i64>| minor.map(|minor| (minor, "CNY"));
            let verdict = judge((refund, "CNY"), amount(paid), amount(freight), margin);
            prop_assert!(paid.is_some() || verdict == Verdict::Fits);
        }
    }
}
