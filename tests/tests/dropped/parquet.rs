//! Parquet, with a type for each column.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use crate::table::{Kind, Table, moment};

pub(crate) fn write(table: &Table) -> Vec<u8> {
    let field = |(name, kind): (&String, &Kind)| {
        let (physical, logical) = match kind {
            // A clock without a place.
            Kind::Moment => (Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MILLIS))),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let field = Type::primitive_type_builder(name, physical);
        Arc::new(field.with_repetition(Repetition::OPTIONAL).with_logical_type(logical).build().expect("a field"))
    };
    let fields = table.headers.iter().zip(&table.kinds).map(field).collect();
    let schema = Type::group_type_builder("export").with_fields(fields).build().expect("a schema");
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).expect("a file");
    let mut group = file.next_row_group().expect("a group");
    for (column, kind) in table.kinds.iter().enumerate() {
        let cells: Vec<&str> = table.rows.iter().map(|row| row[column].as_str()).collect();
        match kind {
            Kind::Moment => values::<Int64Type>(&mut group, &cells, millis),
            Kind::Number => values::<DoubleType>(&mut group, &cells, |cell| cell.parse().expect("a number")),
            Kind::Text => values::<ByteArrayType>(&mut group, &cells, |cell| ByteArray::from(cell)),
        }
    }
    group.close().expect("a group");
    file.into_inner().expect("bytes")
}

fn millis(cell: &str) -> i64 {
    let utc = moment(cell).expect("a moment").to_zoned(jiff::tz::TimeZone::UTC).expect("a moment");
    utc.timestamp().as_millisecond()
}

/// A column; an empty cell is null.
fn values<T: DataType>(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, cells: &[&str], read: impl Fn(&str) -> T::T) {
    let mut column = group.next_column().expect("a column").expect("as many columns as fields");
    let filled: Vec<T::T> = cells.iter().filter(|cell| !cell.is_empty()).map(|cell| read(cell)).collect();
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
    column.typed::<T>().write_batch(&filled, Some(&levels), None).expect("values");
    column.close().expect("a column");
}
