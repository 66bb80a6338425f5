//! What must hold in a Parquet footer before a page is read: the crate asserts some of it and would panic.

use aftersight_contract::manifest::{Cause, Words};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};

use super::{codec, pages};
use crate::error::{Problem, Result};

/// A row group is read as a whole. Runs make rows out of nothing: a few bytes can claim any number of them.
const MAX_GROUP_ROWS: i64 = 1 << 24;

/// Refuses codecs that would need C code, encodings that are not read, and columns outside of the file.
pub(crate) fn check(footer: &ParquetMetaData, file_bytes: u64) -> Result<()> {
    for group in footer.row_groups() {
        let columns = footer.file_metadata().schema_descr().num_columns();
        if group.num_rows() > MAX_GROUP_ROWS {
            return damaged(
                "一个行组的行数超过上限，请按每组约一百万行写出",
                "a row group claims more rows than are read; write groups of about a million",
            );
        }
        if group.num_rows() < 0 || group.num_columns() != columns {
            return damaged(
                "行组的列数与结构不符，或行数为负",
                "a row group has another number of columns than the schema, or a negative one of rows",
            );
        }
        for column in group.columns() {
            let codec = column.compression();
            if !codec::known(codec) {
                return Err(Problem::Codec {
                    codec: Words::new(format!("压缩方式 {codec}"), format!("the compression {codec}")),
                }
                .into());
            }
            if let Some(encoding) = column.encodings().find(|encoding| !pages::known(*encoding)) {
                return Err(Problem::Codec {
                    codec: Words::new(format!("编码 {encoding}"), format!("the encoding {encoding}")),
                }
                .into());
            }
            if !lies_within(column, file_bytes) {
                return damaged("有一列的位置超出文件", "a column lies outside of the file");
            }
        }
    }
    Ok(())
}

fn lies_within(column: &ColumnChunkMetaData, file_bytes: u64) -> bool {
    let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
    let end = start.checked_add(column.compressed_size());
    start >= 0 && column.compressed_size() >= 0 && end.is_some_and(|end| end.cast_unsigned() <= file_bytes)
}

fn damaged(zh: &str, en: &str) -> Result<()> {
    Err(Problem::Parquet { cause: Cause::known(zh, en) }.into())
}
