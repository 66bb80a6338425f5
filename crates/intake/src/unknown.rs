//! What a file holds that no table of the data model was recognised in, for whoever asks its owner.

use std::collections::BTreeMap;

use aftersight_ingest::{Options, Recognition, columns_of};
use aftersight_pipeline::RunError;
use aftersight_pipeline::config::SourceStep;

use crate::{File, Profiles, unread};

/// A sheet that was not recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// Its name, where the file has several sheets that a source can name.
    pub sheet: Option<String>,
    /// Its headers.
    pub headers: Vec<String>,
    /// Table → header → column: what its headers would mean there. Tables that know none of them are left out.
    pub known: BTreeMap<String, BTreeMap<String, String>>,
}

impl File {
    /// The sheets in it that were not recognised; none where one was, since the file can be used then.
    ///
    /// # Errors
    /// A file that is unreadable: with the cure.
    pub fn unknown(&mut self, step: &SourceStep, profiles: &Profiles) -> Result<Vec<Unknown>, RunError> {
        let options = Options {
            table: step.table.clone(),
            sheet: step.sheet.clone(),
            columns: step.columns.clone(),
            profiles: profiles.known.clone(),
            ..Options::default()
        };
        let sheets = self.file.sheets(&options).map_err(|error| unread(&error))?;
        if sheets.iter().any(|sheet| sheet.table().is_some() || !sheet.benchmarks.is_empty()) {
            return Ok(Vec::new());
        }
        let named = |file: &str, name: &str| (file == self.name && !name.is_empty()).then(|| name.to_owned());
        let places: Vec<_> = sheets
            .into_iter()
            .map(|sheet| Unknown {
                sheet: named(&sheet.file, &sheet.name),
                headers: sheet.headers,
                known: BTreeMap::new(),
            })
            .collect();
        // Files in an archive have no name that a source could say: the first speaks for all.
        let alone = places.iter().any(|place| place.sheet.is_none());
        places.into_iter().take(if alone { 1 } else { usize::MAX }).map(|place| self.guessed(place, &options)).collect()
    }

    /// What its headers would mean in each table.
    fn guessed(&mut self, mut place: Unknown, options: &Options) -> Result<Unknown, RunError> {
        for table in aftersight_ingest::tables() {
            let options = Options { table: Some(table.to_owned()), sheet: place.sheet.clone(), ..options.clone() };
            let sheets = self.file.sheets(&options).map_err(|error| unread(&error))?;
            let Some(sheet) = sheets.into_iter().find(|sheet| sheet.headers == place.headers) else { continue };
            let mapped = sheet.headers.iter().zip(&sheet.columns).filter(|(_, column)| column.canonical);
            let mapped: BTreeMap<_, _> = mapped.map(|(header, column)| (header.clone(), column.name.clone())).collect();
            if !mapped.is_empty() {
                place.known.insert(table.to_owned(), mapped);
            }
        }
        Ok(place)
    }
}

/// A table of the data model, for whoever says that a file is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<&'static str>,
    /// Sets of columns: a file needs all of one of them.
    pub needs: Vec<Vec<&'static str>>,
}

/// The most columns of a set that a table may need.
const NEEDED: usize = 3;

/// Every table that a file can be.
#[must_use]
pub fn shapes() -> Vec<Shape> {
    aftersight_ingest::tables()
        .map(|name| {
            let columns: Vec<&str> = columns_of(name).map(|(column, _)| column).collect();
            let needs = needs(name, &columns);
            Shape { name, columns, needs }
        })
        .collect()
}

/// The smallest sets of columns that make a sheet this table, by asking the recognition itself.
fn needs(table: &str, columns: &[&'static str]) -> Vec<Vec<&'static str>> {
    let enough = |set: &[&str]| {
        let matched: Vec<String> = set.iter().map(|column| (*column).to_owned()).collect();
        let recognition = Recognition { table: Some(table.to_owned()), matched, ..Recognition::default() };
        recognition.fits(set.len())
    };
    let mut found: Vec<Vec<&str>> = Vec::new();
    let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..NEEDED {
        let mut longer = Vec::new();
        for set in sets {
            for next in set.last().map_or(0, |last| last + 1)..columns.len() {
                let set: Vec<usize> = set.iter().copied().chain([next]).collect();
                let names: Vec<&str> = set.iter().map(|place| columns[*place]).collect();
                if found.iter().any(|known| known.iter().all(|column| names.contains(column))) {
                    continue;
                }
                if enough(&names) {
                    found.push(names);
                } else {
                    longer.push(set);
                }
            }
        }
        sets = longer;
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::Bytes;

    use super::*;

    fn unknown(name: &str, text: &'static str) -> Vec<Unknown> {
        let mut file = File::open(name, Bytes::from_static(text.as_bytes())).unwrap();
        file.unknown(&SourceStep::default(), &Profiles::default()).unwrap()
    }

    #[test]
    fn an_unrecognised_file_says_what_its_headers_would_mean() {
        let found = unknown("x.csv", "单据,订单编号,谁\n1,2,3\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].sheet, None);
        assert_eq!(found[0].headers, ["单据", "订单编号", "谁"]);
        assert_eq!(found[0].known["cases"], BTreeMap::from([("订单编号".to_owned(), "order_id".to_owned())]));
        assert_eq!(unknown("orders.csv", "订单编号,买家实际支付金额,订单创建时间\n1,2,2025-01-01\n"), []);
    }

    #[test]
    fn arrays_of_json_are_named() {
        let found = unknown("x.json", r#"{ "a": [{ "x": 1 }], "b": [{ "y": 1 }] }"#);
        let names: Vec<_> = found.iter().map(|place| place.sheet.as_deref()).collect();
        assert_eq!(names, [Some("a"), Some("b")]);
    }

    #[test]
    fn a_table_says_what_it_needs() {
        let shapes = shapes();
        let needs = |name: &str| shapes.iter().find(|shape| shape.name == name).unwrap().needs.clone();
        assert_eq!(needs("orders"), [["order_id"]]);
        assert_eq!(needs("shipments"), [["tracking_no"]]);
        assert!(needs("cases").contains(&vec!["case_type", "order_id"]));
        assert!(needs("order_lines").contains(&vec!["order_id", "product_id", "quantity"]));
        assert!(shapes.iter().all(|shape| !shape.needs.is_empty() && shape.columns.len() > 5));
    }
}
