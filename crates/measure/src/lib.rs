//! Pure maths behind the metrics: sums, moments, sketches, intervals and tests. It knows columns, groups and plugins
//! as little as files and clocks.
//!
//! # Equal to the last bit
//!
//! Servers, edges and browsers cut rows into different batches and merge partial states in different orders, and must
//! still print the same bytes. So every state here ([`IntSum`], [`FixedSum`], [`Moments`], [`FloatMoments`],
//! [`DDSketch`], [`Distinct`]) holds integers and is a pure function of the *multiset* of values it was given: adding
//! and merging commute and associate exactly, errors included. Rounding happens twice and alone: of a float to fixed point
//! as it enters, and of a figure as it is read.
//!
//! Figures are computed with IEEE 754 `+ − × ÷ √` and conversions, which every engine rounds alike, or with the `libm`
//! crate compiled into the caller. Nothing calls the platform's `exp`, `ln` or `pow`.
//!
//! # States
//!
//! Sums and moments travel as a fixed number of `i64` words (`to_parts`, `from_parts`), sketches as bytes (`encode`,
//! `decode`). Equal states have equal encodings. Decoding treats its input as hostile: it returns [`StateError`], never
//! panics and never allocates more than the largest honest state.
#![forbid(unsafe_code)]

mod distinct;
mod fixed;
mod interval;
pub mod linear;
mod moments;
pub mod ngrams;
pub mod normal;
mod proportions;
mod sketch;
mod state;
mod sum;
mod wide;

pub use distinct::{Distinct, Estimate, hash_bytes};
pub use fixed::FixedSum;
pub use interval::{Interval, wilson};
pub use moments::{FloatMoments, Moments};
pub use proportions::{ProportionTest, two_proportion_z};
pub use sketch::DDSketch;
pub use state::StateError;
pub use sum::IntSum;
