//! The figures of a KPI as result rows and as what alerts read.

use aftersight_contract::{Breach, Column, Kind, Malformed, Values, bitmap};

use crate::engine::Failure;
use crate::kernels;
use crate::results::Object;

/// A KPI without a value breaks the contract.
pub(crate) fn check_value(columns: &[Column], rows: usize) -> Result<(), Failure> {
    if rows == 0 || columns.iter().any(|column| column.name == "value" && column.kind() == Kind::Float64) {
        return Ok(());
    }
    Err(Failure::Malformed(Malformed::column("value", Breach::NoValue)))
}

/// The figures of one row.
pub(crate) fn fields(columns: &[Column], row: usize) -> Object {
    let mut fields = Object::new();
    for column in columns {
        if let Some(value) = json(column, row) {
            fields.insert(column.name.clone(), value);
        }
    }
    fields.entry("value".to_owned()).or_insert(serde_json::Value::Null);
    fields
}

/// Adds the figures to what alerts read of a KPI, and the usual ones even where it lacks them.
pub(crate) fn complete(out: &mut Vec<Column>, columns: Vec<Column>, rows: usize) {
    for column in columns {
        if out.iter().all(|known| known.name != column.name) {
            out.push(as_float(column));
        }
    }
    for name in ["value", "numerator", "denominator", "n"] {
        if out.iter().all(|column| column.name != name) {
            out.push(kernels::nulls(name, Kind::Float64, rows));
        }
    }
}

/// Alerts read every figure as float64.
pub(crate) fn as_float(column: Column) -> Column {
    match column.values {
        Values::Int64(values) => {
            let values = Values::Float64(values.into_iter().map(|value| value as f64).collect());
            Column { name: column.name, values, validity: column.validity }
        }
        _ => column,
    }
}

/// A cell as JSON; `None` for null.
pub(crate) fn json(column: &Column, row: usize) -> Option<serde_json::Value> {
    if !column.is_valid(row) {
        return None;
    }
    Some(match &column.values {
        Values::Boolean(bits) => bitmap::get(bits, row).into(),
        Values::Int64(values) | Values::Timestamp(values) => values[row].into(),
        Values::Float64(values) => values[row].into(),
        Values::Money(money) => money.minor[row].into(),
        Values::Text(text) => text.get(row).into(),
        Values::Category(categories) => categories.get(row).into(),
        Values::Binary(_) => return None,
    })
}
