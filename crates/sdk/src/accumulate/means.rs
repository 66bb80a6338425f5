//! Means with their standard error.

use aftersight_measure::{FloatMoments, Moments};

use super::{State, each, words};
use crate::{Batch, Column, Result, Role, Values};

macro_rules! means {
    ($(#[$doc:meta])* $name:ident of $moments:ident over $number:ty, $count:expr, $sum:expr, $from:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $name(Vec<$moments>);

        impl $name {
            /// Adds a value per row; a null adds nothing.
            #[inline]
            pub fn add(&mut self, groups: &[u32], value: impl Fn(usize) -> Option<$number>) {
                each(&mut self.0, groups, value, $moments::add);
            }

            /// A group's moments.
            #[must_use]
            pub fn get(&self, group: usize) -> &$moments {
                &self.0[group]
            }

            /// The result columns: value, the sum over n as numerator and denominator, n, standard error.
            #[must_use]
            pub fn outcome(role: Role<'_, Self>) -> Vec<Column> {
                let count: fn(&$moments) -> u64 = $count;
                let of = |pick: fn(&$moments) -> Option<f64>| {
                    role.each(move |state, group| pick(state.get(group))).map(Option::flatten).collect::<Vec<_>>()
                };
                let n = role.each(|state, group| count(state.get(group)) as i64).map(Option::unwrap_or_default);
                let n: Vec<_> = n.collect();
                let mut columns = super::outcome::valued(of($moments::mean), "no-values");
                columns.push(Column::numbers("numerator", Values::Float64, of($sum)));
                columns.push(Column::new("denominator", Values::Int64(n.clone())));
                columns.push(Column::new("n", Values::Int64(n)));
                columns.push(Column::numbers("error", Values::Float64, of($moments::standard_error)));
                columns
            }
        }

        impl State for $name {
            fn resize(&mut self, groups: usize) {
                self.0.resize(groups, $moments::default());
            }

            fn store(&self, first: usize, count: usize) -> Vec<Column> {
                words::store(&self.0, first, count, $moments::to_parts)
            }

            fn merge(&mut self, stored: &Batch, groups: &[u32]) -> Result<()> {
                words::merge(&mut self.0, stored, groups, |moments, parts| {
                    moments.merge(&$from(parts)?);
                    Some(())
                })
            }
        }
    };
}

means!(
    /// Means of integers: durations in microseconds, whole numbers.
    Means of Moments over i64, Moments::count, |moments| Some(moments.sum() as f64), |parts| Moments::from_parts(parts).ok()
);
means!(
    /// Means of floats below 2³¹ in size: scores, seconds.
    FloatMeans of FloatMoments over f64, |moments| moments.count().unwrap_or_default(), FloatMoments::sum, |parts| FloatMoments::from_parts(parts).ok()
);
