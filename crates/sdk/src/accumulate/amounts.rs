//! Sums of money: exact, one currency.

use aftersight_measure::IntSum;

use super::{State, words};
use crate::{Batch, Column, Read, Result, Values};

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

/// Sums of money in minor units. Currencies never mix: a group with two of them has no sum.
#[derive(Clone, Debug, Default)]
pub struct Amounts(Vec<(IntSum, i64, Currency)>);

impl Amounts {
    /// Adds the amounts of a money column.
    ///
    /// # Errors
    /// `column-missing`, `column-kind`.
    pub fn add(&mut self, groups: &[u32], batch: &Batch, column: &str) -> Result<()> {
        let amounts = batch.integers(column)?;
        let Values::Money(money) = &batch.need(column)?.values else {
            return Ok(());
        };
        let currencies: Vec<_> = money.currency.names.iter().map(Currency::of).collect();
        for (row, group) in groups.iter().enumerate() {
            if let (Some(amount), Some((sum, n, currency))) = (amounts.get(row), self.0.get_mut(*group as usize)) {
                sum.add(amount);
                *n += 1;
                let own = currencies.get(money.currency.codes[row] as usize);
                *currency = currency.and(own.copied().unwrap_or(Currency::Mixed));
            }
        }
        Ok(())
    }

    /// A group's sum in minor units, None where currencies mix.
    #[must_use]
    pub fn get(&self, group: usize) -> Option<i128> {
        let (sum, _, currency) = &self.0[group];
        if *currency == Currency::Mixed { None } else { sum.value() }
    }

    /// How many amounts a group has.
    #[must_use]
    pub fn count(&self, group: usize) -> i64 {
        self.0[group].1
    }
}

impl State for Amounts {
    fn resize(&mut self, groups: usize) {
        self.0.resize(groups, Default::default());
    }

    fn store(&self, first: usize, count: usize) -> Vec<Column> {
        words::store(&self.0, first, count, |(sum, n, currency)| {
            let (high, low) = sum.to_parts();
            [high, low, *n, currency.to_word()]
        })
    }

    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
        words::merge(&mut self.0, stored, groups, |(sum, n, currency), [high, low, more, word]| {
            sum.merge(&IntSum::from_parts(high, low));
            *n = n.checked_add(more)?;
            *currency = currency.and(Currency::from_word(word)?);
            Some(())
        })
    }
}
