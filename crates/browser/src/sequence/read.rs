//! Sequences as JSON.

use std::collections::BTreeMap;

use aftersight_contract::{Blob, Categories, Column, Context, Field, Kind, Money, Table, Values, bitmap};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sequence {
    pub(super) plugin: String,
    #[serde(default)]
    pub(super) params: BTreeMap<String, toml::Value>,
    pub(super) context: Clock,
    #[serde(default)]
    pub(super) tables: Vec<Offer>,
    pub(super) calls: Vec<Call>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Call {
    Plan {},
    Open {
        #[serde(rename = "as")]
        name: String,
    },
    Update {
        on: String,
        role: String,
        batch: Rows,
        #[serde(default)]
        groups: Vec<u32>,
        #[serde(default)]
        group_count: u32,
    },
    State {
        on: String,
        role: String,
        first: u32,
        count: u32,
        #[serde(rename = "as")]
        name: String,
    },
    Merge {
        on: String,
        role: String,
        state: String,
        groups: Vec<u32>,
        group_count: u32,
    },
    Evaluate {
        on: String,
        rows: u32,
        links: Vec<(String, Vec<u32>)>,
    },
    Clean {
        on: String,
        batch: Rows,
    },
    Finish {
        on: String,
    },
}

#[derive(Deserialize)]
pub(super) struct Clock {
    as_of: i64,
    received_at: i64,
    timezone: String,
}

impl From<Clock> for Context {
    fn from(clock: Clock) -> Self {
        Self { as_of: clock.as_of, received_at: clock.received_at, timezone: clock.timezone }
    }
}

#[derive(Deserialize)]
pub(super) struct Offer {
    name: String,
    fields: Vec<(String, Kind)>,
}

impl From<Offer> for Table {
    fn from(offer: Offer) -> Self {
        let fields = offer.fields.into_iter().map(|(name, kind)| Field { name, kind });
        Self { name: offer.name, fields: fields.collect() }
    }
}

#[derive(Deserialize)]
pub(super) struct Rows {
    pub(super) rows: u32,
    columns: Vec<Cells>,
}

#[derive(Deserialize)]
struct Cells {
    name: String,
    kind: Kind,
    cells: Vec<Value>,
}

impl Rows {
    pub(super) fn columns(&self) -> Result<Vec<Column>, String> {
        self.columns.iter().map(Cells::column).collect()
    }
}

impl Cells {
    fn column(&self) -> Result<Column, String> {
        let wrong = |cell: &Value| format!("column `{}`: {cell} is no {}", self.name, self.kind.name());
        // A cell of the kind's own type; null where there is none.
        fn cells<T: Default>(
            cells: &[Value],
            read: impl Fn(&Value) -> Option<T>,
            wrong: impl Fn(&Value) -> String,
        ) -> Result<Vec<T>, String> {
            let cell =
                |cell: &Value| if cell.is_null() { Ok(T::default()) } else { read(cell).ok_or_else(|| wrong(cell)) };
            cells.iter().map(cell).collect()
        }
        let integers = || cells(&self.cells, Value::as_i64, wrong);
        let texts = || cells(&self.cells, |cell| cell.as_str().map(str::to_owned), wrong);
        let values = match self.kind {
            Kind::Boolean => Values::Boolean(bitmap::collect(cells(&self.cells, Value::as_bool, wrong)?.into_iter())),
            Kind::Int64 => Values::Int64(integers()?),
            Kind::Timestamp => Values::Timestamp(integers()?),
            Kind::Float64 => Values::Float64(cells(&self.cells, Value::as_f64, wrong)?),
            Kind::Text => Values::Text(texts()?.into_iter().collect()),
            Kind::Category => Values::Category(categories(&texts()?)),
            Kind::Money => {
                let amount = |cell: &Value| Some((cell.get(0)?.as_i64()?, cell.get(1)?.as_str()?.to_owned()));
                let (minor, currencies): (Vec<_>, Vec<_>) = cells(&self.cells, amount, wrong)?.into_iter().unzip();
                Values::Money(Money { minor, currency: categories(&currencies) })
            }
            Kind::Binary => {
                let mut blob = Blob::default();
                for text in texts()? {
                    blob.bytes.extend_from_slice(text.as_bytes());
                    blob.end_row();
                }
                Values::Binary(blob)
            }
        };
        let present = self.cells.iter().map(|cell| !cell.is_null());
        let validity = self.cells.iter().any(Value::is_null).then(|| bitmap::collect(present));
        Ok(Column { name: self.name.clone(), values, validity })
    }
}

/// A dictionary in the order of first appearance.
fn categories(texts: &[String]) -> Categories {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let mut out = Categories::default();
    for text in texts {
        let next = known.len() as u32;
        let code = *known.entry(text).or_insert_with(|| {
            out.names.push(text);
            next
        });
        out.codes.push(code);
    }
    out
}
