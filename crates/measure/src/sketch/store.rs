//! Counts of a contiguous range of bins. The range follows the values; at most [`MAX_BINS`] below the highest are kept.

pub(super) const MAX_BINS: i32 = 2048;

/// Bins added below at a time.
const MARGIN: i32 = 32;

/// Either empty, or the last count is not zero. Leading zeros are room to grow and not part of the state.
///
/// A bin below `highest − MAX_BINS + 1` is added to that one. As `highest` only grows, what was collapsed earlier would
/// be collapsed later too, so the state does not depend on the order of additions.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    /// Bin of the first count.
    offset: i32,
    counts: Vec<u64>,
}

impl Store {
    /// Adds `n` > 0 to the bin.
    #[inline]
    pub(super) fn add(&mut self, index: i32, n: u64) {
        match self.counts.get_mut(index.wrapping_sub(self.offset) as u32 as usize) {
            Some(count) => *count = count.saturating_add(n),
            None => self.add_outside(index, n),
        }
    }

    #[cold]
    fn add_outside(&mut self, index: i32, n: u64) {
        let end = self.offset + self.counts.len() as i32;
        if self.counts.is_empty() {
            self.offset = index;
            self.counts.push(n);
        } else if index >= end {
            self.collapse_below(index + 1 - MAX_BINS);
            self.counts.resize((index + 1 - self.offset) as usize, 0);
            self.add(index, n);
        } else {
            let lowest = end - MAX_BINS;
            let target = index.max(lowest);
            if target < self.offset {
                self.extend_down_to((target - MARGIN).max(lowest));
            }
            self.add(target, n);
        }
    }

    fn collapse_below(&mut self, lowest: i32) {
        if lowest <= self.offset {
            return;
        }
        let dropped = ((lowest - self.offset) as usize).min(self.counts.len());
        let collapsed = self.counts.drain(..dropped).fold(0, u64::saturating_add);
        self.offset = lowest;
        match self.counts.first_mut() {
            Some(first) => *first = first.saturating_add(collapsed),
            None => self.counts.push(collapsed),
        }
    }

    fn extend_down_to(&mut self, offset: i32) {
        let (room, held) = ((self.offset - offset) as usize, self.counts.len());
        self.counts.resize(held + room, 0);
        self.counts.copy_within(..held, room);
        self.counts[..room].fill(0);
        self.offset = offset;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (index, n) in other.bins() {
            self.add(index, n);
        }
    }

    /// Bins that are not empty, lowest first, with their counts.
    pub(super) fn bins(&self) -> impl DoubleEndedIterator<Item = (i32, u64)> {
        self.counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(place, n)| (self.offset + place as i32, *n))
    }

    pub(super) fn count(&self) -> u64 {
        self.counts.iter().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// The state proper: the first bin that is not empty, and the counts from there on.
    pub(super) fn trimmed(&self) -> (i32, &[u64]) {
        let zeros = self.counts.iter().take_while(|n| **n == 0).count();
        (self.offset + zeros as i32, &self.counts[zeros..])
    }

    /// The store with these counts from `offset` on: none, or at most [`MAX_BINS`] with a last one that is not zero.
    pub(super) fn from_counts(offset: i32, counts: Vec<u64>) -> Self {
        Self { offset, counts }
    }

    /// The highest bin that is not empty.
    pub(super) fn highest(&self) -> Option<i32> {
        (!self.counts.is_empty()).then(|| self.offset + self.counts.len() as i32 - 1)
    }
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        let ((first, counts), (other_first, other_counts)) = (self.trimmed(), other.trimmed());
        counts == other_counts && (counts.is_empty() || first == other_first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(bins: &[i32]) -> Store {
        let mut store = Store::default();
        bins.iter().for_each(|&bin| store.add(bin, 1));
        store
    }

    #[test]
    fn grows_both_ways_and_stays_small() {
        let grown = store(&[5, 7, -60, 5, 8]);
        assert_eq!(grown.bins().collect::<Vec<_>>(), [(-60, 1), (5, 2), (7, 1), (8, 1)]);
        assert_eq!((grown.count(), grown.highest()), (5, Some(8)));
        assert_eq!(store(&[40_000]).counts.len(), 1);
        assert_eq!(grown, store(&[-60, 8, 7, 5, 5]));
    }

    #[test]
    fn collapses_the_lowest_whatever_the_order() {
        let expected = [(1953, 3), (2000, 1), (4000, 1)];
        for order in
            [[0, 1, 1953, 2000, 4000], [4000, 2000, 1953, 1, 0], [2000, 0, 4000, 1953, 1], [1, 4000, 0, 2000, 1953]]
        {
            let collapsed = store(&order);
            assert_eq!(collapsed.bins().collect::<Vec<_>>(), expected);
            assert!(collapsed.counts.len() as i32 <= MAX_BINS);
        }
        assert_eq!(store(&[0, 1, 1_000_000]).bins().collect::<Vec<_>>(), [(997_953, 2), (1_000_000, 1)]);
    }

    #[test]
    fn the_last_of_the_kept_bins_is_not_collapsed() {
        assert_eq!(store(&[2047, 0]).bins().collect::<Vec<_>>(), [(0, 1), (2047, 1)]);
        assert_eq!(store(&[2048, 0]).bins().collect::<Vec<_>>(), [(1, 1), (2048, 1)]);
    }
}
