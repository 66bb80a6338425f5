//! The range of refunds: not negative, not above what was paid with the freight.

mod limit;

use aftersight_sdk::{Action, Batch, Cleaned, Cleaner, Column, Context, Kind, Params, Result, Table, Values, currency};

use limit::{Amount, Verdict, judge};

/// Checks refunds against their orders.
#[derive(Debug)]
pub struct AmountRange {
    columns: Vec<String>,
    sign: Sign,
    negative: Action,
    too_high: Action,
    /// Millionths.
    margin: i64,
}

/// How refunds are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Positive,
    Negative,
    Either,
}

/// What limits a refund: first the order's column, then that of the row itself.
const PAID: [&str; 2] = ["order.paid_minor", "paid_minor"];
const FREIGHT: [&str; 2] = ["order.freight_minor", "freight_minor"];

impl Cleaner for AmountRange {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let money = |name: &&str| table.fields.iter().any(|field| field.name == **name && field.kind == Kind::Money);
        let named = params.texts("columns")?.iter().map(String::as_str).filter(money);
        let mut columns: Vec<String> = named.map(str::to_owned).collect();
        if !columns.is_empty() {
            let limits = PAID.into_iter().chain(FREIGHT).filter(money).map(str::to_owned);
            columns.extend(
                limits.collect::<Vec<_>>().into_iter().filter(|name| !columns.contains(name)).collect::<Vec<_>>(),
            );
        }
        Ok(columns)
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let action =
            |name: &str| params.text(name).map(|text| if text == "flag" { Action::Flag } else { Action::Quarantine });
        let sign = match params.text("sign")? {
            "negative" => Sign::Negative,
            "either" => Sign::Either,
            _ => Sign::Positive,
        };
        let margin = (params.number("margin")? * 1e6).round() as i64;
        let columns = params.texts("columns")?.to_vec();
        Ok(Self { columns, sign, negative: action("negative")?, too_high: action("too_high")?, margin })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        let [paid, freight] = [PAID, FREIGHT].map(|names| names.map(|name| batch.column(name)));
        for column in batch.columns.iter().filter(|column| self.columns.contains(&column.name)) {
            let mut turned: Option<Column> = None;
            for row in 0..batch.rows as usize {
                let Some((written, code)) = amount(column, row) else { continue };
                let Some(refund) = self.sign(column, row, written, &mut turned, out) else { continue };
                let [paid, freight] = [paid, freight].map(|columns| first(columns, row));
                match judge((refund, code), paid, freight, self.margin) {
                    Verdict::Fits => {}
                    Verdict::TooHigh => {
                        out.note(row, &column.name, self.too_high, "too-high", &currency::amount(written, code))
                    }
                    Verdict::OtherCurrency => {
                        out.note(row, &column.name, Action::Flag, "currency-differs", &currency::amount(written, code));
                    }
                }
            }
            turned.into_iter().for_each(|column| out.set(column));
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner AmountRange);

impl AmountRange {
    /// The refund as a positive amount; none if it stays negative, which is remarked on.
    fn sign(
        &self,
        column: &Column,
        row: usize,
        written: i64,
        turned: &mut Option<Column>,
        out: &mut Cleaned,
    ) -> Option<i64> {
        let remark = |out: &mut Cleaned, action: Action, code: &str| {
            let before = amount(column, row).map(|(minor, code)| currency::amount(minor, code)).unwrap_or_default();
            out.note(row, &column.name, action, code, &before);
        };
        if written >= 0 {
            if written > 0 && self.sign == Sign::Negative {
                remark(out, Action::Flag, "sign-mixed");
            }
            return Some(written);
        }
        let positive = written.checked_neg().filter(|_| self.sign != Sign::Positive);
        let Some(positive) = positive else {
            remark(out, self.negative, "negative");
            return None;
        };
        remark(out, Action::Fix, "sign-turned");
        if let Values::Money(money) = &mut turned.get_or_insert_with(|| column.clone()).values {
            money.minor[row] = positive;
        }
        Some(positive)
    }
}

/// The amount of a cell, with its currency.
fn amount(column: &Column, row: usize) -> Option<Amount<'_>> {
    match &column.values {
        Values::Money(money) if column.is_valid(row) => Some((money.minor[row], money.currency.get(row))),
        _ => None,
    }
}

/// The first of the columns that has an amount.
fn first<'a>(columns: [Option<&'a Column>; 2], row: usize) -> Option<Amount<'a>> {
    columns.into_iter().flatten().find_map(|column| amount(column, row))
}
