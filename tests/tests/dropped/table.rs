//! Some rows of the committed sample, with a type for each cell as a system that exports it would have.

use aftersight_tests::sample;
use serde_json::{Map, Value, json};

/// A table of texts.
pub(crate) struct Table {
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    /// The kind of each column.
    pub(crate) kinds: Vec<Kind>,
}

/// What all filled cells of a column are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `2025-01-03 11:37:20`.
    Moment,
    /// A number that a spreadsheet keeps as it is: identifiers are longer, and are text.
    Number,
    Text,
}

impl Table {
    /// The first rows of one of its files.
    pub(crate) fn sample(name: &str, rows: usize) -> Self {
        let bytes = std::fs::read(sample().join(name)).expect("the sample");
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(other) => encoding_rs::GB18030.decode(other.as_bytes()).0.into_owned(),
        };
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        let headers = cells(reader.headers().expect("headers"));
        let whole = |record: &csv::StringRecord| record.len() == headers.len();
        let rows: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.expect("a record"))
            .filter(whole)
            .take(rows)
            .map(|record| cells(&record))
            .collect();
        let kinds = (0..headers.len()).map(|column| kind(rows.iter().map(|row| row[column].as_str()))).collect();
        Self { headers, rows, kinds }
    }

    pub(crate) fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.headers).expect("a record");
        self.rows.iter().for_each(|row| writer.write_record(row).expect("a record"));
        writer.into_inner().expect("bytes")
    }

    fn object(&self, row: &[String]) -> Value {
        let cell = |(kind, text): (&Kind, &String)| match kind {
            _ if text.is_empty() => Value::Null,
            Kind::Number => serde_json::from_str(text).expect("a number"),
            Kind::Moment | Kind::Text => json!(text),
        };
        let cells = self.kinds.iter().zip(row).map(cell);
        self.headers.iter().cloned().zip(cells).collect::<Map<_, _>>().into()
    }

    /// An object per line.
    pub(crate) fn lines(&self) -> Vec<u8> {
        self.rows.iter().map(|row| format!("{}\n", self.object(row))).collect::<String>().into_bytes()
    }

    /// An array of objects.
    pub(crate) fn array(&self) -> Vec<u8> {
        Value::from_iter(self.rows.iter().map(|row| self.object(row))).to_string().into_bytes()
    }

    /// An object of arrays of objects.
    pub(crate) fn json(tables: &[(&str, &Self)]) -> Vec<u8> {
        let array = |table: &Self| Value::from_iter(table.rows.iter().map(|row| table.object(row)));
        let all: Map<String, Value> = tables.iter().map(|(name, table)| ((*name).to_owned(), array(table))).collect();
        json!({ "code": 0, "data": all }).to_string().into_bytes()
    }
}

fn kind<'a>(cells: impl Iterator<Item = &'a str>) -> Kind {
    let filled: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    let number = |cell: &&str| {
        let plain = cell.len() < 12 && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        plain && serde_json::from_str::<f64>(cell).is_ok()
    };
    if filled.is_empty() {
        Kind::Text
    } else if filled.iter().all(|cell| moment(cell).is_some()) {
        Kind::Moment
    } else if filled.iter().all(number) {
        Kind::Number
    } else {
        Kind::Text
    }
}

/// `2025-01-03 11:37:20`, as a clock without a place shows it.
pub(crate) fn moment(cell: &str) -> Option<jiff::civil::DateTime> {
    (cell.len() == 19).then(|| jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", cell).ok())?
}
