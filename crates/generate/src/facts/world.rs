//! What all entities share: the seed, the sizes, the period, the catalogue and the planted truths.

use std::io;

use crate::config::Config;
use crate::demand::Demand;
use crate::facts::catalogue::Catalogue;
use crate::planted::Resolved;
use crate::rng::{Rng, Stream};

/// The shop. Its size does not depend on the number of rows.
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) cases: u64,
    pub(crate) orders: u64,
    pub(crate) customers: u64,
    /// First instant that the exports do not see.
    pub(crate) snapshot: i64,
    /// Share of orders that are tests.
    pub(crate) tests: f64,
    pub(crate) demand: Demand,
    pub(crate) catalogue: Catalogue,
    pub(crate) planted: Resolved,
}

impl World {
    pub(crate) fn new(config: &Config) -> io::Result<Self> {
        config.check()?;
        let orders = config.rows * config.orders_per_case;
        Ok(Self {
            seed: config.seed,
            cases: config.rows,
            orders,
            customers: (orders * 2 / 5).max(10),
            snapshot: config.snapshot(),
            tests: config.dirt * 0.1,
            demand: Demand::new(config.start, config.end),
            catalogue: Catalogue::new(config.seed, config.products),
            planted: config.planted.resolve(config.products)?,
        })
    }

    pub(crate) fn rng(&self, stream: Stream, index: u64) -> Rng {
        Rng::new(self.seed, stream, index)
    }

    /// An instant as the exports know it: nothing, if it lies after them.
    pub(crate) fn seen(&self, instant: i64) -> Option<i64> {
        (instant < self.snapshot).then_some(instant)
    }
}
