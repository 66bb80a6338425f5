//! Sums of money: exact, one currency.

use aftersight_measure::IntSum;

use super::{State, each, words};
use crate::{Batch, Column, Error, Read, Result, Values};

/// No row yet, one currency, or several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Currency {
    #[default]
    None,
    One([u8; 3]),
    Mixed,
}

impl Currency {
    /// The currency of an ISO 4217 code; what is no code mixes with everything.
    pub(super) fn of(code: &str) -> Self {
        <[u8; 3]>::try_from(code.as_bytes()).map_or(Self::Mixed, Self::One)
    }

    /// Its code.
    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Self::One(code) => std::str::from_utf8(code).ok(),
            Self::None | Self::Mixed => None,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, known) | (known, Self::None) => known,
            (left, right) if left == right => left,
            _ => Self::Mixed,
        }
    }

    pub(super) fn to_word(self) -> i64 {
        match self {
            Self::None => 0,
            Self::One([a, b, c]) => i64::from(u32::from_be_bytes([0, a, b, c])),
            Self::Mixed => -1,
        }
    }

    pub(super) fn from_word(word: i64) -> Option<Self> {
        match word {
            0 => Some(Self::None),
            -1 => Some(Self::Mixed),
            _ => match u32::try_from(word).ok()?.to_be_bytes() {
                [0, a, b, c] => Some(Self::One([a, b, c])),
                _ => None,
            },
        }
    }
}

/// A sum of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    sum: IntSum,
    n: i64,
    currency: Currency,
}

impl Amount {
    /// The exact sum in minor units; none where currencies mix.
    #[must_use]
    pub fn minor(&self) -> Option<i128> {
        self.sum.value().filter(|_| !self.mixes())
    }

    /// How many amounts there are in it.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.n
    }

    /// Its currency, if it has one.
    #[must_use]
    pub fn currency(&self) -> Option<&str> {
        self.currency.code()
    }

    /// Do its amounts have several currencies?
    #[must_use]
    pub fn mixes(&self) -> bool {
        self.currency == Currency::Mixed
    }

    /// Amounts of both in one sum.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.sum.merge(&other.sum);
        self.n = self.n.saturating_add(other.n);
        self.currency = self.currency.and(other.currency);
        self
    }
}

/// Sums of money: exact, and never two currencies in one.
#[derive(Clone, Debug, Default)]
pub struct Amounts(Vec<Amount>);

impl Amounts {
    /// Adds the amounts of a money column.
    ///
    /// # Errors
    /// `column-missing`, `column-kind`.
    pub fn add(&mut self, groups: &[u32], batch: &Batch, column: &str) -> Result<()> {
        let amounts = batch.integers(column)?;
        let Values::Money(money) = &batch.need(column)?.values else {
            return Err(Error::new("column-kind").with("column", column).with("expected", "money"));
        };
        let currencies: Vec<_> = money.currency.names.iter().map(Currency::of).collect();
        let own = |row: usize| currencies.get(money.currency.codes[row] as usize).copied().unwrap_or(Currency::Mixed);
        each(
            &mut self.0,
            groups,
            |row| Some((amounts.get(row)?, own(row))),
            |amount, (minor, currency)| {
                amount.sum.add(minor);
                amount.n += 1;
                amount.currency = amount.currency.and(currency);
            },
        );
        Ok(())
    }

    /// A group's sum.
    #[must_use]
    pub fn get(&self, group: usize) -> Amount {
        self.0[group]
    }
}

impl State for Amounts {
    fn resize(&mut self, groups: usize) {
        self.0.resize(groups, Amount::default());
    }

    fn store(&self, first: usize, count: usize) -> Vec<Column> {
        words::store(&self.0, first, count, |Amount { sum, n, currency }| {
            let (high, low) = sum.to_parts();
            [high, low, *n, currency.to_word()]
        })
    }

    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
        words::merge(&mut self.0, stored, groups, |amount, [high, low, more, word]| {
            amount.sum.merge(&IntSum::from_parts(high, low));
            amount.n = amount.n.checked_add(more)?;
            amount.currency = amount.currency.and(Currency::from_word(word)?);
            Some(())
        })
    }
}
