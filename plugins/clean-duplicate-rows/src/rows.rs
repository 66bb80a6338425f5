//! Rows that agree in some columns.

use aftersight_sdk::{Column, Values, bitmap};

/// The cells of some columns, row by row, as bytes that are equal where all cells are.
#[derive(Debug)]
pub(crate) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    pub(crate) fn new(columns: &[&Column], rows: usize) -> Self {
        let mut cells = Self { bytes: Vec::new(), ends: Vec::with_capacity(rows) };
        for row in 0..rows {
            for column in columns {
                cells.push(column, row);
            }
            cells.ends.push(cells.bytes.len());
        }
        cells
    }

    /// The cells of a row.
    pub(crate) fn of(&self, row: u32) -> &[u8] {
        let row = row as usize;
        let begin = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.bytes[begin..self.ends[row]]
    }

    /// Every cell says first how long it is; null is a length of its own.
    fn push(&mut self, column: &Column, row: usize) {
        const NULL: u32 = u32::MAX;
        if !column.is_valid(row) {
            return self.bytes.extend(NULL.to_le_bytes());
        }
        let put = |bytes: &mut Vec<u8>, cell: &[u8]| {
            bytes.extend((cell.len() as u32).to_le_bytes());
            bytes.extend_from_slice(cell);
        };
        match &column.values {
            Values::Boolean(bits) => put(&mut self.bytes, &[u8::from(bitmap::get(bits, row))]),
            Values::Int64(values) | Values::Timestamp(values) => put(&mut self.bytes, &values[row].to_le_bytes()),
            Values::Float64(values) => put(&mut self.bytes, &values[row].to_bits().to_le_bytes()),
            Values::Money(money) => {
                put(&mut self.bytes, &money.minor[row].to_le_bytes());
                put(&mut self.bytes, money.currency.get(row).as_bytes());
            }
            Values::Text(text) => put(&mut self.bytes, text.get(row).as_bytes()),
            Values::Category(names) => put(&mut self.bytes, names.get(row).as_bytes()),
            Values::Binary(blob) => put(&mut self.bytes, blob.get(row)),
        }
    }
}

/// Cuts rows into those that agree; each run rises.
pub(crate) fn runs(cells: &Cells, rows: &[u32]) -> Vec<Vec<u32>> {
    let mut sorted = rows.to_vec();
    sorted.sort_unstable_by(|left, right| cells.of(*left).cmp(cells.of(*right)).then(left.cmp(right)));
    sorted.chunk_by(|left, right| cells.of(*left) == cells.of(*right)).map(<[u32]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_is_no_empty_text_and_cells_do_not_run_together() {
        let left = Column::text("a", [Some("x"), Some("xy"), Some(""), None, Some("x")]);
        let right = Column::text("b", [Some("yz"), Some("z"), None, Some(""), Some("yz")]);
        let cells = Cells::new(&[&left, &right], 5);
        let mut found = runs(&cells, &[0, 1, 2, 3, 4]);
        found.sort();
        assert_eq!(found, [vec![0, 4], vec![1], vec![2], vec![3]]);
    }
}
