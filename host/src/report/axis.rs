//! Where values lie on a chart, and which of them are labelled.

use crate::show::format::Scale;

/// A range with its ticks.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    /// Distance between ticks.
    pub(super) step: f64,
}

impl Axis {
    /// Holds all values, ends on ticks, and starts at 0 unless that would flatten the line. Steps are 1, 2 or 5 times a power
    /// of ten in the unit shown.
    pub(super) fn new(values: impl Iterator<Item = f64>, scale: &Scale) -> Self {
        let (low, high) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (mut low, mut high) = if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, scale.size()) };
        if low > 0.0 && low < 0.6 * high {
            low = 0.0;
        }
        if high - low <= f64::EPSILON * high.abs().max(1.0) {
            let pad = if high == 0.0 { scale.size() } else { high.abs() * 0.1 };
            (low, high) = (low - if low == 0.0 { 0.0 } else { pad }, high + pad);
        }
        let step = nice((high - low) / scale.size() / 4.0) * scale.size();
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// The height of a value, 0 at the top and 1 at the bottom.
    pub(super) fn place(&self, value: f64) -> f64 {
        (1.0 - (value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Has the value a place of its own?
    pub(super) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The ticks, rising.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round().clamp(0.0, 12.0) as u32;
        (0..=count).map(|tick| self.low + f64::from(tick) * self.step).collect()
    }
}

/// The nearest of 1, 2, 5 × 10ⁿ that is not smaller.
fn nice(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let lead = rough / power;
    let lead = [1.0, 2.0, 5.0].into_iter().find(|nice| lead <= nice + 1e-9).unwrap_or(10.0);
    lead * power
}

#[cfg(test)]
mod tests {
    use aftersight_contract::manifest::Unit;

    use super::*;

    fn axis(values: &[f64], unit: Unit) -> (f64, f64, usize) {
        let axis =
            Axis::new(values.iter().copied(), &Scale::new(unit, None, values.first().copied().unwrap_or_default()));
        (axis.low, axis.high, axis.ticks().len())
    }

    #[test]
    fn ends_on_round_numbers_of_the_unit_shown() {
        let close = |found: (f64, f64, usize), low: f64, high: f64| {
            assert!((found.0 - low).abs() < 1e-9 * high && (found.1 - high).abs() < 1e-9 * high, "{found:?}");
            assert!((2..=7).contains(&found.2), "{found:?}");
        };
        close(axis(&[0.08, 0.123], Unit::Fraction), 0.08, 0.14);
        close(axis(&[0.02, 0.123], Unit::Fraction), 0.0, 0.15);
        close(axis(&[20.0 * 3.6e9, 47.0 * 3.6e9], Unit::Duration), 0.0, 60.0 * 3.6e9);
        close(axis(&[], Unit::Count), 0.0, 1.0);
        close(axis(&[0.0, 0.0], Unit::Count), 0.0, 1.0);
    }

    #[test]
    fn negative_scores_have_room() {
        let (low, high, _) = axis(&[-12.0, 30.0], Unit::Score);
        assert!(low <= -12.0 && high >= 30.0);
    }
}
