//! Test orders: what a shop placed itself is no business, so its rows are left out, counted and shown.

mod amount;
mod signs;

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Column, Context, Mask, Params, Read, Result, Table};

use signs::Words;

/// Excludes the rows of orders that no customer placed.
#[derive(Debug)]
pub struct TestOrders {
    words: Words,
    accounts: Vec<String>,
    account_columns: Vec<String>,
    /// Millionths of the currency's unit; 0 where amounts tell nothing.
    limit: i64,
    /// The table is `orders`.
    orders: bool,
}

/// The export's own mark.
const MARK: &str = "is_test";
/// Where a whole order's money stands. All that are there must be as small: an order that a voucher paid for is real.
const AMOUNTS: [&str; 3] = ["paid_minor", "payable_minor", "total_minor"];
/// Titles are full of words: there only those count that mean nothing else.
const TITLE: &str = "title";

impl Cleaner for TestOrders {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let (columns, accounts) = (params.texts("columns")?, params.texts("account_columns")?);
        let amounts = table.name == "orders" && params.number("amount")? > 0.0;
        let asks_accounts = !params.texts("accounts")?.is_empty();
        let wanted = |name: &String| {
            name == MARK
                || columns.contains(name)
                || asks_accounts && accounts.contains(name)
                || amounts && AMOUNTS.contains(&name.as_str())
        };
        let texts = table.fields.iter().filter(|field| field.kind.is_text() && wanted(&field.name));
        Ok(texts.map(|field| field.name.clone()).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self {
            words: Words::new(params.texts("words")?, params.texts("columns")?),
            accounts: params.texts("accounts")?.iter().map(|account| signs::account_key(account)).collect(),
            account_columns: params.texts("account_columns")?.to_vec(),
            limit: (params.number("amount")? * 1e6).round() as i64,
            orders: params.text("table")? == "orders",
        })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let rows = batch.rows as usize;
        let mut signs = Signs { found: vec![false; rows], out };
        for column in &batch.columns {
            let name = column.name.as_str();
            if name == MARK {
                signs.note(column, &batch.texts(name)?.mask(rows, signs::is_true), "marked");
            }
            if !self.accounts.is_empty() && self.account_columns.iter().any(|known| known == name) {
                let own = |cell: &str| signs::is_account(&self.accounts, cell);
                signs.note(column, &batch.texts(name)?.mask(rows, own), "internal-account");
            }
            if self.words.reads(name) {
                let title = name == TITLE;
                let test = |cell: &str| self.words.mark_test(cell, title);
                signs.note(column, &batch.texts(name)?.mask(rows, test), "test-word");
            }
        }
        if self.orders && self.limit > 0 {
            self.tiny(batch, rows, &mut signs)?;
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner TestOrders);

impl TestOrders {
    /// Rows all of whose amounts are within the limit, and one of them above nothing.
    fn tiny(&self, batch: &Batch, rows: usize, signs: &mut Signs<'_>) -> Result<()> {
        let columns: Vec<&Column> = AMOUNTS.iter().filter_map(|name| batch.column(name)).collect();
        let (mut small, mut all) = (Vec::new(), Vec::new());
        for column in &columns {
            let texts = batch.texts(&column.name)?;
            let within = |cell: &str| amount::read(cell).is_some_and(|amount| (1..=self.limit).contains(&amount));
            // Nothing, or a placeholder for nothing, speaks neither for a test nor against it.
            let not_above = |cell: &str| amount::is_nothing(cell) || within(cell) || amount::read(cell) == Some(0);
            small.push(texts.mask(rows, within));
            all.push(texts.mask(rows, |cell| !not_above(cell)));
        }
        for row in 0..rows {
            let Some(place) = small.iter().position(|mask| mask.is(row)) else { continue };
            if !all.iter().any(|above| above.is(row)) {
                signs.exclude(row, columns[place], "one-cent");
            }
        }
        Ok(())
    }
}

/// Each row is excluded once, by the first sign that is found.
struct Signs<'a> {
    found: Vec<bool>,
    out: &'a mut Cleaned,
}

impl Signs<'_> {
    fn note(&mut self, column: &Column, hits: &Mask, code: &str) {
        for row in 0..self.found.len() {
            if hits.is(row) {
                self.exclude(row, column, code);
            }
        }
    }

    fn exclude(&mut self, row: usize, column: &Column, code: &str) {
        if !std::mem::replace(&mut self.found[row], true) {
            self.out.note(row, &column.name, Action::Exclude, code, column.text_at(row).unwrap_or_default());
        }
    }
}
