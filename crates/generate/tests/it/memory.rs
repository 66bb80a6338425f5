//! Files in memory, and tables read back from them.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::rc::Rc;

use aftersight_generate::{Config, Summary, generate};

struct File(Rc<RefCell<Vec<u8>>>);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// All files of a run by name.
pub(crate) fn run(config: &Config) -> (Summary, BTreeMap<String, Vec<u8>>) {
    let mut files: BTreeMap<String, Rc<RefCell<Vec<u8>>>> = BTreeMap::new();
    let summary = generate(config, &mut |name| {
        let bytes = files.entry(name.to_owned()).or_default();
        Ok(Box::new(File(bytes.clone())))
    })
    .unwrap();
    (summary, files.into_iter().map(|(name, bytes)| (name, bytes.take())).collect())
}

/// A table with its header.
pub(crate) struct Table {
    header: HashMap<String, usize>,
    pub(crate) rows: Vec<csv::StringRecord>,
}

impl Table {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut reader = csv::Reader::from_reader(bytes);
        let header =
            reader.headers().unwrap().iter().enumerate().map(|(index, name)| (name.to_owned(), index)).collect();
        Self { header, rows: reader.records().map(Result::unwrap).collect() }
    }

    pub(crate) fn get<'a>(&self, row: &'a csv::StringRecord, name: &str) -> &'a str {
        &row[*self.header.get(name).unwrap_or_else(|| panic!("no column {name}"))]
    }

    /// The values of one column.
    pub(crate) fn column<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.rows.iter().map(move |row| self.get(row, name))
    }
}

/// The clean truth of a table.
pub(crate) fn truth(files: &BTreeMap<String, Vec<u8>>, table: &str) -> Table {
    Table::read(&files[&format!("truth/{table}.csv")])
}
