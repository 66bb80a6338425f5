//! Amounts: text to minor units and a currency.

mod currency;
mod decimal;
mod reading;

use aftersight_sdk::{
    Batch, Categories, Cell, Cleaned, Cleaner, Column, Context, Error, Money, Params, Result, Table, Text, Values,
};

use currency::Currency;
use reading::Reader;

/// Reads the money columns of a table.
#[derive(Debug)]
pub struct Amounts {
    reader: Reader,
    default: Currency,
    /// Columns in which a minus means that money went back.
    turned: Vec<String>,
}

/// The column that names the currency of a row.
const CURRENCY: &str = "currency";

impl Cleaner for Amounts {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let named = params.texts("columns")?;
        let wanted = |name: &String| if named.is_empty() { name.ends_with("_minor") } else { named.contains(name) };
        let texts = table.fields.iter().filter(|field| field.kind.is_text());
        let mut columns: Vec<String> =
            texts.clone().map(|field| field.name.clone()).filter(|name| wanted(name) && name != CURRENCY).collect();
        if !columns.is_empty() && texts.clone().any(|field| field.name == CURRENCY) {
            columns.push(CURRENCY.to_owned());
        }
        Ok(columns)
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let known =
            |name: &str| Currency::of_code(name).ok_or_else(|| Error::new("currency-unknown").with("currency", name));
        let dollar = match params.text("dollar")? {
            "" => None,
            name => Some(known(name)?),
        };
        let turned = params.texts("turned")?.to_vec();
        Ok(Self { reader: Reader { dollar }, default: known(params.text("currency")?)?, turned })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let own = batch.column(CURRENCY).map(|column| self.currencies(column, rows));
        let mixed = own.as_ref().filter(|own| own.windows(2).any(|pair| pair[0] != pair[1]));
        let usual = own.as_ref().and_then(|own| own.first().copied()).unwrap_or(self.default);
        for column in batch.columns.iter().filter(|column| column.name != CURRENCY) {
            let turns = self.turned.contains(&column.name);
            let read = |cell: &str, currency| turn(self.reader.read(cell, currency), turns);
            let amounts = match mixed {
                None => out.convert(column, rows, |cell| read(cell, usual)),
                Some(own) => {
                    // The currency decides what a cell means, so cells are read row by row.
                    let plain = Column::text(
                        column.name.clone(),
                        (0..rows).map(|row| Some(column.text_at(row).unwrap_or_default())),
                    );
                    let mut row = 0..;
                    out.convert(&plain, rows, |cell| {
                        let own = row.next().map_or(usual, |row: usize| own[row]);
                        if cell.is_empty() { Cell::Null } else { read(cell, own) }
                    })
                }
            };
            let validity = amounts.validity;
            let values = Values::Money(money(amounts.values));
            out.set(Column { name: column.name.clone(), values, validity });
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Amounts);

impl Amounts {
    /// The currency of each row: what its column says, else the default.
    fn currencies(&self, column: &Column, rows: usize) -> Vec<Currency> {
        let named = |text: &str| Currency::of_code(text.trim()).or_else(|| Currency::of_word(text.trim()));
        let known: Option<Vec<_>> = match &column.values {
            Values::Category(categories) => Some(categories.names.iter().map(named).collect()),
            _ => None,
        };
        let of = |row: usize| match (&known, &column.values) {
            _ if !column.is_valid(row) => None,
            (Some(known), Values::Category(categories)) => known.get(categories.codes[row] as usize).copied().flatten(),
            _ => column.text_at(row).and_then(named),
        };
        (0..rows).map(|row| of(row).unwrap_or(self.default)).collect()
    }
}

/// Takes the minus of an amount that went back.
fn turn(cell: Cell<(i64, Currency)>, turns: bool) -> Cell<(i64, Currency)> {
    match cell {
        Cell::Value((minor, currency)) if turns && minor < 0 => {
            Cell::Fixed((minor.saturating_neg(), currency), "turned")
        }
        // One repair is noted per cell: that of its form.
        Cell::Fixed((minor, currency), code) if turns => Cell::Fixed((minor.saturating_abs(), currency), code),
        cell => cell,
    }
}

/// Amounts and their currencies, which are numbered as they come.
fn money(values: Vec<(i64, Currency)>) -> Money {
    let mut out = Money { minor: Vec::with_capacity(values.len()), ..Money::default() };
    out.currency = Categories { codes: Vec::with_capacity(values.len()), names: Text::default() };
    let mut known: Vec<Currency> = Vec::new();
    for (minor, currency) in values {
        let code = known.iter().position(|other| *other == currency).unwrap_or_else(|| {
            known.push(currency);
            out.currency.names.push(currency.code());
            known.len() - 1
        });
        out.minor.push(minor);
        out.currency.codes.push(code as u32);
    }
    out
}
