//! The rows of one order.

use std::collections::BTreeMap;

use aftersight_sdk::Column;

/// An order's rows, the first one first.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) rows: Vec<u32>,
    /// Per row: the row that speaks of the order in its place; none for those that speak for themselves.
    pub(crate) source: Vec<Option<u32>>,
}

impl Order {
    /// Of rows in the order of the files; `speaks` tells those that say something of the order itself.
    pub(crate) fn new(rows: &[u32], speaks: impl Fn(u32) -> bool) -> Self {
        let first = rows.iter().position(|row| speaks(*row)).unwrap_or(0);
        let mut latest = rows.get(first).copied().filter(|row| speaks(*row));
        let mut all: Vec<(u32, Option<u32>)> = rows
            .iter()
            .map(|row| {
                if speaks(*row) {
                    latest = Some(*row);
                    return (*row, None);
                }
                (*row, latest)
            })
            .collect();
        // A file that ends in the middle of an order may be read before the one that begins it.
        if !all.is_empty() {
            all[..=first].rotate_right(1);
        }
        let (rows, source) = all.into_iter().unzip();
        Self { rows, source }
    }
}

/// The rows of each key, rising; rows without one are in none.
pub(crate) fn rows_of(key: &[&Column], rows: usize) -> Vec<Vec<u32>> {
    let mut orders: BTreeMap<Vec<&str>, Vec<u32>> = BTreeMap::new();
    for row in 0..rows {
        let cells: Option<Vec<&str>> = key.iter().map(|column| column.text_at(row)).collect();
        if let Some(cells) = cells {
            orders.entry(cells).or_default().push(row as u32);
        }
    }
    orders.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(speaking: &[u32]) -> Order {
        Order::new(&[3, 5, 8, 9], |row| speaking.contains(&row))
    }

    #[test]
    fn the_nearest_row_before_speaks_for_a_line() {
        let all = |rows: [u32; 4], source: [Option<u32>; 4]| Order { rows: rows.to_vec(), source: source.to_vec() };
        assert_eq!(order(&[3]), all([3, 5, 8, 9], [None, Some(3), Some(3), Some(3)]));
        assert_eq!(order(&[3, 8]), all([3, 5, 8, 9], [None, Some(3), None, Some(8)]));
        assert_eq!(order(&[8]), all([8, 3, 5, 9], [None, Some(8), Some(8), Some(8)]));
        assert_eq!(order(&[]), all([3, 5, 8, 9], [None; 4]));
        assert_eq!(Order::new(&[], |_| true), Order { rows: Vec::new(), source: Vec::new() });
    }
}
