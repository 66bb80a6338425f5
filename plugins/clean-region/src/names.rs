//! A column of names under construction: every name is stored once, and a division's name is not even looked at again.

use std::collections::BTreeMap;

use aftersight_sdk::{Categories, Column, Text, Values, bitmap};

/// Names row by row.
#[derive(Debug)]
pub(crate) struct Names {
    codes: Vec<u32>,
    names: Text,
    valid: Vec<u8>,
    divisions: BTreeMap<usize, u32>,
    others: BTreeMap<String, u32>,
    /// Does a row differ from what stood there?
    pub(crate) is_changed: bool,
}

impl Names {
    pub(crate) fn new(rows: usize) -> Self {
        Self {
            codes: Vec::with_capacity(rows),
            names: Text::default(),
            valid: bitmap::filled(rows, true),
            divisions: BTreeMap::new(),
            others: BTreeMap::new(),
            is_changed: false,
        }
    }

    /// The name of a division, which its number stands for.
    pub(crate) fn division(&mut self, division: usize, name: &str) {
        let code = self.divisions.get(&division).copied().unwrap_or_else(|| {
            let code = self.other_code(name);
            self.divisions.insert(division, code);
            code
        });
        self.codes.push(code);
    }

    /// Any other name, or none.
    pub(crate) fn other(&mut self, name: Option<&str>) {
        let code = match name {
            Some(name) => self.other_code(name),
            None => {
                bitmap::set(&mut self.valid, self.codes.len(), false);
                0
            }
        };
        self.codes.push(code);
    }

    fn other_code(&mut self, name: &str) -> u32 {
        if let Some(code) = self.others.get(name) {
            return *code;
        }
        let code = self.names.len() as u32;
        self.names.push(name);
        self.others.insert(name.to_owned(), code);
        code
    }

    pub(crate) fn column(mut self, name: &str) -> Column {
        if self.names.is_empty() {
            self.names.push("");
        }
        let values = Values::Category(Categories { codes: self.codes, names: self.names });
        Column { name: name.to_owned(), values, validity: Some(self.valid) }
    }
}
