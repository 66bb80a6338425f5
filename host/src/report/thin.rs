//! Fewer points where a chart has more than a screen has pixels.

use aftersight_pipeline::results::Row;

use crate::show::reading::figure;

/// More points than this are thinned.
pub(super) const MOST: usize = 400;

/// The places of the rows to draw: of each stretch the lowest and the highest, so that no peak is lost; always the first and
/// the last.
pub(super) fn thin(rows: &[Row]) -> Vec<usize> {
    if rows.len() <= MOST {
        return (0..rows.len()).collect();
    }
    let stretch = rows.len().div_ceil(MOST / 2 - 1);
    let mut kept = vec![0, rows.len() - 1];
    for begin in (0..rows.len()).step_by(stretch) {
        let end = (begin + stretch).min(rows.len());
        let value = |place: &usize| figure(&rows[*place], "value");
        let valued = || (begin..end).filter(|place| value(place).is_some());
        let order =
            |left: &usize, right: &usize| value(left).unwrap_or_default().total_cmp(&value(right).unwrap_or_default());
        kept.extend(valued().min_by(order));
        kept.extend(valued().max_by(order));
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample::row;

    #[test]
    fn peaks_and_ends_stay() {
        let mut rows: Vec<Row> = (0..5_000).map(|_| row(&[("value", 1.0)])).collect();
        rows[1_234] = row(&[("value", 9.0)]);
        let kept = thin(&rows);
        assert!(kept.len() <= MOST + 2, "{}", kept.len());
        assert!(kept.contains(&0) && kept.contains(&4_999) && kept.contains(&1_234));
        assert_eq!(thin(&rows[..10]).len(), 10);
    }
}
