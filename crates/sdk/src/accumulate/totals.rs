//! Several totals side by side: what a formula reads.

use aftersight_contract::Blob;
use aftersight_measure::{FixedSum, IntSum};

use super::amounts::Currency;
use super::{State, each, words};
use crate::{Batch, Column, Error, Read, Result, Values};

/// How many values there were, and their sum: exact for integers and money; floats are rounded to 2⁻⁶⁰ each as they enter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Total {
    n: i64,
    integers: IntSum,
    floats: FixedSum,
    currency: Currency,
}

/// 64-bit words of a stored total.
const WORDS: usize = 7;

impl Total {
    /// How many values.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.n
    }

    /// The sum, 0 for no values; money in minor units. None where currencies mix or the sum is out of range.
    #[must_use]
    pub fn sum(&self) -> Option<f64> {
        Some(self.integers.value()? as f64 + self.floats.value()?).filter(|_| !self.mixes())
    }

    /// The mean, None for no values and as for [`Total::sum`].
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let n = u64::try_from(self.n).ok()?;
        Some(self.integers.mean(n)? + self.floats.mean(n)?).filter(|_| !self.mixes())
    }

    /// The one currency of an amount.
    #[must_use]
    pub fn currency(&self) -> Option<&str> {
        self.currency.code()
    }

    /// Do several currencies stand in it?
    #[must_use]
    pub fn mixes(&self) -> bool {
        self.currency == Currency::Mixed
    }

    fn to_words(self) -> [i64; WORDS] {
        let (high, low) = self.integers.to_parts();
        let [top, bottom, wraps] = self.floats.to_parts();
        [self.n, high, low, top, bottom, wraps, self.currency.to_word()]
    }

    fn merge(&mut self, [n, high, low, top, bottom, wraps, currency]: [i64; WORDS]) -> Option<()> {
        self.n = self.n.checked_add(n)?;
        self.integers.merge(&IntSum::from_parts(high, low));
        self.floats.merge(&FixedSum::from_parts([top, bottom, wraps]));
        self.currency = self.currency.and(Currency::from_word(currency)?);
        Some(())
    }
}

/// Several totals per group, by slot. A slot exists once something is added to it.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    groups: usize,
    slots: Vec<Vec<Total>>,
}

impl Totals {
    /// The most slots.
    pub const MAX_SLOTS: usize = 64;

    fn slot(&mut self, slot: usize) -> &mut Vec<Total> {
        if self.slots.len() <= slot {
            self.slots.resize(slot + 1, vec![Total::default(); self.groups]);
        }
        &mut self.slots[slot]
    }

    /// Counts the rows for which `hit` holds.
    pub fn count(&mut self, slot: usize, groups: &[u32], hit: impl Fn(usize) -> bool) {
        each(self.slot(slot), groups, |row| hit(row).then_some(()), |total, ()| total.n += 1);
    }

    /// Adds the values of the rows for which `hit` holds; a null adds nothing.
    ///
    /// # Errors
    /// `column-kind`: the column holds neither numbers nor money.
    pub fn add(&mut self, slot: usize, groups: &[u32], column: &Column, hit: impl Fn(usize) -> bool) -> Result<()> {
        let there = |row: usize| column.is_valid(row) && hit(row);
        match &column.values {
            Values::Int64(values) => each(
                self.slot(slot),
                groups,
                |row| there(row).then(|| values[row]),
                |total, value| {
                    total.n += 1;
                    total.integers.add(value);
                },
            ),
            Values::Float64(values) => each(
                self.slot(slot),
                groups,
                |row| there(row).then(|| values[row]),
                |total, value| {
                    total.n += 1;
                    total.floats.add(value);
                },
            ),
            Values::Money(money) => {
                let currencies: Vec<_> = money.currency.names.iter().map(Currency::of).collect();
                let own = |row: usize| currencies.get(money.currency.codes[row] as usize).copied();
                each(
                    self.slot(slot),
                    groups,
                    |row| there(row).then(|| (money.minor[row], own(row).unwrap_or(Currency::Mixed))),
                    |total, (minor, currency)| {
                        total.n += 1;
                        total.integers.add(minor);
                        total.currency = total.currency.and(currency);
                    },
                );
            }
            _ => {
                let error = Error::new("column-kind").with("column", column.name.as_str());
                return Err(error.with("expected", "numbers or money").with("found", column.kind().name()));
            }
        }
        Ok(())
    }

    /// A group's total in a slot.
    #[must_use]
    pub fn get(&self, slot: usize, group: usize) -> Total {
        self.slots.get(slot).map(|totals| totals[group]).unwrap_or_default()
    }
}

impl State for Totals {
    fn resize(&mut self, groups: usize) {
        self.groups = groups;
        self.slots.iter_mut().for_each(|slot| slot.resize(groups, Total::default()));
    }

    /// Slots at the end that hold nothing are left out, so that equal totals have equal bytes whoever touched which slot.
    fn store(&self, first: usize, count: usize) -> Vec<Column> {
        let mut blob = Blob::default();
        for group in first..first + count {
            let held = self.slots.iter().rposition(|slot| slot[group] != Total::default()).map_or(0, |last| last + 1);
            for word in self.slots[..held].iter().flat_map(|slot| slot[group].to_words()) {
                blob.bytes.extend_from_slice(&word.to_le_bytes());
            }
            blob.end_row();
        }
        vec![Column::new("state", Values::Binary(blob))]
    }

    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
        let blob = stored.blobs("state")?;
        for (row, group) in groups.iter().enumerate() {
            let (totals, rest) = blob.get(row).as_chunks::<{ WORDS * 8 }>();
            if !rest.is_empty() || totals.len() > Self::MAX_SLOTS {
                return Err(words::malformed());
            }
            for (slot, bytes) in totals.iter().enumerate() {
                let (stored, _) = bytes.as_chunks::<8>();
                let mut total = [0; WORDS];
                total.iter_mut().zip(stored).for_each(|(word, bytes)| *word = i64::from_le_bytes(*bytes));
                let own = self.slot(slot).get_mut(*group as usize).ok_or_else(words::malformed)?;
                own.merge(total).ok_or_else(words::malformed)?;
            }
        }
        Ok(())
    }
}
