//! One sequence: `created_at <= paid_at <= shipped_at`.

use aftersight_sdk::{Error, Result};

/// Columns in the order in which their times come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sequence(pub(crate) Vec<String>);

impl Sequence {
    /// Reads one.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let columns: Vec<String> = text.split("<=").map(|name| name.trim().to_owned()).collect();
        let twice = (1..columns.len()).any(|place| columns[..place].contains(&columns[place]));
        let blank = columns.iter().any(|name| name.is_empty() || name.contains(['<', '>', '=']));
        if columns.len() < 2 || twice || blank {
            return Err(Error::new("sequence-unreadable").with("sequence", text));
        }
        Ok(Self(columns))
    }
}

/// What is wrong with the times of one row: the place of the column, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// Earlier than the one before it.
    Early(usize),
    /// Too long after the first.
    Long(usize),
}

/// Judges the times of a row, empty ones left out.
pub(crate) fn judge(times: impl Iterator<Item = Option<i64>>, longest: i64, mut found: impl FnMut(Finding)) {
    let (mut first, mut before) = (None, None);
    let mut long = None;
    for (place, time) in times.enumerate() {
        let Some(time) = time else { continue };
        if before.is_some_and(|before| time < before) {
            found(Finding::Early(place));
        }
        before = Some(time);
        let first = *first.get_or_insert(time);
        if long.is_none() && time.saturating_sub(first) > longest {
            long = Some(place);
        }
    }
    if let Some(place) = long {
        found(Finding::Long(place));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(times: &[Option<i64>]) -> Vec<Finding> {
        let mut found = Vec::new();
        judge(times.iter().copied(), 100, |finding| found.push(finding));
        found
    }

    #[test]
    fn equal_times_and_gaps_are_fine() {
        assert_eq!(all(&[Some(1), Some(1), None, Some(1), Some(5)]), []);
        assert_eq!(all(&[None, None, Some(3)]), []);
        assert_eq!(all(&[Some(4), None, Some(3)]), [Finding::Early(2)]);
        assert_eq!(all(&[Some(10), Some(5), Some(7)]), [Finding::Early(1)]);
        assert_eq!(all(&[Some(0), Some(101), Some(102)]), [Finding::Long(1)]);
        assert_eq!(all(&[Some(i64::MIN), Some(i64::MAX), Some(0)]), [Finding::Early(2), Finding::Long(1)]);
    }

    #[test]
    fn a_sequence_names_two_columns_or_more() {
        assert_eq!(Sequence::parse(" a<= b ").unwrap().0, ["a", "b"]);
        for wrong in ["", "a", "a <=", "a < b", "a <= a", "a <= b = c", "<= <="] {
            assert!(Sequence::parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), more in "[a-c<=> ]{0,12}") {
            for text in [text, more] {
                if let Ok(Sequence(columns)) = Sequence::parse(&text) {
                    prop_assert!(columns.len() > 1);
                }
            }
        }

        #[test]
        fn rising_times_are_fine(mut times in proptest::collection::vec(any::<i64>(), 0..6)) {
            times.sort_unstable();
            judge(times.iter().copied().map(Some), i64::MAX, |finding| panic!("{finding:?}"));
        }
    }
}
