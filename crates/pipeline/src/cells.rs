//! The leaf cells of a table by its dimensions and one time column: which cell each row belongs to.

use std::collections::HashMap;

use crate::dims::Coded;
use crate::engine::Engine;
use crate::parallel;

/// A row without a time has no interval, and no cell.
pub(crate) const NO_INTERVAL: i32 = i32::MIN;

/// A row without a cell.
pub(crate) const NO_CELL: u32 = u32::MAX;

/// Cells, and each row's among them.
#[derive(Clone, Debug)]
pub(crate) struct Cells {
    /// Per part and row: its cell, or [`NO_CELL`].
    pub(crate) rows: Vec<Vec<u32>>,
    /// The cells that occur, rising: keys of the dimensions, in their order, then the interval.
    pub(crate) cells: Vec<(Vec<u32>, i32)>,
}

/// Below this many possible cells a table by cell beats a map.
const DENSE: u64 = 1 << 22;

const NONE: u64 = u64::MAX;

/// What a cell is made of: each row's place in the dimensions, and its interval.
pub(crate) struct Made<'a> {
    /// Rows per part.
    pub(crate) lengths: &'a [usize],
    /// The dimensions.
    pub(crate) dims: &'a [&'a Coded],
    /// The place in a part's codes of a row of the cut: itself, unless rows stand in several intervals.
    pub(crate) row: &'a (dyn Fn(usize, usize) -> usize + Sync),
    /// The interval of each row, or [`NO_INTERVAL`]; none where time does not cut.
    pub(crate) intervals: Option<&'a [&'a [i32]]>,
}

impl Cells {
    /// Numbers the cells of a table.
    pub(crate) fn new(engine: &dyn Engine, made: &Made<'_>) -> Self {
        let sizes: Vec<u64> = made.dims.iter().map(|coded| coded.keys.len().max(1) as u64).collect();
        let ranges = parallel::map(engine, made.lengths.len(), |part| {
            let own = made.intervals.map_or(&[][..], |intervals| intervals[part]);
            own.iter().filter(|interval| **interval != NO_INTERVAL).fold(None, |range: Option<(i32, i32)>, at| {
                Some(range.map_or((*at, *at), |(first, last)| (first.min(*at), last.max(*at))))
            })
        });
        let range = ranges.into_iter().flatten().reduce(|(a, b), (c, d)| (a.min(c), b.max(d)));
        let (first, last) = range.unwrap_or((0, 0));
        let span = (i64::from(last) - i64::from(first) + 1) as u64;
        let number = |part: usize, index: usize| {
            let interval = match made.intervals {
                None => 0,
                Some(intervals) => match intervals[part][index] {
                    NO_INTERVAL => return NONE,
                    interval => (i64::from(interval) - i64::from(first)) as u64,
                },
            };
            let row = (made.row)(part, index);
            let coded = made.dims.iter().zip(&sizes);
            coded.fold(0, |key, (coded, size)| key * size + u64::from(coded.codes[part][row])) * span + interval
        };
        let possible = sizes.iter().fold(span, |product, size| product.saturating_mul(*size));
        let (cells, rows) = if possible <= DENSE {
            dense(engine, made.lengths, possible as usize, &number)
        } else {
            sparse(engine, made.lengths, &number)
        };
        let split = |cell: &u64| {
            let (mut rest, interval) = (cell / span, (cell % span) as i64 + i64::from(first));
            let mut keys = vec![0; sizes.len()];
            for (place, size) in sizes.iter().enumerate().rev() {
                keys[place] = (rest % size) as u32;
                rest /= size;
            }
            (keys, if made.intervals.is_some() { interval as i32 } else { 0 })
        };
        Self { rows, cells: cells.iter().map(split).collect() }
    }
}

type Numbered = (Vec<u64>, Vec<Vec<u32>>);

fn dense(
    engine: &dyn Engine,
    lengths: &[usize],
    possible: usize,
    number: &(impl Fn(usize, usize) -> u64 + Sync),
) -> Numbered {
    // First each row's place among all possible cells, then its place among those that occur.
    let mut rows = parallel::map(engine, lengths.len(), |part| {
        let place = |row: usize| match number(part, row) {
            NONE => NO_CELL,
            cell => cell as u32,
        };
        (0..lengths[part]).map(place).collect::<Vec<u32>>()
    });
    let mut places = vec![NO_CELL; possible];
    rows.iter().flatten().filter(|cell| **cell != NO_CELL).for_each(|cell| places[*cell as usize] = 0);
    let mut cells = Vec::new();
    for (cell, place) in places.iter_mut().enumerate().filter(|(_, place)| **place == 0) {
        *place = cells.len() as u32;
        cells.push(cell as u64);
    }
    for cell in rows.iter_mut().flatten().filter(|cell| **cell != NO_CELL) {
        *cell = places[*cell as usize];
    }
    (cells, rows)
}

fn sparse(engine: &dyn Engine, lengths: &[usize], number: &(impl Fn(usize, usize) -> u64 + Sync)) -> Numbered {
    let wide = parallel::map(engine, lengths.len(), |part| {
        (0..lengths[part]).map(|row| number(part, row)).collect::<Vec<u64>>()
    });
    let mut cells: Vec<u64> = wide.iter().flatten().copied().filter(|cell| *cell != NONE).collect();
    cells.sort_unstable();
    cells.dedup();
    let places: HashMap<u64, u32> = cells.iter().zip(0..).map(|(cell, place)| (*cell, place)).collect();
    let rows = parallel::map(engine, wide.len(), |part| {
        wide[part].iter().map(|cell| places.get(cell).copied().unwrap_or(NO_CELL)).collect()
    });
    (cells, rows)
}
