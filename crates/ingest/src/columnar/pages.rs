//! Unpacks and guards the pages of a column.
//!
//! The typed readers of `parquet` 60 take some things for granted and would panic without them: a dictionary before the pages
//! that refer to it, levels that lie within their page, runs whose lengths end, and as many plain texts in a page as its levels
//! announce.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::Result;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescPtr;

use super::source::Source;
use super::{codec, runs};
use crate::cause::Ours;

/// The length of a text that no page holds. Behind the last text of a page it makes a reader that goes on fail, not panic.
const TOO_LONG: [u8; 4] = 0x7fff_ffff_u32.to_le_bytes();

/// A page reader that refuses what would panic.
pub(crate) struct Guard {
    pages: SerializedPageReader<Source>,
    /// How the pages are packed. The reader below does not know and hands them out as they are.
    codec: Compression,
    column: ColumnDescPtr,
    dictionary: bool,
}

impl Guard {
    /// Guards the pages of a column that is not repeated.
    pub(crate) fn new(
        file: Arc<Source>,
        chunk: &ColumnChunkMetaData,
        rows: usize,
        column: ColumnDescPtr,
    ) -> Result<Self> {
        let packed = chunk.clone().into_builder().set_compression(Compression::UNCOMPRESSED).build()?;
        let pages = SerializedPageReader::new(file, &packed, rows, None)?;
        Ok(Self { pages, codec: chunk.compression(), column, dictionary: false })
    }

    fn unpack(&self, page: &mut Page) -> Result<()> {
        if self.codec == Compression::UNCOMPRESSED {
            return Ok(());
        }
        let (buf, plain) = match page {
            Page::DataPage { buf, .. } | Page::DictionaryPage { buf, .. } => (buf, 0),
            Page::DataPageV2 { is_compressed: false, .. } => return Ok(()),
            Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
                (buf, (*def_levels_byte_len as usize).saturating_add(*rep_levels_byte_len as usize))
            }
        };
        let packed = buf
            .get(plain..)
            .ok_or_else(|| Ours::parquet("一页数据的层级信息不完整", "the levels of a page are cut off"))?;
        let mut out = buf[..plain].to_vec();
        codec::unpack(self.codec, packed, &mut out)?;
        *buf = out.into();
        Ok(())
    }

    fn check(&mut self, mut page: Page) -> Result<Page> {
        self.unpack(&mut page)?;
        let refers = matches!(page.encoding(), Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY);
        let encoding = page.encoding();
        match &mut page {
            Page::DictionaryPage { buf, num_values, .. } => {
                self.dictionary = true;
                // Old files call plain dictionaries `PLAIN_DICTIONARY`.
                if self.column.physical_type() == Type::BYTE_ARRAY && texts(buf).0 < *num_values as usize {
                    return Err(Ours::parquet("字典不完整", "a dictionary is cut off"));
                }
                return Ok(page);
            }
            _ if !known(encoding) => {
                return Err(Ours::parquet(
                    "一页数据的编码与该列声明的不同",
                    "a page in an encoding that its column does not announce",
                ));
            }
            _ if refers && !self.dictionary => {
                return Err(Ours::parquet("一页数据引用了缺失的字典", "a page refers to a dictionary that is missing"));
            }
            Page::DataPage { buf, num_values, def_level_encoding, .. } => {
                let levels = if self.column.max_def_level() == 0 {
                    0..0
                } else if *def_level_encoding == Encoding::RLE {
                    prefixed(buf)
                } else {
                    return Err(Ours::parquet(
                        "层级信息使用了已废弃的编码",
                        "levels in an encoding that is no longer in use",
                    ));
                };
                self.check_values(buf, levels, *num_values, encoding)?;
            }
            Page::DataPageV2 { buf, num_values, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let start = *rep_levels_byte_len as usize;
                let levels = start..start.saturating_add(*def_levels_byte_len as usize);
                self.check_values(buf, levels, *num_values, encoding)?;
            }
        }
        Ok(page)
    }

    /// Checks that the levels lie in the page and can be decoded, and makes reading past the page's last text an error.
    fn check_values(&self, buf: &mut Bytes, levels: Range<usize>, num_values: u32, encoding: Encoding) -> Result<()> {
        let count = u64::from(num_values);
        let (Some(level_runs), Some(values)) = (buf.get(levels.clone()), buf.get(levels.end..)) else {
            return Err(Ours::parquet("一页数据的层级信息不完整", "the levels of a page are cut off"));
        };
        let level_width = (16 - self.column.max_def_level().max(0).leading_zeros()) as u8;
        if !runs::are_sound(level_runs, level_width, count) {
            return Err(Ours::parquet("层级信息无法解码", "levels that cannot be decoded"));
        }
        match (encoding, self.column.physical_type()) {
            (Encoding::PLAIN, Type::BYTE_ARRAY) => {
                let (texts, end) = texts(values);
                // Without nulls there is a text for each value, and none is sought behind the last.
                if (texts as u64) < count {
                    *buf = [&buf[..levels.end + end], &TOO_LONG].concat().into();
                }
                Ok(())
            }
            (Encoding::PLAIN, _) => Ok(()),
            (Encoding::RLE, _) => {
                let bits = values.get(prefixed(values)).unwrap_or_default();
                if runs::are_sound(bits, 1, count) {
                    Ok(())
                } else {
                    Err(Ours::parquet("真假值无法解码", "booleans that cannot be decoded"))
                }
            }
            _ => match values.split_first() {
                Some((width, codes)) if !runs::are_sound(codes, *width, count) => {
                    Err(Ours::parquet("字典编号无法解码", "dictionary codes that cannot be decoded"))
                }
                _ => Ok(()),
            },
        }
    }
}

/// Where runs lie that have their length in front.
fn prefixed(bytes: &[u8]) -> Range<usize> {
    let length = bytes.first_chunk().map_or(usize::MAX, |length| u32::from_le_bytes(*length) as usize);
    4..length.saturating_add(4)
}

/// The encodings that are read. The decoders of the others (deltas, split bytes) panic on damaged pages in half a dozen ways;
/// no common program writes them unless told to.
pub(crate) fn known(encoding: Encoding) -> bool {
    #[expect(deprecated, reason = "old files have it")]
    let old = matches!(encoding, Encoding::PLAIN_DICTIONARY | Encoding::BIT_PACKED);
    old || matches!(encoding, Encoding::PLAIN | Encoding::RLE | Encoding::RLE_DICTIONARY)
}

/// How many plain texts lie in the bytes, and where the last one ends.
fn texts(bytes: &[u8]) -> (usize, usize) {
    let (mut count, mut end) = (0, 0);
    while let Some(length) = bytes[end..].first_chunk() {
        let length = u32::from_le_bytes(*length) as usize;
        match end.checked_add(4).and_then(|start| start.checked_add(length)) {
            Some(next) if next <= bytes.len() => end = next,
            _ => break,
        }
        count += 1;
    }
    (count, end)
}

impl Iterator for Guard {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Guard {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.pages.get_next_page()?.map(|page| self.check(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }
}
