//! What a formula reads: the figures of its aggregates side by side, each in a slot of its own.

mod figure;
mod numbers;
mod pieces;
mod slot;

pub use figure::Figure;

use aftersight_contract::Blob;
use aftersight_expr::AggregateKind;
use aftersight_measure::hash_bytes;

use super::{State, each, words};
use crate::{Batch, Column, Read, Remembered, Result, Values};
use numbers::Numbers;
use slot::Slot;

/// Several figures per group, by slot. A slot exists once something is added to it.
///
/// A state says for each slot that holds something its number, its kind and its bytes: at most 62 for counts, sums, means
/// and extremes, which are exact, 8199 for different values and, from spans that occur, 8 KiB for quantiles.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    groups: usize,
    slots: Vec<Option<Slot>>,
}

impl Totals {
    /// The most slots.
    pub const MAX_SLOTS: usize = 64;

    /// Does such a slot hold kilobytes per group? One of them and all the others fit into 16 KiB.
    #[must_use]
    pub fn is_large(kind: AggregateKind) -> bool {
        matches!(kind, AggregateKind::Quantile(_) | AggregateKind::Distinct)
    }

    /// Adds the values of the rows for which `hit` holds; a null adds nothing. Only a count does without a column: it is
    /// one of rows. A slot is of one kind for good.
    ///
    /// # Errors
    /// `column-kind`: the column holds neither numbers nor money, nor what can be counted.
    pub fn add(
        &mut self,
        slot: usize,
        kind: AggregateKind,
        groups: &[u32],
        column: Option<&Column>,
        hit: impl Fn(usize) -> bool,
    ) -> Result<()> {
        let slot = self.slot(slot, kind);
        let there = |row: usize| hit(row) && column.is_none_or(|column| column.is_valid(row));
        match (slot, column) {
            (Slot::Totals(totals), column) if column.is_none() || kind == AggregateKind::Count => {
                each(totals, groups, |row| there(row).then_some(()), |total, ()| total.count());
            }
            (Slot::Totals(totals), Some(column)) => {
                let numbers = Numbers::of(column)?;
                each(totals, groups, |row| there(row).then(|| numbers.get(row)), |total, value| total.add(value));
            }
            (Slot::Extremes(extremes), Some(column)) => {
                let numbers = Numbers::of(column)?;
                each(extremes, groups, |row| there(row).then(|| numbers.get(row)), |ends, value| ends.add(value));
            }
            (Slot::Sketches(sketches), Some(column)) => {
                let numbers = Numbers::of(column)?;
                each(sketches, groups, |row| there(row).then(|| numbers.get(row)), |sketch, value| sketch.add(value));
            }
            (Slot::Sets(sets), Some(column)) if matches!(column.values, Values::Text(_) | Values::Category(_)) => {
                let texts = Remembered::new(Some(column), |text: &str| hash_bytes(text.as_bytes()));
                each(sets, groups, |row| if hit(row) { texts.get(row) } else { None }, |set, hash| set.add_hash(hash));
            }
            (Slot::Sets(sets), Some(column)) => {
                let hash = numbers::hashes(column)?;
                each(sets, groups, |row| there(row).then(|| hash(row)), |set, hash| set.add_hash(hash));
            }
            (_, None) => {}
        }
        Ok(())
    }

    /// A group's figure in a slot.
    #[must_use]
    pub fn get(&self, slot: usize, kind: AggregateKind, group: usize) -> Figure {
        match self.slots.get(slot).and_then(Option::as_ref) {
            Some(slot) => slot.figure(kind, group),
            None => Figure::none(kind),
        }
    }

    fn slot(&mut self, slot: usize, kind: AggregateKind) -> &mut Slot {
        if self.slots.len() <= slot {
            self.slots.resize(slot + 1, None);
        }
        self.slots[slot].get_or_insert_with(|| Slot::new(kind, self.groups))
    }
}

impl State for Totals {
    fn resize(&mut self, groups: usize) {
        self.groups = groups;
        self.slots.iter_mut().flatten().for_each(|slot| slot.resize(groups));
    }

    /// Slots that hold nothing are left out, so that equal totals have equal bytes whoever touched which slot.
    fn store(&self, first: usize, count: usize) -> Vec<Column> {
        let mut blob = Blob::default();
        for group in first..first + count {
            for (number, slot) in self.slots.iter().enumerate() {
                if let Some(slot) = slot {
                    slot.encode(number, group, &mut blob.bytes);
                }
            }
            blob.end_row();
        }
        vec![Column::new("state", Values::Binary(blob))]
    }

    fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
        let blob = stored.blobs("state")?;
        for (row, group) in groups.iter().enumerate() {
            let mut rest = blob.get(row);
            let mut least = 0;
            while !rest.is_empty() {
                let (number, kind, bytes) = slot::split(&mut rest).ok_or_else(words::malformed)?;
                if number < least || number >= Self::MAX_SLOTS {
                    return Err(words::malformed());
                }
                least = number + 1;
                self.slot(number, kind).merge(kind, *group as usize, bytes).ok_or_else(words::malformed)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
