//! Places of a text that do not overlap: of those that would, the first one taken stands.

use std::collections::BTreeMap;

/// Places by where they begin, and where they end.
#[derive(Debug, Default)]
pub(crate) struct Apart(BTreeMap<usize, usize>);

impl Apart {
    /// Takes a place unless it overlaps one that is taken. Was it free?
    pub(crate) fn take(&mut self, from: usize, to: usize) -> bool {
        // They lie apart, so that the last one to begin before the end is the last one to end.
        let free = self.0.range(..to).next_back().is_none_or(|(_, end)| *end <= from);
        if free {
            self.0.insert(from, to);
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_one_taken_stands() {
        let mut apart = Apart::default();
        let places = [(4, 8), (0, 4), (7, 9), (8, 9), (3, 20), (20, 21), (5, 6), (9, 20)];
        let taken = places.map(|(from, to)| apart.take(from, to));
        assert_eq!(taken, [true, true, false, true, false, true, false, true]);
    }
}
