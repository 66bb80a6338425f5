//! A mandatory masker that traps, at once or after some batches.

use std::cell::Cell;

use aftersight_sdk::{Batch, Cleaned, Cleaner, Context, Params, Result, Table};

/// Lets so many batches pass.
#[derive(Debug)]
pub struct Broken {
    left: Cell<i64>,
}

impl Cleaner for Broken {
    fn plan(_: &Params, table: &Table) -> Result<Vec<String>> {
        Ok(table.fields.iter().filter(|field| field.kind.is_text()).map(|field| field.name.clone()).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        Ok(Self { left: Cell::new(params.integer("after")?) })
    }

    fn clean(&self, _: &Batch, _: &mut Cleaned) -> Result<()> {
        self.left.set(self.left.get() - 1);
        assert!(self.left.get() >= 0, "on purpose");
        Ok(())
    }
}

aftersight_sdk::export!(cleaner Broken);
