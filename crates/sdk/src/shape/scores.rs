//! Scores on whatever scale their row has.

use crate::{Batch, Error, Input, Params, Read, Result, Tables, Values};

/// Closer than that, two places on a scale are one: a third of a scale has no exact fraction.
pub const NEAR: f64 = 1e-9;

/// Reads scores as places on their scale. The parameters `scale_min` and `scale_max` are the scale of rows that name none, and
/// the one on which means are shown.
#[derive(Clone, Copy, Debug)]
pub struct Scores {
    low: f64,
    high: f64,
}

impl Scores {
    /// With the scale of the parameters.
    ///
    /// # Errors
    /// A parameter that the manifest lacks; `scale-empty` if the scale has no length.
    pub fn open(params: &Params) -> Result<Self> {
        let (low, high) = (params.number("scale_min")?, params.number("scale_max")?);
        if low < high { Ok(Self { low, high }) } else { Err(Error::new("scale-empty")) }
    }

    /// Hands the score in, with the ends of its scale where the table has them.
    #[must_use]
    pub fn plan(input: Input, tables: Tables<'_>) -> Input {
        let known: Vec<_> =
            ["scale_min", "scale_max"].into_iter().filter(|end| tables.has(&input.table, end)).collect();
        input.columns(["score"]).columns(known)
    }

    /// Where each row's score stands on its scale: 0 is the lowest, 1 the highest. None for a row without a score, and for one
    /// whose score lies outside of its scale.
    ///
    /// # Errors
    /// `column-missing`, `column-kind`.
    pub fn places<'a>(&self, batch: &'a Batch) -> Result<impl Fn(usize) -> Option<f64> + use<'a>> {
        let Self { low, high } = *self;
        let score = numeric(batch, "score")?;
        let end = |name: &str| batch.column(name).map(|_| numeric(batch, name)).transpose();
        let (lows, highs) = (end("scale_min")?, end("scale_max")?);
        Ok(move |row: usize| {
            let own =
                |end: &Option<Vec<Option<f64>>>, usual: f64| end.as_ref().and_then(|end| end[row]).unwrap_or(usual);
            let (low, high) = (own(&lows, low), own(&highs, high));
            let score = score[row].filter(|score| low < high && (low..=high).contains(score))?;
            Some((score - low) / (high - low))
        })
    }

    /// The score that a place is on the scale of the parameters.
    #[must_use]
    pub fn shown(&self, place: f64) -> f64 {
        self.low + place * (self.high - self.low)
    }
}

/// The numbers of a column, whether it holds fractions or whole numbers: exports without fractions may be typed as the latter.
///
/// # Errors
/// `column-missing`, `column-kind`.
pub fn numeric(batch: &Batch, name: &str) -> Result<Vec<Option<f64>>> {
    let rows = 0..batch.rows as usize;
    if matches!(batch.need(name)?.values, Values::Int64(_)) {
        let cells = batch.integers(name)?;
        return Ok(rows.map(|row| cells.get(row).map(|cell| cell as f64)).collect());
    }
    let cells = batch.numbers(name)?;
    Ok(rows.map(|row| cells.get(row)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, Value};

    fn scores(low: f64, high: f64) -> Result<Scores> {
        let number = |name: &str, value: f64| (name.to_owned(), Value::Number(value));
        Scores::open(&Params::new(vec![number("scale_min", low), number("scale_max", high)]))
    }

    #[test]
    fn a_place_is_that_of_the_rows_own_scale() {
        let columns = vec![
            Column::numbers("score", Values::Int64, [Some(4), Some(8), Some(4), Some(6), None]),
            Column::numbers("scale_min", Values::Float64, [Some(1.0), Some(0.0), None, None, Some(1.0)]),
            Column::numbers("scale_max", Values::Float64, [Some(5.0), Some(10.0), None, None, Some(5.0)]),
        ];
        let scores = scores(1.0, 5.0).unwrap();
        let batch = Batch { rows: 5, columns };
        let place = scores.places(&batch).unwrap();
        let places: Vec<_> = (0..5).map(place).collect();
        assert_eq!(places, [Some(0.75), Some(0.8), Some(0.75), None, None], "6 lies outside of 1 to 5");
        assert_eq!((scores.shown(0.75), scores.shown(0.0), scores.shown(1.0)), (4.0, 1.0, 5.0));
    }

    #[test]
    fn a_scale_has_a_length() {
        assert_eq!(scores(5.0, 5.0).unwrap_err().code, "scale-empty");
        let batch = Batch {
            rows: 1,
            columns: vec![
                Column::numbers("score", Values::Float64, [Some(5.0)]),
                Column::numbers("scale_min", Values::Float64, [Some(5.0)]),
            ],
        };
        assert_eq!(scores(1.0, 5.0).unwrap().places(&batch).unwrap()(0), None);
    }
}
