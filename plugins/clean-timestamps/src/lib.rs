//! Timestamps: text in every common form to microseconds UTC.

mod reading;
mod zone;

use aftersight_sdk::{Batch, Cell, Cleaned, Cleaner, Context, Error, Params, Result, Table, Values};

use reading::{Moment, Order};
use zone::{LocalZone, Place};

/// Reads the time columns of a table.
#[derive(Debug)]
pub struct Timestamps {
    zone: LocalZone,
    order: Order,
    required: Vec<String>,
}

impl Cleaner for Timestamps {
    fn plan(params: &Params, table: &Table) -> Result<Vec<String>> {
        let named = params.texts("columns")?;
        let usual = |name: &str| name.ends_with("_at") || name == "at";
        let wanted = |name: &String| if named.is_empty() { usual(name) } else { named.contains(name) };
        let texts = table.fields.iter().filter(|field| field.kind.is_text() && wanted(&field.name));
        Ok(texts.map(|field| field.name.clone()).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let name = params.text("timezone")?;
        let zone = LocalZone::new(name).ok_or_else(|| Error::new("timezone-unknown").with("timezone", name))?;
        let order = match params.text("order")? {
            "mdy" => Order::MonthFirst,
            "dmy" => Order::DayFirst,
            _ => Order::Unknown,
        };
        Ok(Self { zone, order, required: params.texts("required")?.to_vec() })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        for column in &batch.columns {
            let required = self.required.contains(&column.name);
            let times = out.convert(column, batch.rows as usize, |cell| match self.read(cell) {
                Cell::Flagged(None, code) if required => Cell::Quarantined(code),
                verdict => verdict,
            });
            out.set(times.column(&column.name, Values::Timestamp));
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Timestamps);

impl Timestamps {
    #[inline]
    fn read(&self, cell: &str) -> Cell<i64> {
        match reading::plain(cell.as_bytes()) {
            Some(local) => self.place(local, None),
            None => self.read_other(cell),
        }
    }

    #[inline(never)]
    fn read_other(&self, cell: &str) -> Cell<i64> {
        match reading::any(cell, self.order) {
            Ok(None) => Cell::Null,
            Ok(Some((Moment::Utc(at), code))) => code.map_or(Cell::Value(at), |code| Cell::Fixed(at, code)),
            Ok(Some((Moment::Local(local), code))) => self.place(local, code),
            Err(code) => Cell::Flagged(None, code),
        }
    }

    /// A local time in the zone; `code` names the form it was written in.
    #[inline]
    fn place(&self, local: i64, code: Option<&'static str>) -> Cell<i64> {
        match self.zone.utc(local) {
            Some((at, Place::Once)) => code.map_or(Cell::Value(at), |code| Cell::Fixed(at, code)),
            Some((at, Place::Skipped)) => Cell::Flagged(Some(at), "clock-gap"),
            Some((at, Place::Twice)) => Cell::Flagged(Some(at), "clock-fold"),
            None => Cell::Flagged(None, "unreadable"),
        }
    }
}
