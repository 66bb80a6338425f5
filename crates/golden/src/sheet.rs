//! Tables as they stand in a case, and back.

use std::collections::BTreeMap;

use aftersight_contract::{Batch, Categories, Column, Kind, Money, Values, bitmap};

use crate::cell::{quote, read_header, read_money, read_text, show, show_header, split};

/// Reads a csv block; a mistake comes with its line in the block, from 1.
pub(crate) fn read(body: &str) -> Result<Batch, (usize, String)> {
    let mut lines = body.lines();
    let header = split(lines.next().ok_or((1, "a table has a line of headers".to_owned()))?);
    let rows: Vec<Vec<String>> = lines.map(split).collect();
    if let Some(index) = rows.iter().position(|row| row.len() != header.len()) {
        let what = format!("{} cells under {} headers: quote cells that hold commas", rows[index].len(), header.len());
        return Err((index + 2, what));
    }
    let mut columns: Vec<Column> = Vec::with_capacity(header.len());
    for (place, cell) in header.iter().enumerate() {
        let (name, kind) = read_header(cell).ok_or_else(|| (1, format!("`{cell}` names no kind of column")))?;
        if columns.iter().any(|column| column.name == name) {
            return Err((1, format!("the column `{name}` stands twice")));
        }
        let cells = rows.iter().map(|row| Some(row[place].as_str()).filter(|cell| !cell.is_empty()));
        let column = column(name, kind, &cells.collect::<Vec<_>>());
        columns.push(column.map_err(|row| (row + 2, format!("`{}` is no {}", rows[row][place], kind.name())))?);
    }
    Ok(Batch { rows: rows.len() as u32, columns })
}

/// A column of cells; the row of the first one that is not of the kind otherwise.
fn column(name: &str, kind: Kind, cells: &[Option<&str>]) -> Result<Column, usize> {
    fn each<'a, T>(cells: &[Option<&'a str>], read: impl Fn(&'a str) -> Option<T>) -> Result<Vec<Option<T>>, usize> {
        let cell = |(row, cell): (usize, &Option<&'a str>)| cell.map(|cell| read(cell).ok_or(row)).transpose();
        cells.iter().enumerate().map(cell).collect()
    }
    Ok(match kind {
        Kind::Boolean => Column::booleans(name, each(cells, |cell| cell.parse::<bool>().ok())?),
        Kind::Int64 => Column::numbers(name, Values::Int64, each(cells, |cell| cell.parse::<i64>().ok())?),
        Kind::Float64 => {
            let number = |cell: &str| cell.parse().ok().filter(|number: &f64| number.is_finite());
            Column::numbers(name, Values::Float64, each(cells, number)?)
        }
        Kind::Timestamp => {
            let at = |cell: &str| cell.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond);
            Column::numbers(name, Values::Timestamp, each(cells, at)?)
        }
        Kind::Money => {
            let amounts = each(cells, read_money)?;
            let minor = Column::numbers(name, Values::Int64, amounts.iter().map(|cell| cell.map(|(minor, _)| minor)));
            let currency = encode(&Column::text(name, amounts.iter().map(|cell| cell.map(|(_, currency)| currency))));
            match (minor.values, currency.values) {
                (Values::Int64(minor_units), Values::Category(currency)) => Column {
                    name: minor.name,
                    values: Values::Money(Money { minor: minor_units, currency }),
                    validity: minor.validity,
                },
                _ => return Err(0),
            }
        }
        Kind::Category => encode(&Column::text(name, each(cells, read_text)?)),
        Kind::Text | Kind::Binary => Column::text(name, each(cells, read_text)?),
    })
}

/// Rows of columns as lines of a case: the headers, then a line per row.
#[must_use]
pub fn write(columns: &[&Column], rows: &[usize]) -> String {
    let header: Vec<String> = columns.iter().map(|column| quote(&show_header(column))).collect();
    let mut out = header.join(",") + "\n";
    for row in rows {
        let cells: Vec<String> = columns.iter().map(|column| quote(&show(column, *row))).collect();
        out += &(cells.join(",") + "\n");
    }
    out
}

/// Lines of cells that are text already.
pub(crate) fn write_cells(header: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| cells.iter().map(|cell| quote(cell)).collect::<Vec<_>>().join(",") + "\n";
    line(header) + &rows.iter().map(|row| line(row)).collect::<String>()
}

/// Rows `from` … `to` of a batch.
pub(crate) fn slice(batch: &Batch, from: usize, to: usize) -> Batch {
    let rows: Vec<usize> = (from..to).collect();
    Batch { rows: rows.len() as u32, columns: batch.columns.iter().map(|column| pick(column, &rows)).collect() }
}

/// Rows of a column, in the order given.
pub(crate) fn pick(column: &Column, rows: &[usize]) -> Column {
    let codes = |categories: &Categories| Categories {
        codes: rows.iter().map(|row| categories.codes[*row]).collect(),
        names: categories.names.clone(),
    };
    let values = match &column.values {
        Values::Boolean(bits) => Values::Boolean(bitmap::collect(rows.iter().map(|row| bitmap::get(bits, *row)))),
        Values::Int64(values) => Values::Int64(rows.iter().map(|row| values[*row]).collect()),
        Values::Timestamp(values) => Values::Timestamp(rows.iter().map(|row| values[*row]).collect()),
        Values::Float64(values) => Values::Float64(rows.iter().map(|row| values[*row]).collect()),
        Values::Text(text) => Values::Text(rows.iter().map(|row| text.get(*row)).collect()),
        Values::Category(categories) => Values::Category(codes(categories)),
        Values::Money(money) => Values::Money(Money {
            minor: rows.iter().map(|row| money.minor[*row]).collect(),
            currency: codes(&money.currency),
        }),
        Values::Binary(blob) => {
            let mut out = aftersight_contract::Blob::default();
            for row in rows {
                out.bytes.extend_from_slice(blob.get(*row));
                out.end_row();
            }
            Values::Binary(out)
        }
    };
    let validity = column.validity.as_ref().map(|bits| bitmap::collect(rows.iter().map(|row| bitmap::get(bits, *row))));
    Column { name: column.name.clone(), values, validity }
}

/// The batch with text as categories and categories as text: a plugin must not notice.
pub(crate) fn recode(batch: &Batch) -> Batch {
    let columns = batch.columns.iter().map(|column| match &column.values {
        Values::Text(_) => encode(column),
        Values::Category(_) => {
            Column::text(column.name.clone(), (0..batch.rows as usize).map(|row| column.text_at(row)))
        }
        _ => column.clone(),
    });
    Batch { rows: batch.rows, columns: columns.collect() }
}

fn encode(column: &Column) -> Column {
    let Values::Text(text) = &column.values else { return column.clone() };
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let mut categories = Categories::default();
    for (row, name) in text.iter().enumerate() {
        if !column.is_valid(row) {
            // The code of a null row may be anything.
            categories.codes.push(u32::MAX);
            continue;
        }
        let code = *known.entry(name).or_insert_with(|| {
            categories.names.push(name);
            categories.names.len() as u32 - 1
        });
        categories.codes.push(code);
    }
    // A name that no row has: dictionaries of readers hold such.
    categories.names.push("");
    Column { name: column.name.clone(), values: Values::Category(categories), validity: column.validity.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_survives_reading_and_writing() {
        let body = "order_id,at:timestamp,paid_minor:money,n:int64,x:float64,ok:boolean,c\n\
                    1,2025-01-01T04:00:00Z,12.34 CNY,1,0.5,true,a\n,,,,,,''\n";
        let batch = read(body).unwrap();
        let columns: Vec<&Column> = batch.columns.iter().collect();
        assert_eq!(write(&columns, &[0, 1]), body);
        let recoded = recode(&batch);
        assert_ne!(recoded, batch);
        assert_eq!(write(&recoded.columns.iter().collect::<Vec<_>>(), &[0, 1]), body);
        assert_eq!(aftersight_contract::check::batch(&recoded), Ok(()));
    }

    #[test]
    fn mistakes_name_their_line() {
        assert_eq!(read("a,b\n1\n").unwrap_err().0, 2);
        assert_eq!(read("a:int64\n1\nx\n").unwrap_err(), (3, "`x` is no int64".to_owned()));
        assert_eq!(read("a:whole\n").unwrap_err().0, 1);
    }
}
