//! The KPI that an alert stands on, series by series.

use crate::{Batch, Read, Result};

/// One interval of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Its row over all batches: what a finding is about.
    pub row: u64,
    /// Begin of the interval.
    pub at: i64,
    /// May it be judged?
    pub closed: bool,
    /// The KPI's value.
    pub value: Option<f64>,
    /// What stands above the line.
    pub numerator: Option<f64>,
    /// What stands below the line.
    pub denominator: Option<f64>,
}

/// The intervals of one combination of keys, in order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series(pub Vec<Point>);

impl Series {
    /// The columns to plan for [`Series::read`].
    pub const COLUMNS: [&'static str; 6] = ["series", "at", "closed", "value", "numerator", "denominator"];

    /// Every series of the batches. The host sorts them by series, then by time.
    ///
    /// # Errors
    /// `column-missing`, `column-kind`: the plan lacks one of [`Series::COLUMNS`].
    pub fn read(batches: &[Batch]) -> Result<Vec<Self>> {
        let mut all: Vec<Self> = Vec::new();
        let (mut current, mut first_row) = (None, 0);
        for batch in batches {
            let (number, at, closed) = (batch.integers("series")?, batch.integers("at")?, batch.flags("closed")?);
            let (value, above, below) =
                (batch.numbers("value")?, batch.numbers("numerator")?, batch.numbers("denominator")?);
            for row in 0..batch.rows as usize {
                let series = number.get(row);
                if current != Some(series) {
                    all.push(Self::default());
                    current = Some(series);
                }
                let point = Point {
                    row: first_row + row as u64,
                    at: at.get(row).unwrap_or_default(),
                    closed: closed.is(row),
                    value: value.get(row),
                    numerator: above.get(row),
                    denominator: below.get(row),
                };
                if let Some(series) = all.last_mut() {
                    series.0.push(point);
                }
            }
            first_row += u64::from(batch.rows);
        }
        Ok(all)
    }

    /// The intervals that may be judged.
    pub fn closed(&self) -> impl DoubleEndedIterator<Item = &Point> {
        self.0.iter().filter(|point| point.closed)
    }
}
