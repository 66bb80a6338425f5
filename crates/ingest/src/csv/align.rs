//! Rows with too many or too few cells, put right where there is exactly one way to do so.
//!
//! Each column has a shape: the few patterns of digits, letters and signs that its first cells have, or any text. A row with an
//! empty cell too many, a delimiter that belongs to a text, or delimiters of another kind, fits these shapes in one way only,
//! as a rule. Where there is none, or more than one, the row stays as it is.

use std::collections::BTreeSet;

use super::tokens::Span;
use crate::build::Cell;

/// So many whole rows must be known before shapes say anything.
const KNOWN_ROWS: usize = 8;

/// A column with more patterns than this holds any text.
const PATTERNS: usize = 4;

/// Longer patterns are texts.
const LONG: usize = 40;

/// So many cells too many are worth a try.
const SURPLUS: usize = 40;

/// Rows wider than this are not tried.
const WIDTH: usize = 200;

/// What the cells of each column look like.
#[derive(Debug)]
pub(crate) struct Shapes(Vec<Shape>);

#[derive(Debug)]
enum Shape {
    /// One of these patterns.
    Strict(BTreeSet<Vec<u8>>),
    /// Any text; an empty one only where such were seen.
    Free { empty: bool },
}

impl Shapes {
    /// Learns from the rows that are as wide as the table.
    pub(crate) fn learn(rows: &[Vec<String>], width: usize) -> Option<Self> {
        let whole: Vec<&Vec<String>> = rows.iter().filter(|row| row.len() == width).collect();
        if whole.len() < KNOWN_ROWS || whole.len() * 2 < rows.len().min(2 * KNOWN_ROWS) || width > WIDTH {
            return None;
        }
        let shape = |column: usize| {
            let patterns: BTreeSet<Vec<u8>> = whole.iter().map(|row| pattern(row[column].as_bytes())).collect();
            let few = patterns.len() <= PATTERNS && patterns.len() * 4 <= whole.len();
            if few && patterns.iter().all(|pattern| pattern.len() < LONG) {
                Shape::Strict(patterns)
            } else {
                Shape::Free { empty: patterns.contains(&Vec::new()) }
            }
        };
        Some(Self((0..width).map(shape).collect()))
    }

    fn fits(&self, column: usize, cell: &[u8]) -> bool {
        match &self.0[column] {
            Shape::Strict(patterns) => patterns.contains(&pattern(cell)),
            Shape::Free { empty } => *empty || !cell.is_empty(),
        }
    }

    /// The one way in which the cells fill the columns, if there is one: as they are, with empty ones left out, or with
    /// neighbours put together again.
    pub(crate) fn align(&self, cells: &[Span], text: &[u8]) -> Option<Vec<Span>> {
        let surplus = cells.len().checked_sub(self.0.len()).filter(|surplus| *surplus <= SURPLUS)?;
        [Way::Drop, Way::Join].into_iter().find_map(|way| Search { shapes: self, cells, text, surplus, way }.only())
    }
}

/// Numbers are `9`, runs of letters `a`, signs stay.
fn pattern(cell: &[u8]) -> Vec<u8> {
    let mut pattern = Vec::new();
    for (at, byte) in cell.iter().enumerate() {
        let class = match byte {
            // `1,234.50` is one number.
            b'.' | b',' if pattern.last() == Some(&b'9') && cell.get(at + 1).is_some_and(u8::is_ascii_digit) => b'9',
            b'0'..=b'9' => b'9',
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => b'a',
            sign => *sign,
        };
        if !(matches!(class, b'9' | b'a') && pattern.last() == Some(&class)) {
            pattern.push(class);
            if pattern.len() == LONG {
                break;
            }
        }
    }
    pattern
}

/// What makes one row narrower.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Empty cells go.
    Drop,
    /// Neighbours become one, the delimiter between them part of it.
    Join,
}

struct Search<'a> {
    shapes: &'a Shapes,
    cells: &'a [Span],
    text: &'a [u8],
    surplus: usize,
    way: Way,
}

impl Search<'_> {
    /// Counts ways from the last column to the first, then follows the only one.
    fn only(&self) -> Option<Vec<Span>> {
        let width = self.shapes.0.len();
        // ways[column][used]: how the columns from this one on can be filled when so much of the surplus is used up.
        let mut ways = vec![vec![0u8; self.surplus + 1]; width + 1];
        for (used, ways) in ways[width].iter_mut().enumerate() {
            let (kept, rest) = self.cells.split_at(width + used);
            let empty = self.way == Way::Drop
                && rest.iter().all(|cell| cell.is_empty())
                && kept.last().is_some_and(|cell| !cell.is_empty());
            *ways = u8::from(rest.is_empty() || empty);
        }
        for column in (0..width).rev() {
            for used in 0..=self.surplus {
                let sum = |sum: u8, (_, after): (Span, usize)| sum.saturating_add(ways[column + 1][after]);
                ways[column][used] = self.steps(column, used).into_iter().fold(0, sum);
            }
        }
        if ways[0][0] != 1 {
            return None;
        }
        let mut used = 0;
        (0..width)
            .map(|column| {
                let (cell, after) = self.steps(column, used).into_iter().find(|step| ways[column + 1][step.1] > 0)?;
                used = after;
                Some(cell)
            })
            .collect()
    }

    /// What can fill a column, and how much of the surplus is used up then.
    fn steps(&self, column: usize, used: usize) -> Vec<(Span, usize)> {
        let first = column + used;
        let fits = |cell: &Span| self.shapes.fits(column, &cell.to_vec(self.text));
        let mut steps = Vec::new();
        match self.way {
            Way::Drop => {
                // Of several empty cells in a row the first ones go: which of them went shows nowhere.
                let kept = first > 0 && self.cells[first - 1].is_empty();
                for after in used..=self.surplus {
                    let cell = self.cells[column + after];
                    if fits(&cell) {
                        steps.push((cell, after));
                    }
                    if !cell.is_empty() || kept {
                        break;
                    }
                }
            }
            Way::Join => {
                let start = self.cells[first];
                for after in used..=self.surplus {
                    let last = self.cells[column + after];
                    if after > used && (start.is_quoted() || last.is_quoted()) {
                        break;
                    }
                    let cell = if after == used { start } else { Span::raw(start.start(), last.end()) };
                    if fits(&cell) {
                        steps.push((cell, after));
                    }
                }
            }
        }
        steps
    }
}
