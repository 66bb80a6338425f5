//! One file, opened once: a workbook is unpacked and parsed however often its sheets are asked for.

use bytes::Bytes;

use crate::error::ReadError;
use crate::format::{self, Format};
use crate::options::Options;
use crate::sheet::Sheet;
use crate::workbook::Book;
use crate::{columnar, csv};

/// A file of a known format.
pub struct File {
    name: String,
    content: Content,
}

enum Content {
    Text(Bytes),
    Workbook(Book),
    Parquet(Bytes),
}

impl std::fmt::Debug for File {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("File").field("name", &self.name).finish_non_exhaustive()
    }
}

impl File {
    /// Looks at the first bytes, and opens workbooks.
    ///
    /// # Errors
    /// [`ReadError`] names the file and the cure: an unknown format, a workbook that is broken or under a password.
    pub fn open(name: &str, bytes: Bytes) -> Result<Self, ReadError> {
        let content = || {
            Ok(match format::detect(&bytes)? {
                Format::Text => Content::Text(bytes),
                Format::Workbook(kind) => Content::Workbook(Book::open(kind, &bytes)?),
                Format::Parquet => Content::Parquet(bytes),
            })
        };
        match content() {
            Ok(content) => Ok(Self { name: name.to_owned(), content }),
            Err(failure) => Err(crate::error::Failure::in_file(failure, name)),
        }
    }

    /// The tables in it, none of them read yet.
    ///
    /// A CSV or Parquet file is one sheet. A workbook gives every sheet that holds a table: the one named by
    /// [`Options::sheet`], those whose headers fit [`Options::table`], or all of them, recognised or not.
    ///
    /// # Errors
    /// [`ReadError`] names the file, the place and the cure: unknown encoding, no header row, limits, a broken file.
    pub fn sheets(&mut self, options: &Options) -> Result<Vec<Sheet>, ReadError> {
        let sheets = match &mut self.content {
            Content::Text(bytes) => csv::open(bytes.clone(), options).map(|sheet| vec![sheet]),
            Content::Workbook(book) => book.sheets(options),
            Content::Parquet(bytes) => columnar::open(bytes.clone(), options).map(|sheet| vec![sheet]),
        };
        let mut sheets = sheets.map_err(|failure| failure.in_file(&self.name))?;
        sheets.iter_mut().for_each(|sheet| sheet.file.clone_from(&self.name));
        Ok(sheets)
    }
}
