//! XLS, Excel 95 to 2003 ([MS-XLS]): only what a table needs.
//!
//! calamine reads XLS too, but panics on damaged files in a dozen places and asks for terabytes in one (0.38): a server must
//! not. Here every place in the file is checked before it is read; what is cut off ends early.

mod container;
mod formats;
mod records;

use aftersight_contract::manifest::Cause;
use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};
use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::cells;
use super::grid::Grid;
use crate::error::{Problem, Result};
use container::{Container, u16_at, u32_at};
use formats::Shown;
use records::{Record, Records};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;

/// A workbook whose sheets are not read yet.
pub(crate) struct Xls {
    stream: Vec<u8>,
    sheets: Vec<Listed>,
    texts: Vec<String>,
    /// What the cells of each style show.
    styles: Vec<Shown>,
    is_1904: bool,
    /// Excel 97 and later: texts are Unicode.
    unicode: bool,
    encoding: &'static Encoding,
}

struct Listed {
    name: String,
    start: usize,
    visible: bool,
}

impl Xls {
    /// Reads what all sheets share.
    pub(crate) fn new(bytes: &[u8]) -> Result<Self> {
        let container = Container::new(bytes)?;
        if container.has("EncryptedPackage") {
            return Err(Problem::Locked.into());
        }
        let stream = container.stream("Workbook").or_else(|| container.stream("Book"));
        let stream = stream.ok_or_else(|| Problem::Workbook {
            cause: Cause::known("里面没有工作簿", "there is no workbook in it"),
        })?;
        let mut book = Self {
            stream: Vec::new(),
            sheets: Vec::new(),
            texts: Vec::new(),
            styles: Vec::new(),
            is_1904: false,
            unicode: true,
            encoding: WINDOWS_1252,
        };
        let mut custom = std::collections::BTreeMap::new();
        for record in Records::new(&stream) {
            match record.kind {
                BOF => book.unicode = u16_at(record.data, 0) != Some(0x0500),
                EOF => break,
                0x002f => return Err(Problem::Locked.into()),
                0x0042 => book.encoding = code_page(u16_at(record.data, 0).unwrap_or(0)),
                0x0022 => book.is_1904 = u16_at(record.data, 0) == Some(1),
                0x041e => {
                    custom.extend(book.format(&record));
                }
                0x00e0 => {
                    let format = u16_at(record.data, 2).unwrap_or(0);
                    book.styles.push(custom.get(&format).copied().unwrap_or_else(|| formats::built_in(format)));
                }
                0x0085 => book.sheets.extend(book.listed(&record)),
                0x00fc => {
                    let mut run = record.from(8);
                    book.texts.extend(std::iter::from_fn(|| run.rich_text()));
                }
                _ => {}
            }
        }
        book.stream = stream;
        Ok(book)
    }

    /// The worksheets and whether they can be seen.
    pub(crate) fn list(&self) -> Vec<(String, bool)> {
        self.sheets.iter().map(|sheet| (sheet.name.clone(), sheet.visible)).collect()
    }

    /// A text with its length in front, in two bytes.
    fn text(&self, record: &Record<'_>, at: usize) -> Option<String> {
        let length = usize::from(u16_at(record.data, at)?);
        let mut run = record.from(at + 2);
        if self.unicode { run.flagged_text(length) } else { Some(run.plain_text(length, self.encoding)) }
    }

    fn format(&self, record: &Record<'_>) -> Option<(u16, Shown)> {
        let number = u16_at(record.data, 0)?;
        let text = if self.unicode {
            self.text(record, 2)?
        } else {
            record.from(3).plain_text(usize::from(*record.data.get(2)?), self.encoding)
        };
        Some((number, formats::custom(&text)))
    }

    fn listed(&self, record: &Record<'_>) -> Option<Listed> {
        let data = record.data;
        let length = usize::from(*data.get(6)?);
        let mut run = record.from(7);
        let name = if self.unicode { run.flagged_text(length)? } else { run.plain_text(length, self.encoding) };
        let worksheet = data.get(5) == Some(&0);
        let listed = Listed { name, start: u32_at(data, 0)? as usize, visible: data.get(4)? & 0x3f == 0 };
        worksheet.then_some(listed)
    }

    /// The cells of a sheet.
    pub(crate) fn cells(&self, name: &str) -> Result<Grid> {
        let mut grid = Grid::default();
        let start = self.sheets.iter().find(|sheet| sheet.name == name).map_or(usize::MAX, |sheet| sheet.start);
        let mut depth = 0;
        // Where the text goes that a formula gives: it stands in a record of its own.
        let mut pending = None;
        for record in Records::new(self.stream.get(start..).unwrap_or_default()) {
            match record.kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                // Charts inside of the sheet have cells of their own.
                _ if depth > 1 => {}
                0x0207 => {
                    if let (Some((row, column)), Some(text)) = (pending.take(), self.text(&record, 0)) {
                        grid.push(row, column, &text)?;
                    }
                }
                0x00bd => self.many_numbers(&record, &mut grid)?,
                _ => {
                    if let (Some(row), Some(column)) = (u16_at(record.data, 0), u16_at(record.data, 2)) {
                        let place = (u32::from(row), u32::from(column));
                        if self.cell(&record, place, &mut grid)? {
                            pending = Some(place);
                        }
                    }
                }
            }
        }
        Ok(grid)
    }

    /// Reads a record of one cell, if it is one; true: a formula whose text comes later.
    fn cell(&self, record: &Record<'_>, (row, column): (u32, u32), grid: &mut Grid) -> Result<bool> {
        let data = record.data;
        let style = u16_at(data, 4).unwrap_or(0);
        let value = match record.kind {
            0x0203 => float_at(data, 6).map(|number| self.number(number, style)),
            0x027e => u32_at(data, 6).map(|packed| self.number(unpack(packed), style)),
            0x00fd => {
                let text = u32_at(data, 6).and_then(|index| self.texts.get(index as usize));
                text.map(|text| DataRef::SharedString(text))
            }
            0x0204 | 0x00d6 => self.text(record, 6).map(DataRef::String),
            0x0205 => match data.get(6..8) {
                Some([truth, 0]) => Some(DataRef::Bool(*truth != 0)),
                Some([code, _]) => Some(DataRef::String(error_text(*code).into())),
                _ => None,
            },
            0x0006 => match data.get(6..14) {
                Some([0, .., 0xff, 0xff]) => return Ok(true),
                Some([1, _, truth, .., 0xff, 0xff]) => Some(DataRef::Bool(*truth != 0)),
                Some([2, _, code, .., 0xff, 0xff]) => Some(DataRef::String(error_text(*code).into())),
                Some([.., 0xff, 0xff]) | None => None,
                Some(_) => float_at(data, 6).map(|number| self.number(number, style)),
            },
            _ => None,
        };
        if let Some(value) = value {
            let mut text = String::new();
            cells::write(&value, &mut text);
            grid.push(row, column, &text)?;
        }
        Ok(false)
    }

    /// Numbers side by side: row, first column, style and packed number of each, last column.
    fn many_numbers(&self, record: &Record<'_>, grid: &mut Grid) -> Result<()> {
        let (Some(row), Some(first)) = (u16_at(record.data, 0), u16_at(record.data, 2)) else { return Ok(()) };
        let cells = record.data.get(4..record.data.len().saturating_sub(2)).unwrap_or_default();
        let mut text = String::new();
        for (index, cell) in cells.as_chunks::<6>().0.iter().enumerate() {
            let (Some(style), Some(packed)) = (u16_at(cell, 0), u32_at(cell, 2)) else { continue };
            text.clear();
            cells::write(&self.number(unpack(packed), style), &mut text);
            grid.push(u32::from(row), u32::from(first) + index as u32, &text)?;
        }
        Ok(())
    }

    fn number(&self, number: f64, style: u16) -> DataRef<'static> {
        let kind = match self.styles.get(usize::from(style)) {
            Some(Shown::Date) => ExcelDateTimeType::DateTime,
            Some(Shown::Duration) => ExcelDateTimeType::TimeDelta,
            Some(Shown::Number) | None => return DataRef::Float(number),
        };
        DataRef::DateTime(ExcelDateTime::new(number, kind, self.is_1904))
    }
}

fn float_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..)?.first_chunk().map(|bytes| f64::from_le_bytes(*bytes))
}

/// A number in 30 bits: an integer, or the upper half of a float; perhaps a hundredth.
fn unpack(packed: u32) -> f64 {
    let number = if packed & 2 != 0 {
        f64::from(packed.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(packed & !3) << 32)
    };
    if packed & 1 != 0 { number / 100.0 } else { number }
}

fn error_text(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

fn code_page(number: u16) -> &'static Encoding {
    match number {
        932 => SHIFT_JIS,
        936 => GBK,
        949 => EUC_KR,
        950 => BIG5,
        65001 => UTF_8,
        _ => WINDOWS_1252,
    }
}
