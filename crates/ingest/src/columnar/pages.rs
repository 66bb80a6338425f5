//! Guards the pages of a column.

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};

/// Refuses what the typed readers of `parquet` 60 take for granted, and would panic without: a dictionary before any page
/// that refers to one, and levels in an encoding that levels can have.
pub(crate) struct Guard {
    pages: Box<dyn PageReader>,
    dictionary: bool,
}

impl Guard {
    pub(crate) fn new(pages: Box<dyn PageReader>) -> Self {
        Self { pages, dictionary: false }
    }

    fn check(&mut self, page: &Page) -> Result<()> {
        if matches!(page, Page::DictionaryPage { .. }) {
            self.dictionary = true;
            return Ok(());
        }
        let refers = matches!(page.encoding(), Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY);
        if refers && !self.dictionary {
            return Err(ParquetError::General("a page refers to a dictionary that is missing".into()));
        }
        if let Page::DataPage { def_level_encoding, rep_level_encoding, .. } = page {
            #[expect(deprecated, reason = "old files have it")]
            let known = |encoding: &Encoding| matches!(encoding, Encoding::RLE | Encoding::BIT_PACKED);
            if !known(def_level_encoding) || !known(rep_level_encoding) {
                return Err(ParquetError::General("levels in an unknown encoding".into()));
            }
        }
        Ok(())
    }
}

impl Iterator for Guard {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Guard {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.as_ref().map_or(Ok(()), |page| self.check(page))?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }
}
