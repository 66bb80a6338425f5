//! Conditions over the rows of a table.

use aftersight_contract::{Column, Field};

use crate::engine::Engine;
use crate::error::RunError;
use crate::link;
use crate::parallel;
use crate::table::{Table, Tables};

/// The rows for which a condition over a table's columns, those of its links and derived ones is true: a bitmap per part.
///
/// # Errors
/// A condition that cannot be read or computed.
pub(crate) fn filter(
    engine: &dyn Engine,
    tables: &Tables,
    table: &Table,
    condition: &str,
    derived: &[(String, Vec<Column>)],
) -> Result<Vec<Vec<u8>>, RunError> {
    let mut fields = tables.schema_of(table).fields;
    for (name, parts) in derived {
        fields.extend(parts.first().map(|column| Field { name: name.clone(), kind: column.kind() }));
    }
    let expr = link::parse(condition, &fields)?;
    let names = expr.columns().into_iter().filter(|name| name.contains('.'));
    let linked: Vec<_> = names.filter_map(|name| Some((name, tables.parts(table, name)?))).collect();
    let filtered = parallel::map(engine, table.parts.len(), |part| {
        let find = |name: &str| {
            let derived = derived.iter().find(|(known, _)| known == name).map(|(_, parts)| &parts[part]);
            let linked = || linked.iter().find(|(known, _)| *known == name).map(|(_, parts)| parts[part].as_ref());
            derived.or_else(|| table.column(part, name)).or_else(linked)
        };
        expr.filter(table.parts[part].batch.rows as usize, &find)
    });
    let filtered = filtered.into_iter().collect::<Result<Vec<_>, _>>();
    filtered.map_err(|error| RunError::new(error.chinese(), error.to_string()))
}
