//! Orders on several rows: blank columns are filled from the first row, and the order's money counts once.

mod order;

use std::collections::BTreeMap;

use aftersight_sdk::{
    Action, Batch, Cleaned, Cleaner, Column, Context, Params, Result, Table, Values, bitmap, currency,
};

use order::{Order, rows_of};

/// Numbers the rows of an order from 1.
const ORDER_ROW: &str = "order_row";

/// Fills the further rows of orders from the first.
#[derive(Debug)]
pub struct OrderLineGrain {
    key: Vec<String>,
    head: Vec<String>,
    fields: Vec<String>,
    money: Vec<String>,
    once: bool,
}

impl OrderLineGrain {
    fn new(params: &Params) -> Result<Self> {
        let texts = |name| params.texts(name).map(<[String]>::to_vec);
        Ok(Self {
            key: texts("key")?,
            head: texts("head")?,
            fields: texts("fields")?,
            money: texts("money")?,
            once: params.text("repeated")? == "once",
        })
    }
}

impl Cleaner for OrderLineGrain {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let rule = Self::new(params)?;
        let mut columns: Vec<String> = Vec::new();
        for name in [rule.key, rule.head, rule.fields, rule.money].into_iter().flatten() {
            if table.has(&name) && !columns.contains(&name) {
                columns.push(name);
            }
        }
        Ok(columns)
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Self::new(params)
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let find = |names: &[String]| -> Vec<&Column> { names.iter().filter_map(|name| batch.column(name)).collect() };
        let (head, money) = (find(&self.head), find(&self.money));
        let speaks = |row: u32| head.iter().any(|column| column.is_valid(row as usize));
        let orders: Vec<Order> =
            rows_of(&find(&self.key), rows).into_iter().map(|rows| Order::new(&rows, speaks)).collect();
        let mut numbers = vec![None; rows];
        let mut first = vec![None; rows];
        for order in &orders {
            for (place, row) in order.rows.iter().enumerate() {
                numbers[*row as usize] = Some(place as i64 + 1);
                first[*row as usize] = order.source[place];
            }
        }
        for column in find(&self.fields) {
            fill(column, &first, out);
        }
        if self.once {
            let again: Vec<&Order> = orders.iter().filter(|order| repeats(&money, order)).collect();
            for column in money {
                count_once(column, rows, &again, out);
            }
        }
        out.set(Column::numbers(ORDER_ROW, Values::Int64, numbers));
        Ok(())
    }
}

/// Takes blank cells from the row that speaks for them.
fn fill(column: &Column, first: &[Option<u32>], out: &mut Cleaned) {
    let blank = |(row, first): (usize, &Option<u32>)| {
        first.filter(|first| !column.is_valid(row) && column.is_valid(*first as usize))
    };
    let from: Vec<Option<u32>> = first.iter().enumerate().map(blank).collect();
    for row in (0..from.len()).filter(|row| from[*row].is_some()) {
        out.note(row, &column.name, Action::Fix, "filled", "");
    }
    if from.iter().any(Option::is_some) {
        let rows: Vec<u32> = from.iter().enumerate().map(|(row, from)| from.unwrap_or(row as u32)).collect();
        out.set(column.take(&rows));
    }
}

/// An amount: minor units and currency.
fn amount(column: &Column, row: u32) -> Option<(i64, &str)> {
    let row = row as usize;
    match &column.values {
        Values::Money(money) if column.is_valid(row) => Some((money.minor[row], money.currency.get(row))),
        _ => None,
    }
}

/// Does every row that has money say the same as the first?
fn repeats(money: &[&Column], order: &Order) -> bool {
    let [first, others @ ..] = &order.rows[..] else { return false };
    let same = |column: &&Column| {
        others.iter().all(|row| amount(column, *row).is_none_or(|own| Some(own) == amount(column, *first)))
    };
    money.iter().all(same)
}

/// Empties a money column on all rows but the first.
fn count_once(column: &Column, rows: usize, orders: &[&Order], out: &mut Cleaned) {
    let others = orders.iter().flat_map(|order| &order.rows[1..]);
    let again: BTreeMap<u32, String> = others
        .filter_map(|row| amount(column, *row).map(|(minor, code)| (*row, currency::amount(minor, code))))
        .collect();
    if again.is_empty() {
        return;
    }
    let mut validity = column.validity.clone().unwrap_or_else(|| bitmap::filled(rows, true));
    for (row, before) in again {
        bitmap::set(&mut validity, row as usize, false);
        out.note(row as usize, &column.name, Action::Fix, "counted-once", &before);
    }
    out.set(Column { validity: Some(validity), ..column.clone() });
}

aftersight_sdk::export!(cleaner OrderLineGrain);
