//! Random tables of what a cleaner reads, and more.

use aftersight_contract::manifest::{Manifest, ParamType, Parameter};
use aftersight_contract::{Batch, Categories, Column, Kind, Money, Text, Values};
use aftersight_pipeline::config::Given;
use proptest::prelude::*;

use crate::pool;

/// The most rows of a random table.
const ROWS: usize = 8;

/// The kinds that a column may have when it reaches a cleaner.
const KINDS: [Kind; 8] =
    [Kind::Boolean, Kind::Int64, Kind::Float64, Kind::Timestamp, Kind::Money, Kind::Text, Kind::Category, Kind::Binary];

/// One cell: an index into the pool of its column's kind, or null.
type Cell = Option<usize>;

/// The kind that the data model gives a column once it is clean.
pub(crate) fn natural(name: &str) -> Kind {
    let own = name.rsplit('.').next().unwrap_or(name);
    if own.ends_with("_at") || own == "at" {
        Kind::Timestamp
    } else if own.ends_with("_minor") {
        Kind::Money
    } else if own.starts_with("is_") {
        Kind::Boolean
    } else if ["quantity", "replies", "reopens", "rounds", "order_row", "number"].contains(&own) {
        Kind::Int64
    } else if own.ends_with("_confidence") || own.ends_with("_seconds") || own == "score" {
        Kind::Float64
    } else {
        Kind::Text
    }
}

/// Is a column neither text nor what the data model says?
pub(crate) fn is_odd(batch: &Batch) -> bool {
    batch.columns.iter().any(|column| !column.kind().is_text() && column.kind() != natural(&column.name))
}

/// A table with some of these columns: mostly as text, as they come from a file, or as they are once clean, seldom of any
/// kind. Those of other tables are never text where the data model says otherwise: they are clean by then.
pub(crate) fn table(names: Vec<String>) -> impl Strategy<Value = Batch> {
    (0..=ROWS).prop_flat_map(move |rows| {
        let columns: Vec<_> =
            names.iter().map(|name| prop::option::weighted(0.8, column(name.clone(), rows))).collect();
        columns.prop_map(move |columns| Batch { rows: rows as u32, columns: columns.into_iter().flatten().collect() })
    })
}

fn column(name: String, rows: usize) -> impl Strategy<Value = Column> {
    let own = natural(&name);
    let kind = if name.contains('.') {
        Just(own).boxed()
    } else {
        prop_oneof![5 => Just(Kind::Text), 3 => Just(Kind::Category), 4 => Just(own), 1 => prop::sample::select(&KINDS[..])]
            .boxed()
    };
    let texts = pool::texts().len();
    let ids = texts - pool::IDS.len();
    let is_key = name.ends_with("_id") || name.ends_with("_no");
    let place = if is_key { prop_oneof![3 => ids..texts, 1 => 0..texts].boxed() } else { (0..texts).boxed() };
    let cells = prop::collection::vec(prop::option::weighted(0.85, place), rows);
    (kind, cells).prop_map(move |(kind, cells)| typed(&name, kind, &cells))
}

/// A column of texts, one cell the other's copy.
pub(crate) fn repeated(name: &str, text: &str, rows: usize) -> Column {
    Column::text(name, std::iter::repeat_n(Some(text), rows))
}

/// A column of a kind with these cells.
pub(crate) fn typed(name: &str, kind: Kind, cells: &[Cell]) -> Column {
    fn of<T: Copy>(pool: &[T], place: usize) -> T {
        pool[place % pool.len()]
    }
    let texts = pool::texts();
    let numbers = |pool: &[i64]| cells.iter().map(|cell| cell.map_or(0, |place| of(pool, place))).collect::<Vec<_>>();
    let text = |cell: &Cell| cell.map_or("", |place| of(&texts, place));
    let values = match kind {
        Kind::Boolean => return Column::booleans(name, cells.iter().map(|cell| cell.map(|place| place % 2 == 0))),
        Kind::Int64 => Values::Int64(numbers(pool::INTEGERS)),
        Kind::Timestamp => Values::Timestamp(numbers(pool::MOMENTS)),
        Kind::Float64 => {
            Values::Float64(cells.iter().map(|cell| cell.map_or(0.0, |place| of(pool::FLOATS, place))).collect())
        }
        Kind::Money => {
            let currency = |cell: &Cell| cell.map_or("CNY", |place| of(pool::CURRENCIES, place / 3));
            Values::Money(Money { minor: numbers(pool::INTEGERS), currency: categories(cells.iter().map(currency)) })
        }
        Kind::Text => Values::Text(cells.iter().map(text).collect::<Text>()),
        Kind::Category => Values::Category(categories(cells.iter().map(text))),
        Kind::Binary => {
            let mut blob = aftersight_contract::Blob::default();
            for cell in cells {
                blob.bytes.extend_from_slice(&text(cell).as_bytes()[..text(cell).len().min(3)]);
                blob.end_row();
            }
            Values::Binary(blob)
        }
    };
    let mut valid = aftersight_contract::bitmap::filled(cells.len(), true);
    for row in (0..cells.len()).filter(|row| cells[*row].is_none()) {
        aftersight_contract::bitmap::set(&mut valid, row, false);
    }
    let validity = cells.iter().any(Option::is_none).then_some(valid);
    Column { validity, ..Column::new(name, values) }
}

/// Names stand as often as they come: a dictionary may repeat itself.
fn categories<'a>(names: impl Iterator<Item = &'a str>) -> Categories {
    let names: Text = names.collect();
    Categories { codes: (0..names.len() as u32).collect(), names }
}

/// A value for a secret: without one its cleaner would do nothing.
pub(crate) fn secret(parameter: &Parameter) -> Option<toml::Value> {
    let text = toml::Value::from("a key that is longer than anybody guesses, 钥匙");
    match parameter.kind {
        _ if !parameter.secret => None,
        ParamType::Text => Some(text),
        ParamType::Texts => Some(vec![text, "A1".into()].into()),
        _ => None,
    }
}

/// Parameters: one of the presets, one of the choices, either answer to a question; secrets are given.
pub(crate) fn parameters(manifest: &Manifest) -> impl Strategy<Value = Given> + use<> {
    let some = |name: &str, values: Vec<toml::Value>| {
        let name = name.to_owned();
        prop::option::weighted(0.4, prop::sample::select(values))
            .prop_map(move |value| Some((name.clone(), value?)))
            .boxed()
    };
    let text = |texts: Vec<&str>| texts.into_iter().map(toml::Value::from).collect::<Vec<_>>();
    let mut given = Vec::new();
    if !manifest.presets.is_empty() {
        given.push(some("preset", text(manifest.presets.iter().map(|preset| preset.name.as_str()).collect())));
    }
    for parameter in &manifest.parameters {
        let name = parameter.name.as_str();
        if let Some(secret) = secret(parameter) {
            given.push(Just(Some((name.to_owned(), secret))).boxed());
        } else if !parameter.choices.is_empty() {
            given.push(some(name, text(parameter.choices.iter().map(String::as_str).collect())));
        } else if parameter.kind == ParamType::Boolean {
            given.push(some(name, vec![true.into(), false.into()]));
        }
    }
    given.prop_map(|given| given.into_iter().flatten().collect())
}
