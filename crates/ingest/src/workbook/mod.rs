//! Workbooks: XLS, XLSX, ODS.
//!
//! Crate `calamine` unpacks and parses XLSX and ODS and reports damage as errors; nothing of it is caught as a panic. XLS has a
//! reader of its own.

mod archive;
mod cells;
mod grid;
mod xls;

use std::io::Cursor;

use bytes::Bytes;
use calamine::{Reader, SheetType, SheetVisible};

use crate::benchmark;
use crate::build;
use crate::cause::Explain;
use crate::error::{Failure, Problem, Result};
use crate::format::Workbook;
use crate::head;
use crate::layout;
use crate::options::Options;
use crate::sheet::{self, NotRow, NotRowKind, Sheet, Source};
pub(crate) use grid::{Grid, MAX_TEXT};
use xls::Xls;

/// An open workbook: unpacked once, whatever is asked of it.
pub(crate) enum Book {
    Xls(Xls),
    Xlsx(Box<calamine::Xlsx<Input>>),
    Ods(Box<calamine::Ods<Input>>),
}

impl Book {
    /// Opens a workbook.
    pub(crate) fn open(kind: Workbook, bytes: &Bytes) -> Result<Self> {
        Ok(match kind {
            Workbook::Xls => Self::Xls(Xls::new(bytes)?),
            Workbook::Xlsx => {
                archive::check_expansion(bytes)?;
                archive::check_references(bytes)?;
                Self::Xlsx(Box::new(parse(bytes)?))
            }
            Workbook::Ods => {
                archive::check_expansion(bytes)?;
                archive::check_xml(bytes, "content.xml")?;
                Self::Ods(Box::new(parse(bytes)?))
            }
        })
    }

    /// The sheets that the options ask for.
    pub(crate) fn sheets(&mut self, options: &Options) -> Result<Vec<Sheet>> {
        match self {
            Self::Xls(book) => sheets(&book.list(), options, |name| book.cells(name)),
            Self::Xlsx(book) => sheets(&list(book.as_ref()), options, |name| stream(book, name)),
            Self::Ods(book) => sheets(&list(book.as_ref()), options, |name| whole(book, name)),
        }
    }
}

type Input = Cursor<Bytes>;

fn parse<R: Reader<Input>>(bytes: &Bytes) -> Result<R>
where
    R::Error: Explain,
{
    R::new(Cursor::new(bytes.clone())).map_err(|error| broken(&error))
}

fn broken(error: &impl Explain) -> Failure {
    let locked = error.to_string().to_lowercase().contains("password");
    if locked { Problem::Locked.into() } else { Problem::Workbook { cause: error.cause() }.into() }
}

/// The worksheets and whether they can be seen.
fn list<R: Reader<Input>>(book: &R) -> Vec<(String, bool)> {
    let worksheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    worksheets.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect()
}

/// The sheets that are asked for.
fn sheets(
    list: &[(String, bool)],
    options: &Options,
    mut cells: impl FnMut(&str) -> Result<Grid>,
) -> Result<Vec<Sheet>> {
    let at = |name: &str| {
        let sheet = Some(name.to_owned());
        move |failure: Failure| Failure { sheet, ..failure }
    };
    if let Some(wanted) = &options.sheet {
        if !list.iter().any(|(name, _)| name == wanted) {
            let present = list.iter().map(|(name, _)| name.clone()).collect();
            return Err(Problem::NoSheet { wanted: wanted.clone(), present }.into());
        }
        let sheet = cells(wanted).and_then(|grid| table(wanted, grid, options)).map_err(at(wanted))?;
        return Ok(vec![sheet]);
    }
    let mut found = Vec::new();
    let mut nothing = Problem::Empty;
    let mut bytes = 0;
    for (name, _) in list.iter().filter(|(_, visible)| *visible) {
        let sheet = cells(name).and_then(|grid| {
            bytes += grid.bytes();
            if bytes > MAX_TEXT {
                return Err(Problem::Size { bytes: bytes as u64, limit: MAX_TEXT as u64 }.into());
            }
            table(name, grid, options)
        });
        match sheet {
            Ok(sheet) => found.push(sheet),
            // A cover page or an empty sheet is no reason to refuse the others.
            Err(Failure { problem: Problem::Empty, .. }) => {}
            Err(Failure { problem: problem @ Problem::NoHeader { .. }, .. }) => nothing = problem,
            Err(failure) => return Err(at(name)(failure)),
        }
    }
    if found.is_empty() {
        return Err(nothing.into());
    }
    Ok(sheet::fitting(found, options))
}

/// Finds the table in a sheet's cells.
fn table(name: &str, grid: Grid, options: &Options) -> Result<Sheet> {
    let mut grid = grid.in_order();
    if grid.len() == 0 {
        return Err(Problem::Empty.into());
    }
    let first: Vec<Vec<String>> = (0..grid.len().min(head::HEAD_ROWS)).map(|row| grid.row(row)).collect();
    let header = head::find_header(&first, options).ok_or(Problem::NoHeader { rows: first.len() })?;
    let peers = first[header + 1..].iter().take_while(|row| benchmark::of_row(row).is_some()).count();
    let begin = header + 1 + peers;
    let mut end = grid.len();
    while end > begin && end + head::TAIL_ROWS > grid.len() && head::is_tail(&grid.row(end - 1)) {
        end -= 1;
    }
    let places = grid.set_table(header, begin..end, options.chunk_rows);
    let cell = |place: &u16| first[header].get(*place as usize).cloned().unwrap_or_default();
    let headers: Vec<String> = places.iter().map(cell).collect();
    let mut layout = layout::layout(&headers, options)?;
    for (index, column) in layout.columns.iter_mut().enumerate().take(headers.len()) {
        column.category = build::is_category(grid.sample(index));
    }
    let not_row = |kind| {
        let grid = &grid;
        move |row| NotRow { kind, row: Some(grid.number(row)), cells: grid.row(row) }
    };
    let mut not_rows: Vec<NotRow> = (0..header).map(not_row(NotRowKind::Preamble)).collect();
    not_rows.push(not_row(NotRowKind::Header)(header));
    let around = (header + 1..begin).chain(end..grid.len());
    not_rows.extend(around.map(|row| not_row(NotRowKind::of_end(&grid.row(row)))(row)));
    let pick = |row: Vec<String>| -> Vec<String> {
        places.iter().map(|place| row.get(usize::from(*place)).cloned().unwrap_or_default()).collect()
    };
    let sample = (begin..end.min(begin + build::SAMPLE_ROWS)).map(|row| pick(grid.row(row)));
    let benchmarks = benchmark::all(&headers, sheet::peers(&not_rows).map(pick), sample);
    Ok(Sheet {
        file: String::new(),
        name: name.to_owned(),
        recognition: layout.recognition,
        headers,
        columns: layout.columns,
        duplicates: layout.duplicates,
        not_rows,
        benchmarks,
        encoding: None,
        delimiter: None,
        unread: Vec::new(),
        source: Source::Grid(grid),
    })
}

/// XLSX cell by cell: a sheet may be far larger than what is in it.
fn stream(book: &mut calamine::Xlsx<Input>, name: &str) -> Result<Grid> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
    let mut grid = Grid::default();
    let mut text = String::new();
    while let Some(cell) = reader.next_cell().map_err(|error| broken(&error))? {
        let (row, column) = cell.get_position();
        text.clear();
        cells::write(cell.get_value(), &mut text);
        grid.push(row, column, &text)?;
    }
    Ok(grid)
}

/// ODS, which calamine holds as a whole.
fn whole(book: &mut calamine::Ods<Input>, name: &str) -> Result<Grid> {
    let range = book.worksheet_range(name).map_err(|error| broken(&error))?;
    let (top, left) = range.start().unwrap_or_default();
    let mut grid = Grid::default();
    let mut text = String::new();
    for (row, column, cell) in range.used_cells() {
        text.clear();
        cells::write_owned(cell, &mut text);
        grid.push(top + row as u32, left + column as u32, &text)?;
    }
    Ok(grid)
}
