//! The account of the inputs as a table: KPIs of data quality read it like any other.

use aftersight_contract::{Batch, Column, Values};

use crate::results::InputResult;
use crate::table::{Part, Table, Tables};

/// Its name.
pub(crate) const ACCOUNT: &str = "account";

/// One row per input. It has no time: an input has no moment of its own.
pub(crate) fn table(inputs: &[InputResult]) -> Tables {
    let count = |name: &str, of: fn(&InputResult) -> u64| {
        Column::new(name, Values::Int64(inputs.iter().map(|input| of(input) as i64).collect()))
    };
    let columns = vec![
        Column::text("source", inputs.iter().map(|input| Some(input.name.as_str()))),
        Column::text("table", inputs.iter().map(|input| Some(input.table.as_str()))),
        count("rows", |input| input.rows),
        count("accepted", |input| input.accepted),
        count("fixed", |input| input.fixed),
        count("flagged", |input| input.flagged),
        count("quarantined", |input| input.quarantined),
        count("excluded", |input| input.excluded),
    ];
    let batch = Batch { rows: inputs.len() as u32, columns };
    Tables(vec![Table::unite(ACCOUNT, vec![Part { batch, ..Part::default() }])])
}
