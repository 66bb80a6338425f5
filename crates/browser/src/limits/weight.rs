//! How many bytes an answer is.

use std::fmt::{Debug, Write};

use aftersight_contract::{Categories, Column, Error, Input, Notes, Report, Text};
use aftersight_pipeline::engine::Cleaned;
use aftersight_pipeline::limits::size;
use wasm_bindgen::JsValue;

/// Something that came out of a plugin.
pub(crate) trait Weigh {
    fn weight(&self) -> usize;
}

/// Nothing came back.
impl Weigh for () {
    fn weight(&self) -> usize {
        0
    }
}

/// A resource: what it holds stays in the plugin.
impl Weigh for JsValue {
    fn weight(&self) -> usize {
        0
    }
}

impl Weigh for Vec<Column> {
    fn weight(&self) -> usize {
        columns(self)
    }
}

impl Weigh for Cleaned {
    fn weight(&self) -> usize {
        columns(&self.columns) + notes(&self.notes)
    }
}

impl Weigh for Vec<Input> {
    fn weight(&self) -> usize {
        printed(self)
    }
}

impl Weigh for Error {
    fn weight(&self) -> usize {
        printed(self)
    }
}

impl Weigh for Report {
    fn weight(&self) -> usize {
        let sheets: usize = self.sheets.iter().map(|sheet| sheet.code.len() + columns(&sheet.rows.columns)).sum();
        printed(&self.findings) + sheets
    }
}

/// Records of texts and numbers have no size of their own: that of their print is near enough.
fn printed(value: &impl Debug) -> usize {
    struct Count(usize);
    impl Write for Count {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0 += text.len();
            Ok(())
        }
    }
    let mut count = Count(0);
    // Counting cannot fail.
    let _ = write!(count, "{value:?}");
    count.0
}

fn columns(columns: &[Column]) -> usize {
    columns.iter().map(|column| column.name.len() + size(column)).sum()
}

fn text(text: &Text) -> usize {
    size_of_val(text.offsets.as_slice()) + text.bytes.len()
}

fn categories(categories: &Categories) -> usize {
    size_of_val(categories.codes.as_slice()) + text(&categories.names)
}

fn notes(notes: &Notes) -> usize {
    size_of_val(notes.rows.as_slice())
        + notes.actions.len()
        + categories(&notes.columns)
        + categories(&notes.codes)
        + text(&notes.before)
}

#[cfg(test)]
mod tests {
    use aftersight_contract::Values;

    use super::*;

    #[test]
    fn what_is_printed_is_never_lighter_than_its_texts() {
        let plan: Vec<Input> = (0..1000).map(|number| Input::new(&format!("role-{number}"), "cases")).collect();
        let texts: usize = plan.iter().map(|input| input.role.len() + input.table.len()).sum();
        assert!(plan.weight() > texts);
        assert_eq!(columns(&[Column::new("n", Values::Int64(vec![0; 1000]))]), 8001);
    }
}
