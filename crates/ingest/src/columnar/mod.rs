//! Parquet. A chunk is a row group; columns are read one after the other through their typed readers, which report damage as
//! errors; nothing is caught as a panic.

mod check;
mod codec;
mod pages;
mod runs;
mod source;
mod values;

use std::sync::Arc;

use aftersight_contract::manifest::Cause;
use parquet::basic::Type;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{
    BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type, Int96Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::schema::types::ColumnDescPtr;

use crate::MAX_CELL_BYTES;
use crate::batch::TextBatch;
use crate::blob::{self, Blob};
use crate::build::{self, ColumnBuilder};
use crate::cause::Explain;
use crate::error::{Failure, Problem, Result};
use crate::layout::{self, SheetColumn};
use crate::options::Options;
use crate::sheet::{self, Chunk, Sheet};
use pages::Guard;
use source::Source;
use values::{Meaning, Value};

/// The text of a row group, which is read as a whole. A dictionary's one long text can stand in a million rows.
const MAX_GROUP_TEXT: usize = 1 << 30;

/// So many values are decoded at once.
const STRIDE: usize = 4096;

/// A Parquet file ready to be read.
pub(crate) struct ParquetTable {
    file: Arc<Source>,
    footer: Arc<ParquetMetaData>,
    /// The leaf columns that are read.
    leaves: Vec<usize>,
    names: Vec<String>,
}

impl std::fmt::Debug for ParquetTable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ParquetTable").field("names", &self.names).finish_non_exhaustive()
    }
}

impl From<ParquetError> for Failure {
    fn from(error: ParquetError) -> Self {
        blob::hidden(&error).unwrap_or_else(|| Problem::Parquet { cause: error.cause() }).into()
    }
}

/// Opens a Parquet file.
pub(crate) fn open(blob: Blob, options: &Options) -> Result<Sheet> {
    let length = blob.len();
    let file = Arc::new(Source::new(blob));
    let footer = Arc::new(ParquetMetaDataReader::new().parse_and_finish(file.as_ref())?);
    check::check(&footer, length)?;
    let schema = footer.file_metadata().schema_descr();
    let (mut leaves, mut names, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    for (leaf, column) in schema.columns().iter().enumerate() {
        let name = column.path().parts().join(".");
        if column.max_rep_level() == 0 {
            leaves.push(leaf);
            names.push(name);
        } else {
            unread.push(name);
        }
    }
    if leaves.is_empty() {
        return Err(Problem::Empty.into());
    }
    let mut layout = layout::layout(&names, options)?;
    let table = ParquetTable { file, footer: Arc::clone(&footer), leaves, names: names.clone() };
    if table.chunk_count() > 0 {
        for (index, column) in layout.columns.iter_mut().enumerate().take(names.len()) {
            column.category = table.is_category(index)?;
        }
    }
    Ok(Sheet {
        file: String::new(),
        name: String::new(),
        recognition: layout.recognition,
        headers: names,
        columns: layout.columns,
        duplicates: layout.duplicates,
        not_rows: Vec::new(),
        benchmarks: Vec::new(),
        encoding: None,
        delimiter: None,
        unread,
        source: sheet::Source::Parquet(table),
    })
}

/// What a column gives its values to: the cell's text, empty for null, and the characters replaced in it.
type Sink<'a> = dyn FnMut(&[u8], u64) -> Result<()> + 'a;

impl ParquetTable {
    pub(crate) fn chunk_count(&self) -> usize {
        self.footer.num_row_groups()
    }

    fn rows(&self, chunk: usize) -> usize {
        usize::try_from(self.footer.row_group(chunk).num_rows()).unwrap_or(0)
    }

    pub(crate) fn place(&self, chunk: usize) -> Option<Chunk> {
        (chunk < self.chunk_count()).then(|| Chunk { bytes: 0..0, rows: Some(self.rows(chunk) as u64) })
    }

    pub(crate) fn read(&self, chunk: usize, batch_rows: usize, columns: &[SheetColumn]) -> Result<Vec<TextBatch>> {
        let rows = self.rows(chunk);
        let mut batches: Vec<Vec<ColumnBuilder>> = Vec::new();
        let (mut replaced, mut text) = (0, 0);
        for (index, column) in columns.iter().enumerate() {
            let mut count = 0;
            self.visit(chunk, index, usize::MAX, &mut |cell, undecoded| {
                if count >= rows {
                    return Err(self.damaged(
                        index,
                        "的值多于行组的行数",
                        "has more values than the row group has rows",
                    ));
                }
                if count.is_multiple_of(batch_rows) {
                    if index == 0 {
                        batches.push(Vec::with_capacity(columns.len()));
                    }
                    batches[count / batch_rows].push(ColumnBuilder::new(column.category));
                }
                let builder = &mut batches[count / batch_rows][index];
                text += cell.len();
                if text > MAX_GROUP_TEXT {
                    return Err(Problem::Size { bytes: text as u64, limit: MAX_GROUP_TEXT as u64 }.into());
                }
                builder.push(cell);
                count += 1;
                replaced += undecoded;
                Ok(())
            })?;
            if count < rows {
                return Err(self.damaged(index, "的值少于行组的行数", "has fewer values than the row group has rows"));
            }
        }
        let mut first_row = 1;
        let mut out = Vec::with_capacity(batches.len());
        for builders in batches {
            let count = batch_rows.min(rows + 1 - first_row);
            let batch = build::batch(count, columns, builders);
            let replaced = std::mem::take(&mut replaced);
            out.push(TextBatch { batch, first_row: first_row as u64, ragged: Vec::new(), blank: 0, replaced });
            first_row += count;
        }
        Ok(out)
    }

    fn is_category(&self, index: usize) -> Result<bool> {
        let mut cells: Vec<Vec<u8>> = Vec::new();
        self.visit(0, index, build::SAMPLE_ROWS, &mut |cell, _| {
            cells.push(cell.to_vec());
            Ok(())
        })?;
        Ok(build::is_category(cells.iter().map(Vec::as_slice)))
    }

    fn damaged(&self, index: usize, zh: &str, en: &str) -> Failure {
        let name = &self.names[index];
        Problem::Parquet { cause: Cause::known(format!("列“{name}”{zh}"), format!("column `{name}` {en}")) }.into()
    }

    /// Hands up to `most` cells of a column of a row group to the sink.
    fn visit(&self, chunk: usize, index: usize, most: usize, sink: &mut Sink<'_>) -> Result<()> {
        let leaf = self.leaves[index];
        let column = self.footer.file_metadata().schema_descr().column(leaf);
        let walk = Walk { meaning: Meaning::of(&column), full: column.max_def_level(), most };
        let mut checked = |cell: &[u8], replaced: u64| {
            if cell.len() > MAX_CELL_BYTES {
                let column = self.names[index].clone();
                return Err(Problem::Cell { line: 0, column, bytes: cell.len() }.into());
            }
            sink(cell, replaced)
        };
        let pages = Box::new(Guard::new(
            Arc::clone(&self.file),
            self.footer.row_group(chunk).column(leaf),
            self.rows(chunk),
            column.clone(),
        )?);
        match column.physical_type() {
            Type::BOOLEAN => walk.run::<BoolType>(column, pages, &mut checked),
            Type::INT32 => walk.run::<Int32Type>(column, pages, &mut checked),
            Type::INT64 => walk.run::<Int64Type>(column, pages, &mut checked),
            Type::INT96 => walk.run::<Int96Type>(column, pages, &mut checked),
            Type::FLOAT => walk.run::<FloatType>(column, pages, &mut checked),
            Type::DOUBLE => walk.run::<DoubleType>(column, pages, &mut checked),
            Type::BYTE_ARRAY => walk.run::<ByteArrayType>(column, pages, &mut checked),
            Type::FIXED_LEN_BYTE_ARRAY => walk.run::<FixedLenByteArrayType>(column, pages, &mut checked),
        }
    }
}

/// How a column is walked through.
struct Walk {
    meaning: Meaning,
    /// The definition level of a value that is there.
    full: i16,
    most: usize,
}

impl Walk {
    fn run<T: DataType>(&self, column: ColumnDescPtr, pages: Box<Guard>, sink: &mut Sink<'_>) -> Result<()>
    where
        T::T: Value,
    {
        let mut reader = ColumnReaderImpl::<T>::new(column, pages);
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        let mut cell = Vec::new();
        let mut left = self.most;
        while left > 0 {
            values.clear();
            levels.clear();
            let (records, _, _) = reader.read_records(STRIDE.min(left), Some(&mut levels), None, &mut values)?;
            if records == 0 {
                break;
            }
            left -= records;
            let mut values = values.iter();
            for row in 0..records {
                cell.clear();
                let present = self.full == 0 || levels.get(row) == Some(&self.full);
                let replaced = match values.as_slice().first() {
                    Some(value) if present => {
                        values.next();
                        value.write(self.meaning, &mut cell)
                    }
                    _ => 0,
                };
                sink(&cell, replaced)?;
            }
        }
        Ok(())
    }
}
