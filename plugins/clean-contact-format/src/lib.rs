//! Contact format: phones, order numbers and customer keys that cannot be what they should be are marked, none is changed.

use std::collections::BTreeMap;

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Column, Context, Error, Params, Read, Result, TABLES, Table};

mod pattern;
mod phone;
mod platform;

use platform::{Form, Platforms};

/// Marks what has the wrong form, or has been masked before it came.
#[derive(Debug)]
pub struct ContactFormat {
    phones: Vec<String>,
    keys: Vec<String>,
    /// Numbers of other countries need no sign of it.
    anywhere: bool,
    platforms: Platforms,
    /// The platform of rows that name none.
    usual: Option<usize>,
}

const PLATFORM: &str = "platform";
const ORDER: &str = "order_id";

impl Cleaner for ContactFormat {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let cleaner = Self::with(params)?;
        let texts = || table.fields.iter().filter(|field| field.kind.is_text()).map(|field| &field.name);
        let named = texts().any(|name| name == PLATFORM);
        let orders = texts().any(|name| name == ORDER) && (named || cleaner.usual.is_some());
        let wanted = |name: &&String| {
            let order = name.as_str() == ORDER || name.as_str() == PLATFORM;
            cleaner.phones.contains(name) || cleaner.keys.contains(name) || orders && order
        };
        Ok(texts().filter(wanted).cloned().collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Self::with(params)
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        for column in &batch.columns {
            if self.phones.contains(&column.name) {
                mark(batch, column, |cell| phone::odd(cell, self.anywhere), out)?;
            } else if self.keys.contains(&column.name) {
                mark(batch, column, |cell| phone::is_masked(cell).then_some("masked-key"), out)?;
            }
        }
        if let Some(orders) = batch.column(ORDER) {
            self.orders(batch, orders, out);
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner ContactFormat);

impl ContactFormat {
    fn with(params: &Params) -> Result<Self> {
        let platforms = Platforms::with(params.texts("extra")?)?;
        let usual = match params.text("platform")? {
            "" => None,
            name => {
                let refuse = || Error::new("platform-unknown").with("platform", name).with("known", platforms.codes());
                Some(platforms.find(name).ok_or_else(refuse)?)
            }
        };
        let texts = |name: &str| params.texts(name).map(<[String]>::to_vec);
        // Nobody knows from where the phones of a table outside the data model come.
        let table = params.text("table")?;
        let anywhere = params.text("country")? == "any" || !table.is_empty() && !TABLES.contains(&table);
        Ok(Self { phones: texts("phones")?, keys: texts("keys")?, anywhere, platforms, usual })
    }

    /// Marks order numbers that fit no form of their platform.
    fn orders(&self, batch: &Batch, orders: &Column, out: &mut Cleaned) {
        let named = batch.column(PLATFORM);
        let mut known: BTreeMap<&str, Option<usize>> = BTreeMap::new();
        for row in 0..batch.rows as usize {
            let Some(order) = orders.text_at(row) else { continue };
            let own = named.and_then(|named| named.text_at(row)).filter(|name| !name.trim().is_empty());
            let platform = match own {
                Some(name) => *known.entry(name).or_insert_with(|| self.platforms.find(name)),
                None => self.usual,
            };
            let Some(platform) = platform else { continue };
            if self.platforms.form(platform, order) == Form::Strange {
                out.note(row, ORDER, Action::Flag, "order-number", order);
            }
        }
    }
}

/// Flags the cells of which `judge` has something to say; a category column is asked once per name.
fn mark(batch: &Batch, column: &Column, judge: impl Fn(&str) -> Option<&'static str>, out: &mut Cleaned) -> Result<()> {
    let rows = batch.rows as usize;
    let odd = batch.texts(&column.name)?.mask(rows, |cell| judge(cell).is_some());
    for row in (0..rows).filter(|row| odd.is(*row)) {
        let cell = column.text_at(row).unwrap_or_default();
        if let Some(code) = judge(cell) {
            out.note(row, &column.name, Action::Flag, code, cell);
        }
    }
    Ok(())
}
