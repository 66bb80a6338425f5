//! CSV for spreadsheets: marked as UTF-8, and no cell of it runs or changes when it is opened.

use std::fs;
use std::path::Path;

use aftersight_pipeline::spreadsheet::guard;

use crate::cli::Failed;

/// Every CSV that people open is written through this.
#[derive(Debug)]
pub(crate) struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    pub(crate) fn new<'a>(head: impl IntoIterator<Item = &'a str>) -> Self {
        // A spreadsheet takes a file without this mark for another encoding.
        let mut sheet = Self(csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec()));
        sheet.row(head);
        sheet
    }

    pub(crate) fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        // Memory takes whatever is written, and every row has as many cells as the head.
        _ = self.0.write_record(cells.into_iter().map(|cell| guard(cell).into_owned()));
    }

    pub(crate) fn save(self, path: &Path) -> Result<(), Failed> {
        let bytes = self.0.into_inner().unwrap_or_default();
        fs::write(path, bytes).map_err(|error| Failed::writing(path, &error))
    }
}
