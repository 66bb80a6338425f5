//! A clean table as Parquet, written column by column: money as minor units with its currency beside it, moments as
//! microseconds UTC.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use aftersight_contract::{Column, Kind, Values, bitmap};
use aftersight_pipeline::table::Table;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

/// Writes a table; each part is a row group.
pub(super) fn write(path: &Path, table: &Table) -> Result<()> {
    let mut fields = Vec::new();
    for field in table.fields.iter().filter(|field| field.kind != Kind::Binary) {
        fields.push(node(&field.name, field.kind)?);
        if field.kind == Kind::Money {
            fields.push(node(&currency(&field.name), Kind::Text)?);
        }
    }
    let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
    let properties =
        WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("aftersight".to_owned());
    let mut file = SerializedFileWriter::new(File::create(path)?, schema, Arc::new(properties.build()))?;
    for part in table.parts.iter().filter(|part| part.batch.rows > 0) {
        let mut group = file.next_row_group()?;
        for column in part.batch.columns.iter().filter(|column| column.kind() != Kind::Binary) {
            write_column(&mut group, column, part.batch.rows as usize)?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

/// Where the currency of `refund_minor` stands: `refund_currency`.
fn currency(name: &str) -> String {
    format!("{}_currency", name.strip_suffix("_minor").unwrap_or(name))
}

fn node(name: &str, kind: Kind) -> Result<TypePtr> {
    let (physical, logical) = match kind {
        Kind::Boolean => (Physical::BOOLEAN, None),
        Kind::Float64 => (Physical::DOUBLE, None),
        Kind::Int64 | Kind::Money => (Physical::INT64, None),
        Kind::Timestamp => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
        Kind::Text | Kind::Category | Kind::Binary => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    Ok(Arc::new(builder.with_logical_type(logical).build()?))
}

fn write_column(group: &mut SerializedRowGroupWriter<'_, File>, column: &Column, rows: usize) -> Result<()> {
    match &column.values {
        Values::Boolean(bits) => cells::<BoolType>(group, column, rows, |row| bitmap::get(bits, row)),
        Values::Int64(values) | Values::Timestamp(values) => cells::<Int64Type>(group, column, rows, |row| values[row]),
        Values::Float64(values) => cells::<DoubleType>(group, column, rows, |row| values[row]),
        Values::Text(text) => cells::<ByteArrayType>(group, column, rows, |row| ByteArray::from(text.get(row))),
        Values::Category(names) => cells::<ByteArrayType>(group, column, rows, |row| ByteArray::from(names.get(row))),
        Values::Money(money) => {
            cells::<Int64Type>(group, column, rows, |row| money.minor[row])?;
            cells::<ByteArrayType>(group, column, rows, |row| ByteArray::from(money.currency.get(row)))
        }
        Values::Binary(_) => Ok(()),
    }
}

fn cells<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    column: &Column,
    rows: usize,
    value: impl Fn(usize) -> T::T,
) -> Result<()> {
    let levels: Vec<i16> = (0..rows).map(|row| i16::from(column.is_valid(row))).collect();
    let values: Vec<T::T> = (0..rows).filter(|row| column.is_valid(*row)).map(value).collect();
    if let Some(mut writer) = group.next_column()? {
        writer.typed::<T>().write_batch(&values, Some(&levels), None)?;
        writer.close()?;
    }
    Ok(())
}
