//! A built KPI through every call.

use std::collections::BTreeMap;

use aftersight_contract::manifest::Words;
use aftersight_contract::{Args, Column, Context, NO_GROUP, Table, Value, Values, manifest};
use aftersight_pipeline::engine::{Accumulator, Engine, Failure, View};

use crate::place::{built_plugins, engine};

const ID: &str = "kpi-complaint-resolution-time";
const HOUR: i64 = 3_600_000_000;

fn params(engine: &impl Engine) -> Args {
    let given = BTreeMap::from([("statistic".to_owned(), "mean".into())]);
    manifest::resolve(&engine.plugin(ID).unwrap().manifest, &given).unwrap()
}

fn context() -> Context {
    Context { as_of: 1000 * HOUR, received_at: 1001 * HOUR, timezone: "Asia/Shanghai".to_owned() }
}

/// Complaints that took so many hours, in these groups.
fn update(kpi: &mut dyn Accumulator, hours: &[i64], groups: &[u32], group_count: u32) {
    let created = Column::new("any", Values::Timestamp(vec![HOUR; hours.len()]));
    let closed = Column::numbers("any", Values::Timestamp, hours.iter().map(|hours| Some(HOUR + hours * HOUR)));
    let columns = vec![("created_at", &created), ("closed_at", &closed)];
    kpi.update("rows", &View { rows: hours.len() as u32, columns }, groups, group_count).unwrap();
}

fn values(columns: &[Column], name: &str) -> Vec<Option<f64>> {
    let column = columns.iter().find(|column| column.name == name).unwrap();
    let value = |row| match &column.values {
        Values::Float64(values) => values[row],
        Values::Int64(values) | Values::Timestamp(values) => values[row] as f64,
        other => panic!("{other:?}"),
    };
    let rows = match &column.values {
        Values::Float64(values) => values.len(),
        Values::Int64(values) | Values::Timestamp(values) => values.len(),
        other => panic!("{other:?}"),
    };
    (0..rows).map(|row| column.is_valid(row).then(|| value(row))).collect()
}

#[test]
fn it_says_what_it_wants_to_see() {
    let engine = engine(&[built_plugins()]);
    let cases = Table { name: "cases".to_owned(), fields: Vec::new() };
    let plan = engine.plan(ID, &params(&engine), &[cases]).unwrap();
    assert_eq!(plan.len(), 1);
    assert_eq!((plan[0].role.as_str(), plan[0].table.as_str()), ("rows", "cases"));
    assert_eq!(plan[0].time.as_deref(), Some("closed_at"));
    assert_eq!(plan[0].columns, ["created_at", "closed_at"]);
    assert_eq!(plan[0].filter.as_deref(), Some("case_type = 'complaint'"));
}

#[test]
fn shards_merge_to_the_whole() {
    let engine = engine(&[built_plugins()]);
    let params = params(&engine);
    let open = || engine.accumulator(ID, &params, &context()).unwrap();
    let (mut whole, mut left, mut right) = (open(), open(), open());
    update(&mut *whole, &[1, 3, 10, 20], &[0, 0, 1, 1], 2);
    update(&mut *left, &[1, 10], &[0, 1], 2);
    // The shard numbers its groups in its own way.
    update(&mut *right, &[20, 3], &[0, 1], 2);
    let state = right.state("rows", 0, 2).unwrap();
    left.merge("rows", &state, &[1, 0], 2).unwrap();
    let groups: &[u32] = &[1, 0, NO_GROUP];
    let expected = whole.evaluate(3, &[("rows", groups)]).unwrap();
    assert_eq!(left.evaluate(3, &[("rows", groups)]).unwrap(), expected);
    assert_eq!(values(&expected, "value"), [Some(15.0 * HOUR as f64), Some(2.0 * HOUR as f64), None]);
    assert_eq!(values(&expected, "n")[..2], [Some(2.0), Some(2.0)]);
}

#[test]
fn nothing_is_a_legal_batch() {
    let engine = engine(&[built_plugins()]);
    let mut kpi = engine.accumulator(ID, &params(&engine), &context()).unwrap();
    update(&mut *kpi, &[], &[], 0);
    assert!(kpi.evaluate(0, &[("rows", &[])]).unwrap().iter().all(|column| column.validity.is_none()));
}

#[test]
fn its_refusal_is_its_own_and_final() {
    let engine = engine(&[built_plugins()]);
    let mut kpi = engine.accumulator(ID, &params(&engine), &context()).unwrap();
    let empty = View { rows: 0, columns: Vec::new() };
    let Err(Failure::Refused(error)) = kpi.update("rows", &empty, &[], 0) else { panic!("it must miss its columns") };
    assert!(error.args.contains(&("column".to_owned(), Value::Integer(1))), "{error}");
    assert_eq!(kpi.state("rows", 0, 0), Err(Failure::Refused(error)));
}

#[test]
fn a_kpi_is_no_cleaner() {
    let engine = engine(&[built_plugins()]);
    let Err(failure) = engine.cleaner(ID, &params(&engine), &context()) else { panic!("it is a KPI") };
    assert_eq!(failure, Failure::Unusable(Words::new(format!("“{ID}”不是清洗规则"), format!("`{ID}` is no cleaner"))));
}
