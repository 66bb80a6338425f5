//! What a profile does to the cells of a chunk: it takes cells from the row above, puts units behind numbers, and adds columns.
//!
//! Each of them gives a cell what the export has elsewhere, in the header, in another column or a row above; none converts it.

use aftersight_contract::{Batch, Categories, Column, Values};

use crate::batch::TextBatch;
use crate::error::Result;
use crate::layout::Joined;
use crate::profile::Carry;
use crate::sheet::Sheet;

/// A group's key, and the cells that its next row takes where it has none.
#[derive(Debug)]
struct Above {
    key: String,
    cells: Vec<Option<String>>,
}

/// The columns of a carry in a sheet.
struct Places {
    key: usize,
    columns: Vec<usize>,
}

impl Sheet {
    /// Shapes the batches of a chunk.
    pub(crate) fn shape(&self, chunk: usize, batches: &mut [TextBatch]) -> Result<()> {
        if let Some(places) = self.carried() {
            let mut above = None;
            if batches.first().is_some_and(|first| lacks(&first.batch, &places)) {
                above = self.above(chunk, &places)?;
            }
            batches.iter_mut().for_each(|batch| above = carry(&mut batch.batch, &places, above.take()));
        }
        for batch in batches.iter_mut().map(|batch| &mut batch.batch) {
            let rows = batch.rows as usize;
            for (column, unit) in batch
                .columns
                .iter_mut()
                .zip(&self.columns)
                .filter_map(|(column, known)| Some((column, known.unit.as_deref()?)))
            {
                put_unit(column, rows, unit);
            }
            for added in &self.columns[self.headers.len()..] {
                let column = match &added.constant {
                    Some(text) => Column::new(added.name.clone(), Values::Category(Categories::constant(text, rows))),
                    None => join(&added.name, &batch.columns, &added.joined, rows),
                };
                batch.columns.push(column);
            }
            let mut given = self.columns.iter().map(|column| !column.elsewhere);
            batch.columns.retain(|_| given.next().unwrap_or(true));
        }
        Ok(())
    }

    fn carried(&self) -> Option<Places> {
        let Carry { by, columns } = self.recognition.given()?.carry.as_ref()?;
        let place = |name: &String| self.columns[..self.headers.len()].iter().position(|column| column.name == *name);
        Some(Places { key: place(by)?, columns: columns.iter().filter_map(place).collect() })
    }

    /// What the rows before a chunk hand down to it: its group may have begun chunks earlier.
    fn above(&self, chunk: usize, places: &Places) -> Result<Option<Above>> {
        let mut above: Option<Above> = None;
        for earlier in (0..chunk).rev() {
            let batches = self.read_cells(earlier, usize::MAX)?;
            for batch in batches.iter().rev().map(|batch| &batch.batch) {
                for row in (0..batch.rows as usize).rev() {
                    let Some(key) = batch.columns[places.key].text_at(row) else { return Ok(above) };
                    if above.as_ref().is_some_and(|above| above.key != key) {
                        return Ok(above);
                    }
                    let group = above
                        .get_or_insert_with(|| Above { key: key.to_owned(), cells: vec![None; places.columns.len()] });
                    for (cell, place) in group.cells.iter_mut().zip(&places.columns).filter(|(cell, _)| cell.is_none())
                    {
                        *cell = batch.columns[*place].text_at(row).map(str::to_owned);
                    }
                }
            }
            if above.as_ref().is_some_and(|above| above.cells.iter().all(Option::is_some)) {
                break;
            }
        }
        Ok(above)
    }
}

/// Has the first row an empty cell that could be carried?
fn lacks(batch: &Batch, places: &Places) -> bool {
    batch.rows > 0 && places.columns.iter().any(|place| batch.columns[*place].text_at(0).is_none())
}

/// Fills empty cells from the row above of the same group, and gives what the next batch needs.
fn carry(batch: &mut Batch, places: &Places, mut above: Option<Above>) -> Option<Above> {
    let rows = batch.rows as usize;
    let mut filled: Vec<Vec<Option<String>>> = places.columns.iter().map(|_| Vec::with_capacity(rows)).collect();
    let mut changed = vec![false; places.columns.len()];
    for row in 0..rows {
        let key = batch.columns[places.key].text_at(row);
        let same = above.as_ref().is_some_and(|above| key == Some(above.key.as_str()));
        let mut cells = Vec::with_capacity(places.columns.len());
        for (index, place) in places.columns.iter().enumerate() {
            let own = batch.columns[*place].text_at(row).map(str::to_owned);
            let cell = match (&above, own) {
                (Some(above), None) if same => {
                    changed[index] |= above.cells[index].is_some();
                    above.cells[index].clone()
                }
                (_, own) => own,
            };
            filled[index].push(cell.clone());
            cells.push(cell);
        }
        above = key.map(|key| Above { key: key.to_owned(), cells });
    }
    for ((place, cells), _) in places.columns.iter().zip(filled).zip(changed).filter(|(_, changed)| *changed) {
        let name = batch.columns[*place].name.clone();
        batch.columns[*place] = Column::text(name, cells.iter().map(Option::as_deref));
    }
    above
}

/// Puts a unit behind every cell that is a bare number.
fn put_unit(column: &mut Column, rows: usize, unit: &str) {
    let bare = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        digits > 0 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b' ' | b'-' | b'+'))
    };
    let cells: Vec<Option<String>> = (0..rows)
        .map(|row| {
            let text = column.text_at(row)?;
            Some(if bare(text) { format!("{} {unit}", text.trim()) } else { text.to_owned() })
        })
        .collect();
    *column = Column::text(column.name.clone(), cells.iter().map(Option::as_deref));
}

/// Cells side by side; none where the first is empty.
fn join(name: &str, columns: &[Column], joined: &[Joined], rows: usize) -> Column {
    let cells: Vec<Option<String>> = (0..rows)
        .map(|row| {
            let mut parts = joined.iter().map(|part| match part {
                Joined::Cell(place) => columns[*place].text_at(row).map(str::trim),
                Joined::Text(text) => Some(text.as_str()),
            });
            let first = parts.next()??.to_owned();
            Some(parts.flatten().fold(first, |text, part| text + " " + part))
        })
        .collect();
    Column::text(name, cells.iter().map(Option::as_deref))
}
